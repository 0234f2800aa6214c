import type { Check } from './check.ts';
import { bytesOf, type KeyRing, sha256, signatureFault } from './published-keys.ts';

// As certificates end: a comment after the end of the PDF, with a signature over all bytes before it.
const prefix = '%Seatwright-Signature: ed25519 ';
const signatureLength = 88; // 64 bytes in base64
const lineLength = prefix.length + signatureLength + 1;

/** Tells a real certificate from a changed one (F7). */
export async function checkCertificate(bytes: Uint8Array<ArrayBuffer>, keys: KeyRing): Promise<Check> {
  // One character a byte, so that places in the text are places in the bytes.
  const text = new TextDecoder('latin1').decode(bytes);
  const start = text.lastIndexOf(prefix);
  if (start < 0) return { verdict: 'no-document' };
  if (text.length !== start + lineLength) return { verdict: 'changed', where: 'end' };
  const signature = bytesOf(text.slice(start + prefix.length, -1));
  if (!signature || !text.endsWith('\n')) return { verdict: 'changed', where: 'signature' };
  const keyId = propertyIn(text, 'KeyId');
  const fault = await signatureFault(keys, keyId, bytes.subarray(0, start), signature);
  if (fault === 'unknown-key') return { verdict: fault, keyId: keyId ?? '' };
  if (fault) return { verdict: fault, where: 'content' };
  const entitlementId = propertyIn(text, 'EntitlementId');
  if (!entitlementId) return { verdict: 'no-document' };
  return { verdict: 'genuine', kind: 'certificate', entitlementId, keyId, fileDigest: await sha256(bytes) };
}

/** A property of the PDF; those that are looked up are written as hexadecimal text. */
function propertyIn(text: string, name: string): string | undefined {
  const reference = new RegExp(`/${name} (\\d+) 0 R`).exec(text)?.[1];
  const hex = reference && new RegExp(`\\n${reference} 0 obj\\n\\(([0-9a-f]*)\\)\\nendobj`).exec(text)?.[1];
  const bytes = hex ? (hex.match(/../g) ?? []).map((one) => Number.parseInt(one, 16)) : undefined;
  return bytes && new TextDecoder().decode(new Uint8Array(bytes));
}
