import fc from '#test/support/samples/properties.ts';

/** What a random history of invoicing is made of: small numbers, which are wrapped around whatever there is to choose from. */

const kinds = {
  order: 5,
  purchase: 4,
  transfer: 6,
  decrease: 3,
  return: 2,
  stock: 2,
  account: 7,
  header: 3,
  close: 4,
  credit: 3,
  review: 6,
  pay: 4,
  takeBack: 4,
  repeat: 2,
};

export const ask = fc.record({
  kind: fc.constantFrom(...Object.entries(kinds).flatMap(([kind, weight]) => Array<string>(weight).fill(kind))),
  a: fc.nat(999),
  b: fc.nat(999),
  c: fc.nat(999),
  quantity: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.integer({ min: 100, max: 5000 })),
  /** Days that pass before. */
  days: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) }),
  /** So many steps later it is told. */
  late: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 12 })),
});
export type Ask = typeof ask extends fc.Arbitrary<infer Of> ? Of : never;

/** Terms of a whole history. */
export const setting = fc.record({
  proration: fc.constantFrom('none' as const, 'none' as const, 'day' as const),
  seller: fc.constantFrom(
    { country: 'PL', vatId: 'PL5260001246' },
    { country: 'DE', vatId: 'DE123456789', exemptionReason: 'Small business' },
    { country: 'CH', vatId: 'CHE123456789' },
    { country: 'GB', vatId: 'XI123456789' },
    // Not subject to VAT (O).
    { country: 'DE', registration: 'HRB 000123 B' },
  ),
  /** So many customers, beside those who pay for them and a reseller. */
  customers: fc.constant(4 as number),
  /** Days that drafts wait, where the account does not say (I15). */
  reviewDays: fc.constantFrom(0, 0, 3, 5),
  exchange: fc.constantFrom('none' as const, 'steady' as const, 'gaps' as const),
});
export type Setting = typeof setting extends fc.Arbitrary<infer Of> ? Of : never;

/** The entry of an index that is wrapped around. */
export function picked<Value>(list: readonly Value[], index: number): Value | undefined {
  return list[index % Math.max(1, list.length)];
}
