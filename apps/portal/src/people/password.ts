import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * Passwords as argon2id (RFC 9106) with what OWASP asks for at the least: 19 MiB, two passes. Kept in the PHC format, so that a hash says by
 * itself how it was made.
 */
const memory = 19_456;
const passes = 2;
const parallelism = 1;
const tagLength = 32;

/** As long as a sentence, and no longer than what is worth to be hashed. */
export const passwordLength = { least: 12, most: 200 };

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2 as never);

/** The hash of a password, with a salt of its own. */
export async function hashOf(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: bytesOf(password), nonce, parallelism, tagLength, memory, passes });
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`;
}

/** Whether a password is the one of a hash. Without a hash it takes as long, and is not. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, , , cost = '', salt = '', wanted = ''] = (hash ?? (await nobody)).split('$');
  const { m, t, p } = Object.fromEntries(cost.split(',').map((each) => each.split('=')));
  const expected = Buffer.from(wanted, 'base64');
  const given = await derive('argon2id', {
    message: bytesOf(password),
    nonce: Buffer.from(salt, 'base64'),
    parallelism: Number(p),
    tagLength: expected.length,
    memory: Number(m),
    passes: Number(t),
  });
  return timingSafeEqual(given, expected) && hash !== undefined;
}

/** What is wrong with a new password, in characters. */
export interface PasswordTrouble {
  readonly is: 'short' | 'long' | 'easy';
  readonly actual: number;
  readonly limit: number;
}

/** What is wrong with a new password; undefined when nothing is. */
export function passwordTrouble(password: string, email: string): PasswordTrouble | undefined {
  const { least, most } = passwordLength;
  const actual = [...password].length;
  if (actual < least) return { is: 'short', actual, limit: least };
  if (actual > most) return { is: 'long', actual, limit: most };
  const plain = password.toLowerCase();
  return plain === email || new Set(plain).size < 4 ? { is: 'easy', actual, limit: least } : undefined;
}

/** The password of somebody who is not there. */
const nobody = hashOf(randomBytes(32).toString('base64'));

// The same letters, however a keyboard composes them.
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'));
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
