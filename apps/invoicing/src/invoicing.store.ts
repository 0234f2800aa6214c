import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import { isPerOrder } from '#domain/invoices/account/document-terms.ts';
import { billedAccountOf, emptyBooks, type InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent, OrderHeader } from '#domain/invoices/events.ts';
import { billedBy } from '#domain/invoices/open/open-months.ts';
import { isNewPrice } from '#domain/invoices/owed/price-change.ts';
import { firstDayOf } from '#domain/values/billing.ts';
import { type Month, monthAfter } from '#domain/values/calendar.ts';
import type { Letterhead } from '#runtime/mail/row.ts';
import { notify } from '#runtime/postgres/notify.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { orderHeaders, saveOrderHeaders } from '#runtime/slices/order-headers.ts';
import type { Store } from '#runtime/slices/slice.ts';
import type { InvoicingNeeds, ToldPrice } from './invoicing.needs.ts';
import { insertMails, insertMissedMails } from './mail/mail.store.ts';
import { accounts, saveAccounts, saveHeld, saveOpenPeriods, saveReviews } from './rows/accounts.rows.ts';
import { loadPayers } from './rows/billed-with.rows.ts';
import { addToRecurring, insertInvoices, lastNumbers, saveNumbers } from './rows/invoices.rows.ts';
import {
  insertAdjustments,
  insertLots,
  insertMovements,
  recurringLots,
  recurringTotals,
} from './rows/invoicing.rows.ts';
import { loadEarlier, loadIssued } from './rows/issued-invoices.rows.ts';
import { loadCreditedLots, loadPaidLots, saveCreditedLots } from './rows/paid-lots.rows.ts';
import { loadPaid, lockAccounts } from './rows/paid-orders.rows.ts';
import { insertPayments, insertReturns, loadPayments } from './rows/payments.rows.ts';
import { pendingAdjustments } from './rows/pending.rows.ts';
import type { Seller } from './seller.ts';

/** What the monthly run is notified by. */
export const monthClose = 'month-close';

/** What a store writes into documents beside what was decided. */
export interface StoreOptions {
  readonly settings: InvoicingSettings;
  readonly seller: Seller;
  /** What Message-IDs end with. */
  readonly mailDomain: string;
  /** What mails are written with (F8). */
  readonly letterhead?: Letterhead;
}

/**
 * Reads the accounts that a batch is about and which of its actions are recorded, and adds what was decided: a fixed number
 * of statements for a batch of any size. What an account holds is only read where its own price changes or its month is
 * closed.
 */
export function invoicingStore(options: StoreOptions): Store<InvoicingNeeds, InvoicingBooks, InvoicingEvent> {
  return {
    load: (sql, needs, _now, isAlone) => load(sql, needs, isAlone, options.settings),
    save: (sql, books, events, now) => save(sql, books, events, now, options),
  };
}

async function load(
  sql: Sql,
  needs: InvoicingNeeds,
  isAlone: boolean,
  settings: InvoicingSettings,
): Promise<InvoicingBooks> {
  const books = emptyBooks(settings);
  for (const order of await orderHeaders<OrderHeader>(sql, 'invoicing', needs.orders)) {
    books.orders.set(order.orderNumber, order);
  }
  await loadPaid(sql, books, [...needs.revised]);
  // What a revised order names may be others than what the line did that comes after it, and others paid before.
  const named = [...books.orders.values()].flatMap((order) => order.named);
  const others = [...named, ...[...books.paid.values()].flat()].flatMap(({ accountId }) =>
    needs.accounts.has(accountId) ? [] : accountId,
  );
  await lockAccounts(sql, others, isAlone);
  for (const account of await accounts(sql, new Set([...needs.accounts, ...others]))) {
    books.accounts.set(account.accountId, account);
  }
  await loadPayers(sql, books);
  for (const actionId of await recordedActions(sql, needs.actions)) books.recorded.add(actionId);
  books.closedThrough = await closedThrough(sql);
  const repriced = accountsWithNewPrice(books, needs.prices);
  if (repriced.length > 0) await loadLots(sql, books, repriced);
  const [closing, credits] = [[...needs.closing], [...needs.credits]];
  if (closing.length > 0) await loadTotals(sql, books, closing);
  if (credits.length > 0 || needs.reviews.size > 0) {
    for (const [series, last] of await lastNumbers(sql)) books.numbers.set(series, last);
  }
  await loadIssued(sql, books, credits);
  for (const number of credits) await loadCreditedLots(sql, books, number);
  await loadPaidLots(sql, books, [...needs.settled]);
  await loadEarlier(sql, books, closing);
  await loadPayments(sql, books, [...needs.payments]);
  return books;
}

