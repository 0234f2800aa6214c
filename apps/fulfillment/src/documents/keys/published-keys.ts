import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** Public halves of signing keys, by key id, as documents name them and as they are published (F12). */
export type KeyRing = ReadonlyMap<string, KeyObject>;

/** The public half of an Ed25519 key as a JSON Web Key (RFC 8037). */
export interface PublishedKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** The id of an Ed25519 key, of either half: its thumbprint (RFC 7638), 43 characters of base64url. */
export function keyIdOf(key: KeyObject): string {
  return thumbprint(publicPart(key));
}

/** What is published of a key. */
export function publishedKey(key: KeyObject): PublishedKey {
  const x = publicPart(key);
  return { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprint(x), use: 'sig', alg: 'EdDSA' };
}

/** Keys by their ids. */
export function keyRing(keys: readonly KeyObject[]): KeyRing {
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}

/**
 * The public keys in a text: a JSON Web Key Set, one JSON Web Key, or keys in PEM of either half. Keys of other kinds in a set are
 * passed over: a set may be shared.
 * @throws Error in words when there is no Ed25519 key in it
 */
export function readPublicKeys(text: string): KeyObject[] {
  const keys = (text.trimStart().startsWith('{') ? keysInJson(text) : keysInPem(text)).filter(
    ({ asymmetricKeyType }) => asymmetricKeyType === 'ed25519',
  );
  if (keys.length === 0) throw new Error('there is no Ed25519 key in it, neither as a JSON Web Key nor in PEM');
  return keys;
}

function keysInJson(text: string): KeyObject[] {
  const read = JSON.parse(text) as { keys?: unknown };
  const found = Array.isArray(read.keys) ? (read.keys as unknown[]) : [read];
  return found.filter(isPublishedKey).map((key) => {
    const { kty, crv, x } = key;
    return createPublicKey({ key: { kty, crv, x } as JsonWebKey, format: 'jwk' });
  });
}

function isPublishedKey(key: unknown): key is PublishedKey {
  const { kty, crv, x } = (key ?? {}) as Partial<PublishedKey>;
  return kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string';
}

function keysInPem(text: string): KeyObject[] {
  const blocks = text.match(/-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----/g) ?? [];
  return blocks.map((block) => createPublicKey(block));
}

function publicPart(key: KeyObject): string {
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (x === undefined) throw new Error('this is no Ed25519 key');
  return x;
}

// RFC 7638: the required members alone, in the order of their names.
function thumbprint(x: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}
