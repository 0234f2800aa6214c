import { createHmac, randomBytes } from 'node:crypto';
import { activationCodeAlphabet, activationCodeFrom, randomCharacters } from '#domain/entitlements/activation-code.ts';
import type { CodeKeys } from '#runtime/environment/keys/sealed-codes.ts';

/** A new activation code: 81 bits from the system's CSPRNG, each character as likely as every other (F2). */
export function drawActivationCode(): string {
  const values: number[] = [];
  while (values.length < randomCharacters) {
    for (const byte of randomBytes(randomCharacters + 2)) {
      // 253 = 11 × 23: without the three bytes above it there is no modulo bias.
      if (byte < 253 && values.length < randomCharacters) values.push(byte % activationCodeAlphabet.length);
    }
  }
  return activationCodeFrom(values);
}

/** Keyed hash of a code (HMAC-SHA-256, hexadecimal): finds a code and keeps it unique without showing it to the database. */
export function codeHash(keys: CodeKeys, code: string): string {
  return createHmac('sha256', keys.lookUp).update(code).digest('hex');
}
