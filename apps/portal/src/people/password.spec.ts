import { hashOf, isPassword, passwordTrouble } from './password.ts';

describe('P1 passwords', () => {
  test('a password is its own alone, however a keyboard composes it', async () => {
    const hash = await hashOf('correct hörse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPassword('correct ho\u0308rse', hash)).toBe(true);
    expect(await isPassword('correct horse', hash)).toBe(false);
    expect(await isPassword('correct hörse', undefined)).toBe(false);
  });

  test('W12 somebody who is not there takes as long as a wrong password: the work is the same', async () => {
    const hash = await hashOf('correct horse battery staple');
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    await isPassword('wrong', undefined);
    // In turns, so that whatever else the machine does meets both.
    for (let turn = 0; turn < 5; turn += 1) {
      times.known.push(await spent(() => isPassword('wrong', hash)));
      times.unknown.push(await spent(() => isPassword('wrong', undefined)));
    }
    const [known, unknown] = [median(times.known), median(times.unknown)];
    // Without the work it would be a thousandth.
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  }, 30_000);

  test.each([
    ['short', 'elevenchars'],
    ['long', 'ab c'.repeat(60)],
    ['easy', 'aaaaaaaaaaaaaa'],
    ['easy', 'somebody@x.example'],
  ])('%s: %s', (is, password) => expect(passwordTrouble(password, 'somebody@x.example')?.is).toBe(is));
});

async function spent(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
