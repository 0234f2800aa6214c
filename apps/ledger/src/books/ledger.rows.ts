import type { Account } from '#domain/licenses/books/account.ts';
import type { Lot } from '#domain/licenses/books/lot.ts';
import type { Product } from '#domain/licenses/books/product.ts';
import { decidingFields } from '#domain/licenses/rules/rules.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';

/** Domain values as JSON documents and back: amounts are bigint there and text here. */

/** Any domain value as JSON text; bigint as its digits. */
export function documentOf(value: object): string {
  // A replacer would be asked about every part of every lot.
  return JSON.stringify(withDigits(value));
}

/** The same with its bigints as text; what has none is left as it is. */
function withDigits(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const told = value.map(withDigits);
    return told.some((each, index) => each !== value[index]) ? told : value;
  }
  let copy: Record<string, unknown> | undefined;
  for (const name in value) {
    const part = (value as Readonly<Record<string, unknown>>)[name];
    // Most of it is texts, and what has none of its own is never copied.
    if (typeof part !== 'object' && typeof part !== 'bigint') continue;
    const told = withDigits(part);
    if (told === part) continue;
    copy ??= { ...value };
    copy[name] = told;
  }
  return copy ?? value;
}

type Stored<Value> = { readonly [Key in keyof Value]: bigint extends Value[Key] ? string : Value[Key] };

/** A lot from its document. */
export function lotFrom(document: unknown): Lot {
  const stored = document as Stored<Lot>;
  return { ...stored, unitPriceMinor: BigInt(stored.unitPriceMinor) };
}

/** An account from its document. */
export function accountFrom(document: unknown): Account {
  const { unitPriceMinor, ...facts } = document as Omit<Account, 'unitPriceMinor'> & { unitPriceMinor?: string };
  return unitPriceMinor === undefined ? facts : { ...facts, unitPriceMinor: BigInt(unitPriceMinor) };
}

/** A product from its document. */
export function productFrom(document: unknown): Product {
  const stored = document as Omit<Product, 'prices'> & { prices: Record<string, string> };
  const prices = Object.entries(stored.prices).map(([currency, minor]) => [currency, BigInt(minor)]);
  return { ...stored, prices: Object.fromEntries(prices) };
}

// Days are compared where lots are read, by what each comes to on the holder's calendar.
const days: readonly (keyof Lot)[] = ['startsOn', 'endsOn', 'graceEndsOn'];

// Their order when the first hashes were stored: what is looked at since then follows, so that those stay as they are.
const inThisOrder: readonly (keyof Lot)[] = [
  'program',
  'category',
  'originAccountId',
  'edition',
  'package',
  'deviceType',
  'stock',
];

const traitFields = [
  ...inThisOrder.filter((field) => decidingFields.includes(field)),
  ...decidingFields.filter((field) => !inThisOrder.includes(field) && !days.includes(field)),
];

/**
 * Hash (60 bits, as decimal digits) of what rules look at in a lot, its dates aside: lots with the same traits are allowed or
 * forbidden together. A rule that looks at a further field needs a migration that makes the stored hashes anew.
 */
export function traitsOf(lot: Lot): string {
  const traits = traitFields.map((field) => String(lot[field]));
  return BigInt(`0x${sha256(traits.join('\u001f')).slice(0, 15)}`).toString();
}

/** An instant as RFC 3339 with milliseconds, in SQL: the driver would make a Date of it. */
export function instantSql(column: string, fraction: 'MS' | 'US' = 'MS'): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${fraction}"Z"')`;
}
