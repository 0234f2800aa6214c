import { type CalendarDate, dateAt, type Instant, type Month, monthAfter, monthOf } from '../values/calendar.ts';
import { type InvoicingSettings } from './account/account.ts';
import { billedAccountOf, type InvoicingBooks } from './books.ts';
import { type NextInvoices, nextInvoices } from './issue.ts';
import type { Adjustment } from './owed/adjustment.ts';

/** By how much an invoice would change for one product; minor units of `currency`, signed. */
export interface PlannedChange {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** The invoices of an account's open period as they stand, and as they would with the changes of a plan (I4, D7). */
export interface PlannedInvoices {
  readonly period: Month;
  readonly before: NextInvoices;
  readonly after: NextInvoices;
}

/** Adds the changes of a plan to an account's open period; the books stay as they are. */
export function plannedInvoices(
  books: InvoicingBooks,
  accountId: string,
  changes: readonly PlannedChange[],
  now: Instant,
  settings: InvoicingSettings,
): PlannedInvoices {
  const account = billedAccountOf(books, accountId);
  const on = dateAt(now, account.timeZone);
  const period = account.openPeriod ?? monthAfter(monthOf(on));
  const added = changes.map((change, index) => plannedAdjustment(accountId, period, change, `plan/${index}`, now, on));
  const after: InvoicingBooks = {
    ...books,
    accounts: new Map(books.accounts).set(accountId, { ...account, openPeriod: period }),
    pending: new Map(books.pending).set(accountId, [...(books.pending.get(accountId) ?? []), ...added]),
  };
  return {
    period,
    before: nextInvoices(books, accountId, settings),
    after: nextInvoices(after, accountId, settings),
  };
}

function plannedAdjustment(
  accountId: string,
  period: Month,
  { sku, quantity, unitPriceMinor, amountMinor, currency }: PlannedChange,
  id: string,
  at: Instant,
  startsOn: CalendarDate,
): Adjustment {
  const price = { minor: unitPriceMinor, currency };
  return {
    adjustmentId: id,
    movementId: id,
    accountId,
    period,
    month: period,
    kind: 'adjustment',
    // Supplied now, as what is billed once is.
    lot: { lotId: id, sku, name: sku, program: '', billing: 'once', price, startsOn },
    quantity,
    unitPriceMinor,
    amountMinor,
    recurs: false,
    cause: { type: 'plan', id, at, initiatedBy: '' },
  };
}
