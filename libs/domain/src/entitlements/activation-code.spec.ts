import fc from '#test/support/samples/properties.ts';
import {
  activationCodeAlphabet,
  activationCodeFrom,
  checkActivationCode,
  randomCharacters,
} from './activation-code.ts';

const values = fc.array(fc.integer({ min: 0, max: 22 }), { minLength: randomCharacters, maxLength: randomCharacters });
const someCode = activationCodeFrom([9, 0, 22, 17, 3, 3, 8, 1, 12, 20, 5, 6, 14, 2, 11, 19, 7, 4]);

/** Every code that differs from `characters` at position `at` alone. */
function wrongAt(characters: string, at: number): string[] {
  return [...activationCodeAlphabet]
    .filter((other) => other !== characters[at])
    .map((other) => characters.slice(0, at) + other + characters.slice(at + 1));
}

function isCaught(characters: string): boolean {
  const checked = checkActivationCode(characters);
  return !checked.ok && checked.violations[0]?.code === 'ACTIVATION_CODE_CHECK';
}

describe('activation code', () => {
  test('F2 has at least 80 random bits, in an alphabet without look-alikes of prime size', () => {
    expect(new Set(activationCodeAlphabet).size).toBe(23);
    expect(activationCodeAlphabet).not.toMatch(/[01258BILOQSUZ]/);
    expect(randomCharacters * Math.log2(activationCodeAlphabet.length)).toBeGreaterThan(80);
  });

  test('F2 is printed in five groups of four and read back as it was printed', () => {
    fc.assert(
      fc.property(values, (drawn) => {
        const code = activationCodeFrom(drawn);
        expect(code).toMatch(/^[A-Z3-9]{4}(-[A-Z3-9]{4}){4}$/);
        expect(checkActivationCode(code)).toEqual({ ok: true, value: code });
      }),
    );
  });

  test('F2 different numbers give different codes', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        fc.pre(a.join() !== b.join());
        expect(activationCodeFrom(a)).not.toBe(activationCodeFrom(b));
      }),
    );
  });

  test('F2 is read in lower case, with spaces, without dashes and with those of a word processor', () => {
    const bare = someCode.replaceAll('-', '');
    const typed = [bare, bare.toLowerCase(), ` ${someCode.replaceAll('-', ' ')}\n`, someCode.replaceAll('-', '\u2013')];
    for (const text of typed) expect(checkActivationCode(text)).toEqual({ ok: true, value: someCode });
  });

  test('F2 every wrong single character is caught, at every position', () => {
    fc.assert(
      fc.property(values, (drawn) => {
        const characters = activationCodeFrom(drawn).replaceAll('-', '');
        for (let at = 0; at < characters.length; at += 1) expect(wrongAt(characters, at).every(isCaught)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('F2 every two wrong characters are caught: all 91,960 changes of a code', () => {
    const characters = someCode.replaceAll('-', '');
    let missed = 0;
    for (let first = 0; first < characters.length; first += 1) {
      for (const once of wrongAt(characters, first)) {
        for (let second = first + 1; second < characters.length; second += 1) {
          missed += wrongAt(once, second).filter((twice) => !isCaught(twice)).length;
        }
      }
    }
    expect(missed).toBe(0);
  });

  test('F2 every swap of two neighbors is caught, and of any two other characters', () => {
    fc.assert(
      fc.property(values, fc.nat(19), fc.nat(19), (drawn, a, b) => {
        const characters = [...activationCodeFrom(drawn).replaceAll('-', '')];
        for (const [left, right] of [[a, b] as const, ...characters.slice(1).map((_, at) => [at, at + 1] as const)]) {
          const swapped = characters.with(left, characters[right] ?? '').with(right, characters[left] ?? '');
          if (characters[left] !== characters[right]) expect(isCaught(swapped.join(''))).toBe(true);
        }
      }),
    );
  });

  test.each([
    ['', 'ACTIVATION_CODE_LENGTH'],
    [someCode.slice(0, -1), 'ACTIVATION_CODE_LENGTH'],
    [`${someCode}-AAAA`, 'ACTIVATION_CODE_LENGTH'],
    [`0${someCode.slice(1)}`, 'ACTIVATION_CODE_CHARACTER'],
    ['株式会社', 'ACTIVATION_CODE_CHARACTER'],
  ])('F2 refuses %p as %s', (text, code) => {
    expect(checkActivationCode(text)).toMatchObject({ ok: false, violations: [{ code }] });
  });

  test('F2 is made of 18 numbers from 0 to 22 and of nothing else', () => {
    const bad = [[], [1], Array(18).fill(23), Array(18).fill(-1), Array(18).fill(0.5), Array(19).fill(1)];
    for (const drawn of bad) expect(() => activationCodeFrom(drawn)).toThrow('18 numbers from 0 to 22');
  });
});
