import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { activationCodeAlphabet, activationCodeFrom, randomCharacters } from '#domain/entitlements/activation-code.ts';
import { StartError } from '#runtime/settings.ts';

/** The only randomness of the service: activation codes, and what keeps them secret at rest (F2). */

/** What codes are sealed with and looked up by; both are derived from the one key of the key file. */
export interface CodeKeys {
  readonly sealing: KeyObject;
  readonly lookUp: KeyObject;
}

const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;
const sealedForm = 'v1.';

/**
 * Reads the key file (64 hexadecimal digits), and makes one when there is none. Processes that start at once end up with the
 * same key: the file appears whole or not at all, and only once.
 * @throws StartError for a file that cannot be read or holds no key: codes sealed with another key could not be opened again
 */
export function loadCodeKeys(file: string): CodeKeys {
  const text = readKeyFile(file) ?? createKeyFile(file);
  if (!/^[0-9a-f]{64}\s*$/i.test(text)) throw new StartError(`${file} holds no key of 64 hexadecimal digits`);
  return codeKeysOf(Buffer.from(text.trim(), 'hex'));
}

/** The keys that are derived from 32 secret bytes. */
export function codeKeysOf(secret: Buffer): CodeKeys {
  // Key objects: from plain bytes each cipher and HMAC takes ten times as long.
  const derived = (use: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `seatwright ${use}`, keyLength)));
  return { sealing: derived('activation code sealing'), lookUp: derived('activation code look-up') };
}

/** A new activation code: 81 bits from the system's CSPRNG, each character as likely as every other (F2). */
export function drawActivationCode(): string {
  const values: number[] = [];
  while (values.length < randomCharacters) {
    for (const byte of randomBytes(randomCharacters + 2)) {
      // 253 = 11 × 23: without the three bytes above it there is no modulo bias.
      if (byte < 253 && values.length < randomCharacters) values.push(byte % activationCodeAlphabet.length);
    }
  }
  return activationCodeFrom(values);
}

/**
 * Seals a code for storage and for the wire (AES-256-GCM). It is bound to its entitlement: moved to another one, it no longer
 * opens.
 */
export function sealCode(keys: CodeKeys, entitlementId: string, code: string): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keys.sealing, nonce).setAAD(Buffer.from(entitlementId));
  const sealed = Buffer.concat([nonce, cipher.update(code, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return sealedForm + sealed.toString('base64url');
}

/**
 * Opens a sealed code.
 * @throws Error when it was sealed with another key, for another entitlement, or changed since
 */
export function openSealedCode(keys: CodeKeys, entitlementId: string, sealed: string): string {
  const bytes = Buffer.from(sealed.slice(sealedForm.length), 'base64url');
  if (!sealed.startsWith(sealedForm) || bytes.length <= nonceLength + tagLength) {
    throw new Error(`the activation code of ${entitlementId} is not sealed in a known form`);
  }
  const decipher = createDecipheriv('aes-256-gcm', keys.sealing, bytes.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(Buffer.from(entitlementId)).setAuthTag(bytes.subarray(-tagLength));
  return decipher.update(bytes.subarray(nonceLength, -tagLength), undefined, 'utf8') + decipher.final('utf8');
}

/** Keyed hash of a code (HMAC-SHA-256, hexadecimal): finds a code and keeps it unique without showing it to the database. */
export function codeHash(keys: CodeKeys, code: string): string {
  return createHmac('sha256', keys.lookUp).update(code).digest('hex');
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartError(`the key of the activation codes cannot be read: ${(error as Error).message}`);
  }
}

function createKeyFile(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${randomBytes(keyLength).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    // A link, unlike a rename, never replaces a key that another process has made meanwhile.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}
