import type { CalendarDate } from '#domain/values/calendar.ts';
import { type Account, type Administrator, supersedesAccount } from './account.ts';
import { evolveCases, type TransferCase } from './case.ts';
import type { DeviceCount, Enrolment } from './devices.ts';
import type { LicenseEvent, RecordedEvent } from './events.ts';
import { balanced, type Entry, isVirtual } from './journal.ts';
import { type Counted, countedOf, isActiveOn, type Lot } from './lot.ts';
import type { Product } from './product.ts';

/** A transfer that can be given back until `returnedBy` names the journal that did (M5). */
export interface Transfer {
  readonly transferId: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly { readonly lotId: string; readonly quantity: number }[];
  readonly returnedBy?: string;
}

/**
 * The working set that decisions read and `evolve` folds events into: all of the ledger (`complete`), or what a batch of
 * messages needs of it. Then `coverage` has to hold every figure that the batch asks for.
 */
export interface Books {
  readonly complete: boolean;
  readonly accounts: Map<string, Account>;
  /** By `keyOf(accountId, email)`. */
  readonly administrators: Map<string, Administrator>;
  readonly products: Map<string, Product>;
  readonly lots: Map<string, Lot>;
  /** Account, then lot: how many; never below 0 (L1). The virtual accounts are not kept. */
  readonly holdings: Map<string, Map<string, number>>;
  /** By `keyOf(accountId, counted)`, then day: how many the account holds in lots active on that day (L4). */
  readonly coverage: Map<string, Map<CalendarDate, number>>;
  /** By `keyOf(accountId, counted)`. */
  readonly counts: Map<string, DeviceCount>;
  /** By `keyOf(accountId, counted, deviceId)`. */
  readonly devices: Map<string, Enrolment>;
  readonly transfers: Map<string, Transfer>;
  readonly cases: Map<string, TransferCase>;
}

/** Books without anything in them; not complete when a store is going to fill in a part. */
export function emptyBooks(complete = true): Books {
  return {
    complete,
    accounts: new Map(),
    administrators: new Map(),
    products: new Map(),
    lots: new Map(),
    holdings: new Map(),
    coverage: new Map(),
    counts: new Map(),
    devices: new Map(),
    transfers: new Map(),
    cases: new Map(),
  };
}

/** One key of several identifiers; none of them can hold the separator, a control character. */
export function keyOf(...parts: readonly string[]): string {
  return parts.join('\u001f');
}

/** How many of a lot an account has. */
export function heldOf(books: Books, accountId: string, lotId: string): number {
  return books.holdings.get(accountId)?.get(lotId) ?? 0;
}

/**
 * How many an account holds in lots active on a day, of a product or device type (L4).
 * @throws Error when a store did not load the figure.
 */
export function coverOn(books: Books, accountId: string, counted: Counted, day: CalendarDate): number {
  const key = keyOf(accountId, counted);
  const known = books.coverage.get(key)?.get(day);
  if (known !== undefined) return known;
  if (!books.complete) throw new Error(`coverage of ${accountId} for ${counted} on ${day} was not loaded`);
  let sum = 0;
  for (const [lotId, quantity] of books.holdings.get(accountId) ?? []) {
    const lot = books.lots.get(lotId);
    if (lot && isActiveOn(lot, day) && countedOf(lot).includes(counted)) sum += quantity;
  }
  setCover(books, key, day, sum);
  return sum;
}

/** Enters a figure that a store has summed. `key` is `keyOf(accountId, counted)`. */
export function setCover(books: Books, key: string, day: CalendarDate, quantity: number): void {
  const days = books.coverage.get(key) ?? new Map<CalendarDate, number>();
  days.set(day, quantity);
  books.coverage.set(key, days);
}

/** Folds an event into the books, in place. Total: an event that was decided always fits. */
export function evolve(books: Books, event: LicenseEvent): void {
  switch (event.type) {
    case 'AccountUpdated':
      if (supersedesAccount(books.accounts.get(event.account.accountId), event.account))
        books.accounts.set(event.account.accountId, event.account);
      return;
    case 'AdministratorUpdated':
      books.administrators.set(keyOf(event.administrator.accountId, event.administrator.email), event.administrator);
      return;
    case 'ProductPublished':
      books.products.set(event.product.sku, event.product);
      return;
    case 'DeviceCountChanged': {
      const { count, device } = event;
      books.counts.set(keyOf(count.accountId, count.counted), count);
      if (device) books.devices.set(keyOf(count.accountId, count.counted, device.deviceId), device);
      return;
    }
    case 'PasscodeTried': {
      const key = keyOf(event.accountId, event.email);
      const person = books.administrators.get(key);
      if (person) books.administrators.set(key, { ...person, passcodeFailures: event.failures });
      return;
    }
    case 'LicensesRefused':
      return;
    default:
      if ('journal' in event) record(books, event);
      else evolveCases(books.cases, event);
  }
}

function record(books: Books, event: RecordedEvent): void {
  if ('lot' in event) books.lots.set(event.lot.lotId, event.lot);
  if (event.type === 'StockMoved') books.lots.set(event.targetLot.lotId, event.targetLot);
  for (const entry of balanced(event.journal).entries) post(books, entry);
  if (event.type === 'LicensesTransferred' || event.type === 'LicensesReturned') {
    const { transferId } = event;
    const { from, to } = event.plan;
    const lines = event.plan.lines.map(({ lot, quantity }) => ({ lotId: lot.lotId, quantity }));
    if (event.type === 'LicensesTransferred') books.transfers.set(transferId, { transferId, from, to, lines });
    else markReturned(books, event.returnOf, transferId);
  }
}

function markReturned(books: Books, transferId: string, returnedBy: string): void {
  const transfer = books.transfers.get(transferId);
  if (transfer) books.transfers.set(transferId, { ...transfer, returnedBy });
}

function post(books: Books, { lotId, accountId, quantity }: Entry): void {
  if (isVirtual(accountId)) return;
  const lots = books.holdings.get(accountId) ?? new Map<string, number>();
  const held = (lots.get(lotId) ?? 0) + quantity;
  if (held < 0) throw new Error(`${accountId} would hold ${held} of lot ${lotId}`); // L1: a bug, not an answer
  if (held === 0) lots.delete(lotId);
  else lots.set(lotId, held);
  books.holdings.set(accountId, lots);
  const lot = books.lots.get(lotId);
  if (!lot) throw new Error(`lot ${lotId} is not in the books`);
  for (const counted of countedOf(lot)) {
    const days = books.coverage.get(keyOf(accountId, counted));
    for (const [day, cover] of days ?? []) if (isActiveOn(lot, day)) days?.set(day, cover + quantity);
  }
}
