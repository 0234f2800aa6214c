import { isDeepStrictEqual } from 'node:util';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { type TopicName, topics } from '#contracts/topics.ts';
import { type Books, coverOn, inUseOf, keyOf } from '#domain/licenses/books/books.ts';
import { isRecorded, type LicenseEvent, type RecordedEvent } from '#domain/licenses/books/events.ts';
import { isVirtual } from '#domain/licenses/books/journal.ts';
import { type Counted, countedOf, isActiveOn, type Lot } from '#domain/licenses/books/lot.ts';
import { ruleCatalog } from '#domain/licenses/rules/rules.ts';
import { deviceTypeOf } from './world.ts';

/** What has to hold after every step, computed from the journals alone, beside what the books say of themselves. */

/** A ledger kept a second time, by adding up entries and nothing else. */
export interface Tally {
  readonly accounts: Map<string, Map<string, number>>;
  readonly lots: Map<string, Lot>;
  readonly journals: Set<string>;
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { accounts: new Map(), lots: new Map(), journals: new Set() };
}

/** Adds what was recorded; a lot is frozen as it was when it was first seen. */
export function tallyUp(tally: Tally, { journal, ...event }: RecordedEvent): void {
  expect(tally.journals.has(journal.journalId)).toBe(false);
  tally.journals.add(journal.journalId);
  const made = event.type === 'StockMoved' ? event.lines.map(({ targetLot }) => targetLot) : [];
  for (const lot of [...('lot' in event ? [event.lot] : []), ...made]) {
    if (!tally.lots.has(lot.lotId)) tally.lots.set(lot.lotId, Object.freeze(lot));
  }
  for (const { lotId, accountId, quantity } of journal.entries) {
    const held = tally.accounts.get(accountId) ?? new Map<string, number>();
    tally.accounts.set(accountId, held.set(lotId, (held.get(lotId) ?? 0) + quantity));
  }
}

/** L1: sums of zero per lot over all accounts and the two virtual ones; holdings are what entries add up to, none negative. */
export function expectNothingLostOrMade(tally: Tally, books: Books): void {
  const sums = new Map<string, number>();
  const held: [string, number][] = [];
  for (const [accountId, lots] of tally.accounts) {
    for (const [lotId, quantity] of lots) {
      sums.set(lotId, (sums.get(lotId) ?? 0) + quantity);
      if (isVirtual(accountId)) continue;
      if (quantity < 0) throw new Error(`${accountId} holds ${quantity} of lot ${lotId}`);
      if (quantity > 0) held.push([keyOf(accountId, lotId), quantity]);
    }
  }
  for (const [lotId, sum] of sums) if (sum !== 0) throw new Error(`the entries of lot ${lotId} sum to ${sum}`);
  const kept = new Map(
    [...books.holdings].flatMap(([id, lots]) => [...lots].map(([lotId, n]) => [keyOf(id, lotId), n])),
  );
  if (!isDeepStrictEqual(kept, new Map(held))) expect(kept).toEqual(new Map(held));
}

/** Codes, SSRNs, keys and all other terms of a lot stay what they were when it came. */
export function expectTermsStay(tally: Tally, books: Books): void {
  if (books.lots.size !== tally.lots.size) throw new Error(`${books.lots.size} lots, ${tally.lots.size} came`);
  for (const [lotId, lot] of books.lots) if (lot !== tally.lots.get(lotId)) expect(lot).toEqual(tally.lots.get(lotId));
}

/** How many an account holds in active lots of a product or device type, from scratch (L4). */
export function coverFromScratch(tally: Tally, accountId: string, counted: Counted, day: string): number {
  let sum = 0;
  for (const [lotId, quantity] of tally.accounts.get(accountId) ?? []) {
    const lot = tally.lots.get(lotId);
    if (lot && countedOf(lot).includes(counted) && isActiveOn(lot, day)) sum += quantity;
  }
  return sum;
}

