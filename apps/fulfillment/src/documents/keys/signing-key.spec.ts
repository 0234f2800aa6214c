import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sampleFacts } from '../sample-facts.ts';
import { signLicenseKey, verifyLicenseKey } from './license-key.ts';
import { keyIdOf, keyRing } from './published-keys.ts';
import { loadRetiredKeys, loadSigningKey } from './signing-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'signing-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('signing key', () => {
  test('F7 is created once, readable by its owner only, and read from then on', () => {
    const file = join(folder, 'new', 'signing.pem');
    const { publicKey } = loadSigningKey(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadSigningKey(file).publicKey.equals(publicKey)).toBe(true);
    expect(readdirSync(join(folder, 'new'))).toEqual(['signing.pem']);
  });

  test('F7 processes that start at once end up with the same key', async () => {
    const file = join(folder, 'raced.pem');
    const program = `import { loadSigningKey } from ${JSON.stringify(new URL('./signing-key.ts', import.meta.url).href)};
      console.log(loadSigningKey(${JSON.stringify(file)}).publicKey.export({ type: 'spki', format: 'pem' }));`;
    const start = () =>
      promisify(execFile)(process.execPath, ['--conditions=source', '--input-type=module', '--eval', program]);
    const outputs = await Promise.all([start(), start(), start()]);
    const keys = outputs.map(({ stdout }) => createPublicKey(stdout).export({ type: 'spki', format: 'pem' }));
    expect(new Set(keys).size).toBe(1);
  });

  test('F12 keys that were used before stay, of either half, and documents of theirs stay genuine', () => {
    const file = join(folder, 'rotated', 'signing.pem');
    const before = loadSigningKey(file);
    const signed = signLicenseKey(sampleFacts({ scenario: 'license-key' }), before.privateKey);
    mkdirSync(join(folder, 'rotated', 'retired'));
    renameSync(file, join(folder, 'rotated', 'retired', '2026.pem'));
    const earlier = generateKeyPairSync('ed25519').publicKey;
    const half = earlier.export({ type: 'spki', format: 'pem' });
    writeFileSync(join(folder, 'rotated', 'retired', '2025.pem'), half);
    const after = loadSigningKey(file);
    const retired = loadRetiredKeys(file);
    expect(retired.map(keyIdOf)).toEqual([earlier, before.publicKey].map(keyIdOf));
    expect(verifyLicenseKey(signed, keyRing([after.publicKey, ...retired])).ok).toBe(true);
    expect(verifyLicenseKey(signed, after.publicKey)).toMatchObject({ ok: false });
    writeFileSync(join(folder, 'rotated', 'retired', 'broken.pem'), 'x');
    expect(() => loadRetiredKeys(file)).toThrow(/broken\.pem is no retired signing key/);
    expect(loadRetiredKeys(join(folder, 'elsewhere', 'signing.pem'))).toEqual([]);
  });

  test('F7 a wrong file is a clear error', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    writeFileSync(join(folder, 'rsa.pem'), rsa.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(folder, 'empty.pem'), '');
    expect(() => loadSigningKey(join(folder, 'rsa.pem'))).toThrow(/rsa\.pem holds a key of type rsa; .* Ed25519/);
    expect(() => loadSigningKey(join(folder, 'empty.pem'))).toThrow(/empty\.pem holds no private key/);
    expect(() => loadSigningKey(folder)).toThrow(/cannot be read/);
    expect(() => loadSigningKey(join(folder, 'empty.pem', 'key.pem'))).toThrow(/cannot be (read|created)/);
  });
});
