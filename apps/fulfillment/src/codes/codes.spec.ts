import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { activationCodeAlphabet, checkActivationCode } from '#domain/entitlements/activation-code.ts';
import { codeKeysOf, loadCodeKeys, openSealedCode, sealCode } from '#runtime/environment/keys/sealed-codes.ts';
import { codeHash, drawActivationCode } from './codes.ts';

const keys = codeKeysOf(randomBytes(32));

describe('codes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'seatwright-codes-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test('F2 drawn codes are valid, different and use every character about equally often', () => {
    const codes = Array.from({ length: 20_000 }, drawActivationCode);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.slice(0, 100).every((code) => checkActivationCode(code).ok)).toBe(true);
    const drawn = codes.map((code) => code.replaceAll('-', '').slice(0, 18)).join('');
    const expected = drawn.length / activationCodeAlphabet.length;
    const chiSquared = [...activationCodeAlphabet]
      .map((character) => (drawn.split(character).length - 1 - expected) ** 2 / expected)
      .reduce((sum, part) => sum + part, 0);
    expect(chiSquared).toBeLessThan(70); // 22 degrees of freedom: 1 in 10 million
  });

  test('F2 a sealed code opens with its key and for its entitlement alone', () => {
    const code = drawActivationCode();
    const sealed = sealCode(keys, 'ENT-1-1', code);
    expect(openSealedCode(keys, 'ENT-1-1', sealed)).toBe(code);
    expect(sealed).not.toContain(code.slice(0, 4));
    expect(sealCode(keys, 'ENT-1-1', code)).not.toBe(sealed);
    expect(() => openSealedCode(keys, 'ENT-1-2', sealed)).toThrow();
    expect(() => openSealedCode(codeKeysOf(randomBytes(32)), 'ENT-1-1', sealed)).toThrow();
    expect(() => openSealedCode(keys, 'ENT-1-1', `${sealed.slice(0, -3)}AAA`)).toThrow();
    expect(() => openSealedCode(keys, 'ENT-1-1', code)).toThrow('ENT-1-1 is not sealed in a known form');
  });

  test('F2 the look-up hash depends on the key', () => {
    expect(codeHash(keys, 'ABCD')).toBe(codeHash(keys, 'ABCD'));
    expect(codeHash(keys, 'ABCD')).not.toBe(codeHash(codeKeysOf(randomBytes(32)), 'ABCD'));
  });

  test('F2 the first process to ask makes one key file for all, which only its owner reads', async () => {
    const file = path.join(folder, 'keys', 'codes.key');
    const loaded = Array.from({ length: 8 }, () => loadCodeKeys(file));
    expect(new Set(loaded.map((each) => each.sealing.export().toString('hex'))).size).toBe(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(['codes.key']);
  });

  test('F2 a damaged key file is an error, never a new key', async () => {
    const file = path.join(folder, 'damaged.key');
    await writeFile(file, 'oops');
    expect(() => loadCodeKeys(file)).toThrow('holds no key');
  });
});
