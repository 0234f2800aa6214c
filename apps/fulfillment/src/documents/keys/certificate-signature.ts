import { type KeyObject, sign, verify } from 'node:crypto';
import type { Seal } from '#documents/pdf/packed.ts';
import { type KeyRing, keyRing } from './published-keys.ts';

/** What a check of a certificate says. */
export type CertificateCheck =
  | { readonly ok: true; readonly entitlementId: string; readonly digest: string }
  | { readonly ok: false; readonly reason: string };

// A comment after the end of the file: readers of PDF pass over it, and any change of a byte before it breaks it.
const prefix = '%Seatwright-Signature: ed25519 ';
const signatureLength = 88; // 64 bytes in base64
const lineLength = prefix.length + signatureLength + 1;

/** The last line of a PDF: an Ed25519 signature over all the bytes before it (F7). */
export function certificateSeal(signingKey: KeyObject): Seal {
  return {
    length: lineLength,
    of: (pdf) => `${prefix}${sign(null, pdf, signingKey).toString('base64')}\n`,
  };
}

/**
 * Tells a real certificate from a changed one. On success says which entitlement it is for and the digest of the facts
 * that it was made from, to be held against `digestOf` of what the database says.
 *
 * @param keys the public key, or those that it may be signed with: the certificate names its own (F12)
 */
export function verifyCertificate(bytes: Uint8Array, keys: KeyObject | KeyRing): CertificateCheck {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.toString('latin1', 0, 5) !== '%PDF-') return { ok: false, reason: 'this is not a PDF file' };
  const start = file.lastIndexOf(prefix, undefined, 'latin1');
  if (start < 0) return { ok: false, reason: 'the file carries no signature of Seatwright' };
  if (file.length !== start + lineLength) {
    return { ok: false, reason: 'the signature is not the last line: something was added or cut off after signing' };
  }
  const text = file.toString('latin1', start + prefix.length, file.length - 1);
  const signature = Buffer.from(text, 'base64');
  // Base64 has several spellings of the same bytes; only the one that was written counts.
  if (signature.toString('base64') !== text || file.at(-1) !== 0x0a) {
    return { ok: false, reason: 'the signature is damaged' };
  }
  const keyId = propertyOf(file, 'KeyId');
  const ring = 'type' in keys ? keyRing([keys]) : keys;
  if (!signedBy(ring, keyId, file.subarray(0, start), signature)) {
    const reason = 'the file was changed after signing, or was signed with another key';
    return { ok: false, reason: `${reason}${otherKey(ring, keyId)}` };
  }
  const digest = propertyOf(file, 'FactsDigest');
  const entitlementId = propertyOf(file, 'EntitlementId');
  if (!digest || !entitlementId) return { ok: false, reason: 'the file names no entitlement: it is no certificate' };
  return { ok: true, digest, entitlementId };
}

/** Whether a signature is that of the key that the document names, or where it names none, of any (F12). */
export function signedBy(keys: KeyRing, keyId: string | undefined, signed: Uint8Array, signature: Uint8Array): boolean {
  const named = keyId === undefined ? [...keys.values()] : [keys.get(keyId)];
  return named.some((key) => key !== undefined && verify(null, signed, key, signature));
}

/** What a refusal says besides where a document names a key that is not there; nothing else. */
export function otherKey(keys: KeyRing, keyId: string | undefined): string {
  if (keyId === undefined || keys.has(keyId)) return '';
  return `: it names key ${keyId}, and the keys at hand are ${[...keys.keys()].join(', ')}`;
}

/** The properties that are looked up here are written as hexadecimal text, so that nothing in them needs escaping. */
export function propertyText(value: string): string {
  return Buffer.from(value, 'utf8').toString('hex');
}

function propertyOf(file: Buffer, name: string): string | undefined {
  const source = file.toString('latin1');
  const reference = new RegExp(`/${name} (\\d+) 0 R`).exec(source)?.[1];
  const hex = reference && new RegExp(`\\n${reference} 0 obj\\n\\(([0-9a-f]*)\\)\\nendobj`).exec(source)?.[1];
  return hex ? Buffer.from(hex, 'hex').toString('utf8') : undefined;
}
