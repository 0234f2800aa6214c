import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { SystemCredentials } from './lookup-source.ts';

/** The credentials themselves are turned down. */
export class Locked extends Error {}

/** As long as the request for a token may be on its way, and clocks may differ. */
const assertionSeconds = 300;

/**
 * The JWT by which we prove who we are where a token is asked for: PS256 with an RSA key, ES256 with a key of P-256.
 *
 * @param pem the private key; it stands in no message
 * @param now milliseconds
 * @throws Locked for what is no such key
 */
export function signedAssertion(
  { clientId, keyId, scope, tokenAddress }: Extract<SystemCredentials, { readonly kind: 'oauth2-jwt' }>,
  pem: string,
  now: number,
): string {
  const key = keyIn(pem);
  const isRsa = key.asymmetricKeyType === 'rsa';
  const iat = Math.floor(now / 1000);
  const header = { typ: 'JWT', alg: isRsa ? 'PS256' : 'ES256', kid: keyId };
  // As NetSuite publishes its request token: these claims and no others.
  const claims = { iss: clientId, scope: scope.split(/[\s,]+/), aud: tokenAddress, iat, exp: iat + assertionSeconds };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const by = isRsa
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key, dsaEncoding: 'ieee-p1363' as const };
  return `${signed}.${sign('sha256', Buffer.from(signed), by).toString('base64url')}`;
}

function keyIn(pem: string): KeyObject {
  const key = keyOf(pem);
  const isP256 = key?.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (key && (key.asymmetricKeyType === 'rsa' || isP256)) return key;
  throw new Locked('the file of the private key holds no key of RSA or P-256 in PEM');
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