async function save(
  sql: Sql,
  books: InvoicingBooks,
  events: readonly InvoicingEvent[],
  now: string,
  { seller, ...mails }: StoreOptions,
): Promise<void> {
  const recorded = events.filter((event) => event.type === 'MovementRecorded');
  const closed = events.filter((event) => event.type === 'PeriodClosed');
  const credited = events.filter((event) => event.type === 'InvoiceCredited');
  const documents = [...closed.flatMap(({ invoices }) => invoices), ...credited.map(({ creditNote }) => creditNote)];
  const adjustments = [...recorded, ...credited].flatMap((event) => event.adjustments);
  const changed = new Set(events.flatMap((event) => (event.type === 'AccountChanged' ? event.account.accountId : [])));
  await insertLots(sql, [
    ...recorded.map(({ movement }) => movement.lot),
    ...credited.flatMap((event) => event.adjustments.map(({ lot }) => lot)),
  ]);
  await insertMovements(
    sql,
    recorded.map(({ movement }) => movement),
  );
  await insertAdjustments(sql, adjustments);
  await saveOrderHeaders(
    sql,
    'invoicing',
    events.flatMap((event) => (event.type === 'OrderFollowed' ? event.order : [])),
  );
  // Before numbers are given: whoever gives some next waits for the commit from then on.
  await addToRecurring(
    sql,
    closed.filter(({ accountId, period }) => changesWhatRecurs(books, accountId, period)),
  );
  await saveOpenPeriods(
    sql,
    closed.flatMap(({ accountId }) => (changed.has(accountId) ? [] : accountId)),
    books,
  );
  // Their rows are put together while the statement before them waits for whoever has given numbers last.
  await Promise.all([saveNumbers(sql, documents), insertInvoices(sql, documents, seller)]);
  await saveCreditedLots(sql, credited);
  await insertPayments(
    sql,
    events.flatMap((event) => (event.type === 'PaymentRecorded' ? event.payment : [])),
  );
  await insertReturns(
    sql,
    events.flatMap((event) => (event.type === 'PaymentReturned' ? event.payment : [])),
  );
  await insertMails(sql, documents, (accountId) => billedAccountOf(books, accountId).invoiceEmails, mails);
  await saveAccounts(
    sql,
    [...changed].flatMap((accountId) => books.accounts.get(accountId) ?? []),
  );
  const told = [...changed].flatMap((accountId) => books.accounts.get(accountId) ?? []);
  if (told.some(({ invoiceEmails }) => invoiceEmails.length > 0)) await insertMissedMails(sql, told, { ...mails, now });
  await saveHeld(
    sql,
    events.flatMap((event) => (event.type === 'InvoiceHeld' && !event.known ? event : [])),
  );
  await saveReviews(
    sql,
    events.flatMap((event) => (event.type === 'InvoiceDrafted' || event.type === 'InvoiceReviewed' ? event : [])),
  );
  // What they lack may have been told, or is owed by another now: the monthly run looks again at once.
  const touched = new Set([...changed, ...recorded.map(({ movement }) => movement.accountId)]);
  if ([...touched].some((accountId) => books.accounts.get(accountId)?.held)) await notify(sql, 'invoicing', monthClose);
}

/** False where an account's next month recurs as the one that is closed did: of most accounts, in most months. */
function changesWhatRecurs({ totals, recurringChanged }: InvoicingBooks, accountId: string, period: Month): boolean {
  const known = totals.get(accountId);
  if (!known || recurringChanged.has(accountId)) return true;
  const next = firstDayOf(monthAfter(period));
  return known.some(({ quantity, lot: { endsOn } }) => quantity === 0 || (endsOn !== undefined && endsOn < next));
}

/** Fills in what accounts are billed, enough for their invoices: running totals, and adjustments not issued yet. */
export async function loadTotals(sql: Sql, books: InvoicingBooks, accountIds: readonly string[]): Promise<void> {
  const perOrder = accountIds.filter((id) => isPerOrder(billedBy(books, id)));
  const totals = await recurringTotals(sql, accountIds, perOrder);
  for (const accountId of accountIds) books.totals.set(accountId, totals.get(accountId) ?? []);
  await loadPending(sql, books, accountIds, perOrder);
}

/** The same lot by lot, as a change of prices needs it. */
async function loadLots(sql: Sql, books: InvoicingBooks, accountIds: readonly string[]): Promise<void> {
  for (const lot of await recurringLots(sql, accountIds)) append(books.recurring, lot.accountId, lot);
  await loadPending(sql, books, accountIds);
}

async function loadPending(
  sql: Sql,
  books: InvoicingBooks,
  accountIds: readonly string[],
  perOrder: readonly string[] = [],
): Promise<void> {
  for (const adjustment of await pendingAdjustments(sql, accountIds, perOrder)) {
    append(books.pending, adjustment.accountId, adjustment);
  }
}

function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

function accountsWithNewPrice(books: InvoicingBooks, told: Iterable<ToldPrice>): string[] {
  const changed = [...told].flatMap(({ accountId, price, plan }) => {
    const account = books.accounts.get(accountId);
    return account && isNewPrice(account, { price, plan }) ? [accountId] : [];
  });
  return [...new Set(changed)];
}

async function recordedActions(sql: Sql, actionIds: ReadonlySet<string>): Promise<string[]> {
  if (actionIds.size === 0) return [];
  const rows = await sql<{ action_id: string }>(
    'select distinct action_id from invoicing.movement where action_id = any($1::text[])',
    [[...actionIds]],
  );
  return rows.map((row) => row.action_id);
}

/** The last month that the monthly run has been through; undefined before the first. */
export async function closedThrough(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ period: string | null }>('select max(period) as period from invoicing.closed_period');
  return row?.period ?? undefined;
}
