import type { Received } from '#runtime/slices/slice.ts';
import fc from '../support/samples/properties.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import { accountsOf, everyAccount, groups, productsOf } from './world.ts';

/** What a random request is made of, and how what it names is picked from the ledger as it stands. */

/** Something to be asked: indices that are wrapped around whatever there is to choose from. */
export const ask = fc.record({
  kind: fc.constantFrom(
    ...['order', 'transfer', 'transfer', 'transfer', 'return', 'return', 'purchase', 'decrease', 'stock-purchase'],
    ...[
      'stock-move',
      'stock-move',
      'case',
      'comment',
      'approve',
      'refuse',
      'expire',
      'count',
      'enrol',
      'replay',
      'replay',
    ],
  ),
  group: fc.constantFrom(...groups),
  /** True: anybody from the whole world, which mostly is refused. */
  anybody: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  a: fc.nat(50),
  b: fc.nat(50),
  c: fc.nat(50),
  quantity: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, -1, 1.5, 1_000_001, 999_999) },
  ),
  plan: fc.constantFrom('none', 'fresh', 'earlier'),
  /** Days that pass before. */
  days: fc.oneof({ weight: 18, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.constantFrom(1, 9, 30, 200) }),
});
export type Ask = typeof ask extends fc.Arbitrary<infer Of> ? Of : never;

/** The entry of an index that is wrapped around. */
export function picked<Value>(list: readonly Value[], index: number): Value | undefined {
  return list[index % Math.max(1, list.length)];
}

/** Mostly an account of the group. */
export function accountIn({ group, anybody }: Ask, index: number): string {
  return picked(anybody ? everyAccount : (accountsOf[group] ?? []), index) ?? '';
}

/** Mostly a product of the group. */
export function skuIn({ group, anybody, c }: Ask): string {
  return picked(anybody ? Object.values(productsOf).flat() : (productsOf[group] ?? []), c) ?? '';
}

/** Makes the message of an ask; undefined when there is nothing to ask about. */
export type Maker = (ledger: MemoryLedger, each: Ask, now: string) => Received | undefined;

/** Mostly from somebody who holds licenses that the program is about. */
export function partiesIn({ books }: MemoryLedger, each: Ask) {
  const all = each.anybody ? everyAccount : (accountsOf[each.group] ?? []);
  const isOfGroup = (lotId: string) => books.lots.get(lotId)?.program === each.group;
  const holders = all.filter((id) => [...(books.holdings.get(id)?.keys() ?? [])].some(isOfGroup));
  const from = picked(each.anybody ? all : holders, each.a) ?? all[0] ?? '';
  const others = all.filter((id) => id !== from || each.anybody);
  return { from, to: picked(others, each.b) ?? from };
}
