import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type Books, keyOf } from '#domain/licenses/books/books.ts';
import type { PasscodeCheck, SubmitCase } from '#domain/licenses/cases/case-submit.ts';
import { type CodeKeys, openSealedCode, sealCode } from '#runtime/environment/keys/sealed-codes.ts';
import type { SubmittedCase, ToldPasscode } from '../ledger.needs.ts';

/** Support passcodes (K4): kept as scrypt hashes with a salt each, compared in constant time, never written anywhere else. */

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
const cost = { N: 8192, r: 8, p: 1 };
const keyLength = 32;

/** The hash of a passcode with a new salt: `salt:hash`, hexadecimal. */
export async function passcodeHash(passcode: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await derive(passcode, salt, keyLength, cost)).toString('hex')}`;
}

/** Whether a passcode is the one of a hash; takes as long for none. */
export async function isPasscode(passcode: string, hash: string | undefined): Promise<boolean> {
  const [salt = '', expected = ''] = (hash ?? `${'00'.repeat(16)}:${'00'.repeat(keyLength)}`).split(':');
  const actual = await derive(passcode, Buffer.from(salt, 'hex'), keyLength, cost);
  return timingSafeEqual(actual, Buffer.from(expected, 'hex')) && hash !== undefined;
}

/** Seals a passcode for the topic, where it is on its way to the ledger itself. */
export function sealPasscode(keys: CodeKeys, accountId: string, email: string, passcode: string): string {
  return sealCode(keys, passcodeName(accountId, email), passcode);
}

// Bound to the person and the account: moved to another message it no longer opens.
function passcodeName(accountId: string, email: string): string {
  return `passcode of ${email.toLowerCase()} in ${accountId}`;
}

/**
 * Hashes of passcodes that are told, by message id.
 * @throws Error for one that was sealed with another key, or for somebody else
 */
export async function hashesOf(told: Iterable<ToldPasscode>, keys: () => CodeKeys): Promise<Map<string, string>> {
  const hashes = await Promise.all(
    [...told].map(async ({ id, accountId, email, sealedPasscode, ...open }) => {
      const passcode =
        sealedPasscode === undefined
          ? open.passcode
          : openSealedCode(keys(), passcodeName(accountId, email), sealedPasscode);
      return passcode === undefined ? [] : [[id, await passcodeHash(passcode)] as const];
    }),
  );
  return new Map(hashes.flat());
}

/** Whether the passcodes of submitted cases are the requester's own, by message id. */
export async function checksOf(
  submitted: Iterable<SubmittedCase>,
  books: Books,
): Promise<Map<string, SubmitCase['passcodes']>> {
  const checks = await Promise.all(
    [...submitted].map(async ({ id, person, from, to, passcodes }) => {
      const check = async (accountId: string, passcode: string): Promise<PasscodeCheck> => {
        const known = books.administrators.get(keyOf(accountId, person?.toLowerCase() ?? ''));
        return (await isPasscode(passcode, known?.passcodeHash)) ? 'right' : 'wrong';
      };
      const source = await check(from, passcodes.source);
      return [id, { source, target: await check(to, passcodes.destination) }] as const;
    }),
  );
  return new Map(checks);
}
