import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import { readOrMakeKeyFile } from '#runtime/environment/keys/key-file.ts';
import { type Settings, StartError } from '#runtime/environment/settings.ts';
import { revocationsOf, type TokenFacts } from './revoked-tokens.ts';

/** Who is signed in. */
export interface Person {
  readonly email: string;
  /** The token was signed with the local key, so whoever made it can read this machine's files. */
  readonly local: boolean;
}

/** A token that is missing, expired or not ours; the message can be shown to whoever sent it. */
export class NotSignedIn extends Error {}

const issuer = 'seatwright';
const audience = 'seatwright';
const tokenType = 'at+jwt';

/** Checks bearer tokens: signature with a fixed list of algorithms, type, issuer, audience and time. */
export interface Authenticator {
  /** @throws NotSignedIn */
  verify(token: string): Promise<Person>;
}

/** An authenticator over the local key, or over an OpenID provider where one is set. */
export function createAuthenticator(settings: Pick<Settings, 'authKeyFile' | 'openId'>): Authenticator {
  const { openId } = settings;
  if (openId) {
    const keys = createRemoteJWKSet(new URL(openId.jwksUrl));
    const options = { algorithms: ['RS256', 'ES256', 'EdDSA'], issuer: openId.issuer, audience: openId.audience };
    return { verify: (token) => person(jwtVerify(token, keys, options), false) };
  }
  const key = createPublicKey(localKey(settings.authKeyFile));
  const isRevoked = revocationsOf(settings.authKeyFile);
  const options = { algorithms: ['EdDSA'], issuer, audience, typ: tokenType };
  return { verify: (token) => person(jwtVerify(token, key, options), true, isRevoked) };
}

/** A token for a person, signed with the local key; good for `hours` from `now`. */
export async function issueToken(email: string, keyFile: string, now: Date, hours = 12): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return await new SignJWT({ email })
    .setProtectedHeader({ alg: 'EdDSA', typ: tokenType })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(email)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + Math.round(hours * 3600))
    .sign(localKey(keyFile));
}

/**
 * The id of a token, whoever signed it.
 * @throws StartError for one that has none: tokens of before there were ids end by the person's revocation
 */
export function tokenId(token: string): string {
  const id = decodeJwt(token).jti;
  if (id === undefined) throw new StartError('that token has no id; revoke what its person was given');
  return id;
}

async function person(
  verifying: ReturnType<typeof jwtVerify>,
  local: boolean,
  isRevoked: (token: TokenFacts) => boolean = () => false,
): Promise<Person> {
  try {
    const { payload } = await verifying;
    if (typeof payload.email !== 'string' || payload.exp === undefined) {
      throw new NotSignedIn('the token names no e-mail address or never expires');
    }
    const email = mailboxOf(payload.email);
    if (isRevoked({ id: payload.jti, email, issuedAt: payload.iat })) throw new NotSignedIn('the token was revoked');
    return { email, local };
  } catch (error) {
    if (error instanceof NotSignedIn) throw error;
    if (error instanceof errors.JWTExpired) throw new NotSignedIn('the token has expired');
    if (error instanceof errors.JOSEError) throw new NotSignedIn('the token is not valid here');
    throw error;
  }
}

/** The Ed25519 key that local tokens are signed with. */
function localKey(file: string): KeyObject {
  const pem = readOrMakeKeyFile(file, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new StartError(`${file} holds no private key in PEM: ${(error as Error).message}`);
  }
}
