import { addDays, type CalendarDate } from '#domain/values/calendar.ts';
import { type Account, type Administrator, supersedesAccount } from './account.ts';
import { evolveCases, type TransferCase } from './case.ts';
import type { DeviceCount, Enrolment } from './device-count.ts';
import type { LicenseEvent, RecordedEvent } from './events.ts';
import { balanced, type Entry, isVirtual } from './journal.ts';
import { byEnd, type Counted, countedOf, type Lot, paidAsRevised } from './lot.ts';
import type { OrderHeader } from './order-accounts.ts';
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
 * messages needs of it. Then `coverage` has to hold every account and product that the batch asks for.
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
  /** Account, then product: the lots that it holds or held, in the order of their end. Made when first asked for. */
  readonly inOrder: Map<string, Map<string, readonly Lot[]>>;
  /**
   * By `keyOf(accountId, counted)`, then day: by how much what the account holds in active lots changes on that day, as lots start
   * and end (L4). Few days, however many lots.
   */
  readonly coverage: Map<string, Map<CalendarDate, number>>;
  /** By `keyOf(accountId, counted)`. */
  readonly counts: Map<string, DeviceCount>;
  /** By `keyOf(accountId, counted)`, then device. */
  readonly devices: Map<string, Map<string, Enrolment>>;
  readonly transfers: Map<string, Transfer>;
  readonly cases: Map<string, TransferCase>;
  /** By order number: the newest revision of orders that were revised (O10). */
  readonly orders: Map<string, OrderHeader>;
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
    inOrder: new Map(),
    coverage: new Map(),
    counts: new Map(),
    devices: new Map(),
    transfers: new Map(),
    cases: new Map(),
    orders: new Map(),
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

/** The lots of a product that an account holds, in the order of their end. Asked for again and again by a batch. */
export function lotsOfProduct(books: Books, accountId: string, sku: string): readonly Lot[] {
  const held = books.holdings.get(accountId);
  if (!held) return [];
  const products = books.inOrder.get(accountId) ?? new Map<string, readonly Lot[]>();
  books.inOrder.set(accountId, products);
  const known = products.get(sku);
  if (known) return known.filter(({ lotId }) => held.has(lotId));
  const lots = [...held.keys()].flatMap((lotId) => {
    const lot = books.lots.get(lotId);
    return lot?.sku === sku ? [lot] : [];
  });
  products.set(sku, lots.sort(byEnd));
  return lots;
}

/**
 * How many an account holds in lots active on a day, of a product or device type (L4).
 * @throws Error when a store did not load the account's changes
 */
export function coverOn(books: Books, accountId: string, counted: Counted, day: CalendarDate): number {
  const changes = books.coverage.get(keyOf(accountId, counted));
  if (!changes && !books.complete) throw new Error(`coverage of ${accountId} for ${counted} was not loaded`);
  let sum = 0;
  for (const [from, change] of changes ?? []) if (from <= day) sum += change;
  return sum;
}

/** Enters the last that was heard of a device. */
export function enterDevice(
  { devices }: Books,
  { accountId, counted }: Pick<DeviceCount, 'accountId' | 'counted'>,
  device: Enrolment,
): void {
  const key = keyOf(accountId, counted);
  devices.set(key, (devices.get(key) ?? new Map<string, Enrolment>()).set(device.deviceId, device));
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
    case 'OrderFollowed':
      books.orders.set(event.order.orderNumber, event.order);
      followPayer(books, event.order);
      return;
    case 'DeviceCountChanged': {
      const { count, device } = event;
      books.counts.set(keyOf(count.accountId, count.counted), count);
      if (device) enterDevice(books, count, device);
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

function followPayer(books: Books, order: OrderHeader): void {
  for (const lot of books.lots.values()) {
    if (lot.orderNumber === order.orderNumber) books.lots.set(lot.lotId, paidAsRevised(lot, order));
  }
  books.inOrder.clear();
}

function record(books: Books, event: RecordedEvent): void {
  if ('lot' in event) books.lots.set(event.lot.lotId, event.lot);
  if (event.type === 'StockMoved') for (const { targetLot } of event.lines) books.lots.set(targetLot.lotId, targetLot);
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
  if (!lots.has(lotId)) books.inOrder.delete(accountId);
  if (held === 0) lots.delete(lotId);
  else lots.set(lotId, held);
  books.holdings.set(accountId, lots);
  const lot = books.lots.get(lotId);
  if (!lot) throw new Error(`lot ${lotId} is not in the books`);
  for (const counted of countedOf(lot)) {
    const key = keyOf(accountId, counted);
    const changes = books.coverage.get(key) ?? (books.complete ? new Map<CalendarDate, number>() : undefined);
    if (!changes) continue;
    books.coverage.set(key, changes);
    addChange(changes, lot.startsOn, quantity);
    if (lot.endsOn !== undefined) addChange(changes, addDays(lot.endsOn, 1), -quantity);
  }
}

function addChange(changes: Map<CalendarDate, number>, day: CalendarDate, quantity: number): void {
  changes.set(day, (changes.get(day) ?? 0) + quantity);
}

/** How many are in use; 0 where nothing was ever counted. */
export function inUseOf(books: Books, accountId: string, counted: Counted): number {
  return books.counts.get(keyOf(accountId, counted))?.inUse ?? 0;
}