/** D5, D6: what is bought or given up is counted by device type where the account's devices are counted by that alone. */
export function countedFromScratch(books: Books, accountId: string, sku: string): Counted {
  const deviceType = deviceTypeOf(sku);
  const byType = deviceType !== undefined && inUseOf(books, accountId, `type:${deviceType}`) > 0;
  return byType && inUseOf(books, accountId, `sku:${sku}`) === 0 ? `type:${deviceType}` : `sku:${sku}`;
}

/** What each account has of all that is counted, today, or where it began already (F11); 0 where it once had some. */
export function coversOf(tally: Tally, dayOf: (accountId: string) => string): Map<string, number> {
  const covers = new Map<string, number>();
  for (const [accountId, lots] of tally.accounts) {
    if (isVirtual(accountId)) continue;
    const day = dayOf(accountId);
    for (const [lotId, quantity] of lots) {
      const lot = tally.lots.get(lotId);
      for (const counted of lot ? countedOf(lot) : []) {
        const key = keyOf(accountId, counted);
        covers.set(key, (covers.get(key) ?? 0) + (lot && isActiveOn(lot, day) ? quantity : 0));
      }
    }
  }
  return covers;
}

/** L4, M6, D6: a transfer, a return or a decrease that takes from an account leaves what its enrolled devices need. */
export function expectDevicesCovered(
  books: Books,
  event: RecordedEvent,
  before: Map<string, number>,
  after: Map<string, number>,
): void {
  if (!['transfer', 'return', 'decrease'].includes(event.journal.action)) return;
  for (const [key, left] of after) {
    const [accountId = '', counted = ''] = key.split('\u001f');
    if (left < (before.get(key) ?? 0)) {
      const inUse = inUseOf(books, accountId, counted);
      if (left < inUse)
        throw new Error(`${event.journal.action} left ${accountId} ${left} for ${counted}, ${inUse} are in use`);
    }
  }
}

/** Coverage, as the books keep it by day, is what the lots say. */
export function expectCoverage(books: Books, covers: Map<string, number>, dayOf: (accountId: string) => string): void {
  for (const [key, cover] of covers) {
    const [accountId = '', counted = ''] = key.split('\u001f');
    if (coverOn(books, accountId, counted, dayOf(accountId)) !== cover)
      throw new Error(`coverage of ${accountId} for ${counted} is not ${cover}`);
  }
}

const codes = new Set(ruleCatalog.map(({ code }) => code));

/** True where something was asked for and not done. */
export function isRefusal(event: LicenseEvent): event is Extract<LicenseEvent, { violations: unknown }> {
  return 'violations' in event;
}

/** L3: a refusal lists violations with codes of the catalog, in words, and what would make it possible. */
export function expectReasons(event: LicenseEvent): void {
  if (!isRefusal(event)) return;
  expect(event.violations.length).toBeGreaterThan(0);
  for (const { code, message, remedy } of event.violations) {
    if (!codes.has(code) || !message || !remedy) throw new Error(`${code}: ${message} (${remedy})`);
  }
}

/** What is announced is what the contracts say. */
export function expectAnnouncements(event: LicenseEvent): void {
  const announcements = ledgerContext.announce(event);
  if (isRecorded(event)) expect(announcements).toHaveLength(1);
  for (const { topic, type, data } of announcements) {
    const schema = (topics[topic as TopicName].events as Record<string, { parse(data: unknown): unknown }>)[type];
    if (!schema) throw new Error(`${type} is not of topic ${topic}`);
    schema.parse(JSON.parse(JSON.stringify(data)));
  }
}

/** Everything that books say, to be compared with later; what they made when first asked for is no part of it. */
export function snapshotOf(books: Books): object {
  const {
    holdings,
    coverage,
    devices,
    inOrder: _inOrder,
    terms: _terms,
    ...flat
  } = books as Books & {
    terms?: unknown;
  };
  const copied = (maps: ReadonlyMap<string, ReadonlyMap<string, unknown>>) =>
    new Map([...maps].map(([key, map]) => [key, new Map(map)]));
  const rest = Object.entries(flat).map(([name, map]) => [
    name,
    map instanceof Map ? new Map<unknown, unknown>(map) : map,
  ]);
  return {
    ...Object.fromEntries(rest),
    holdings: copied(holdings),
    coverage: copied(coverage),
    devices: copied(devices),
  };
}
