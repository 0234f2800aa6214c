import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { StartError } from '../settings.ts';
import { readOrMakeKeyFile } from './key-file.ts';

/** What keeps activation codes secret at rest and on the wire; the services that show them share the key (F2). */

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
 * The keys in a file of 64 hexadecimal digits, which is made when there is none.
 * @throws StartError for a file that cannot be read or holds no key: codes sealed with another key could not be opened again
 */
export function loadCodeKeys(file: string): CodeKeys {
  const text = readOrMakeKeyFile(file, () => `${randomBytes(keyLength).toString('hex')}\n`);
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
