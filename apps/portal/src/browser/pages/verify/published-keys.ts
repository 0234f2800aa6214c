/** Public keys that certificates and license key files are signed with, and what is checked with them (F12). */

/** Keys by their ids, as documents name them. */
export type KeyRing = ReadonlyMap<string, CryptoKey>;

/** `GET /.well-known/seatwright-keys`. */
export interface PublishedKeys {
  readonly keys: readonly { readonly kty: string; readonly crv?: string; readonly x?: string; readonly kid?: string }[];
}

/** The Ed25519 keys of a set; others in it are passed over. */
export async function readKeys({ keys }: PublishedKeys): Promise<KeyRing> {
  const found = keys.filter(({ kty, crv, kid }) => kty === 'OKP' && crv === 'Ed25519' && kid !== undefined);
  const ring = found.map(async ({ kty, crv, x, kid }) => {
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, 'Ed25519', true, ['verify']);
    return [kid ?? '', key] as const;
  });
  return new Map(await Promise.all(ring));
}

/** Why a file is not genuine: it names a key that is not published, or its bytes are not those that were signed. */
export type SignatureFault = 'unknown-key' | 'changed';

/** Whether a signature is that of the key that the document names, or where it names none, of any; undefined: it is. */
export async function signatureFault(
  keys: KeyRing,
  keyId: string | undefined,
  signed: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<SignatureFault | undefined> {
  const named = keyId === undefined ? [...keys.values()] : [keys.get(keyId)];
  for (const key of named) {
    if (key && (await crypto.subtle.verify('Ed25519', key, signature, signed))) return undefined;
  }
  return keyId !== undefined && !keys.has(keyId) ? 'unknown-key' : 'changed';
}

/** The bytes of base64 in the one spelling that is written, or undefined: it is damaged. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = atob(base64);
    return btoa(bytes) === base64 ? Uint8Array.from(bytes, (one) => one.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 in lower case hexadecimal digits. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((one) => one.toString(16).padStart(2, '0')).join('');
}
