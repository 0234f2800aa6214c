import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';

/** P1: `npm run set-password`, as it is built. */

const file = path.join(import.meta.dirname, '..', '..', 'dist', 'apps', 'portal', 'src', 'set-password.js');
const email = 'ida@x.example';

let postgres: TestPostgres;
let folder: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-set-password-'));
});
afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const { KAFKA_BROKERS: _, ...others } = process.env;
  const env = { ...others, DATABASE_URL: postgres.url, DATA_DIR: folder, PUBLIC_URL: 'https://s.example', ...settings };
  return await new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [file, ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

test('prints one link and nothing else, another one each time', async () => {
  const [first, second] = [await run([email]), await run([` ${email} `.trim()])];
  for (const { code, out, err } of [first, second]) {
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^https:\/\/s\.example\/set-password\?token=[\w-]{43}\n$/);
  }
  expect(first.out).not.toBe(second.out);
});

test.each([[[]], [['no address']], [[email, 'more']]])('says how it is called for %j', async (args) => {
  const { code, out, err } = await run(args);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('usage: npm run set-password -- you@example.com');
});

test('gives nobody a password beside an OpenID provider, and says why', async () => {
  const provider = { AUTH_JWKS_URL: 'https://id.example/keys', AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'x' };
  const { code, err } = await run([email], provider);
  expect(code).toBe(1);
  expect(err).toContain('people sign in with that OpenID provider');
});

test('says what cannot be reached, without a stack', async () => {
  const { code, err } = await run([email], { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/x' });
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/^seatwright: the database at DATABASE_URL cannot be used: .*\n$/),
  ]);
});
