import type { Check, Licensed } from './check.ts';
import { bytesOf, type KeyRing, sha256, signatureFault } from './published-keys.ts';

const begin = '-----BEGIN SEATWRIGHT LICENSE KEY-----';
const middle = '-----BEGIN SIGNATURE-----';
const end = '-----END SEATWRIGHT LICENSE KEY-----';

/** Tells a real license key file from a changed one (F6, F7). Line ends and spaces around it do not matter. */
export async function checkLicenseKey(bytes: Uint8Array<ArrayBuffer>, keys: KeyRing): Promise<Check> {
  const file = new TextDecoder().decode(bytes).replace(/\r\n/g, '\n').trim();
  if (!file.startsWith(`${begin}\n`) || !file.endsWith(`\n${end}`)) return { verdict: 'no-document' };
  const parts = file.slice(begin.length + 1, -(end.length + 1)).split(`\n${middle}\n`);
  const [words, payload, ...rest] = (parts[0] ?? '').split('\n\n');
  if (parts.length !== 2 || words === undefined || payload === undefined || rest.length > 0) {
    return { verdict: 'changed', where: 'content' };
  }
  const signature = unwrapped(parts[1] ?? '');
  if (!signature) return { verdict: 'changed', where: 'signature' };
  const facts = unwrapped(payload);
  const licensed = facts && licensedIn(facts);
  if (!licensed) return { verdict: 'changed', where: 'facts' };
  const keyId = /^Key-Id: ([\w-]{43})$/m.exec(words)?.[1];
  const signed = new TextEncoder().encode(`${begin}\n${words}\n\n${payload}\n`);
  const fault = await signatureFault(keys, keyId, signed, signature);
  if (fault === 'unknown-key') return { verdict: fault, keyId: keyId ?? '' };
  // The words name the digest of the facts: one of the two is no longer what it was.
  if (fault) {
    const agree = words.includes(`Digest: sha256:${await sha256(facts)}`);
    return { verdict: fault, where: agree ? 'words' : 'facts' };
  }
  const { entitlementId, ...rests } = licensed;
  const fileDigest = await sha256(bytes);
  return { verdict: 'genuine', kind: 'license-key', entitlementId, keyId, licensed: rests, fileDigest };
}

function licensedIn(facts: Uint8Array): (Licensed & { entitlementId: string }) | undefined {
  try {
    const read = JSON.parse(new TextDecoder().decode(facts));
    return typeof read?.entitlementId === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Base64 in lines of 64, as it is written. */
function unwrapped(lines: string): Uint8Array<ArrayBuffer> | undefined {
  const base64 = lines.replaceAll('\n', '');
  return (base64.match(/.{1,64}/g) ?? []).join('\n') === lines ? bytesOf(base64) : undefined;
}
