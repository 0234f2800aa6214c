import { later } from '../values/billing.ts';
import { addDays, dateAt, type Instant, type Month, monthAfter, monthOf } from '../values/calendar.ts';
import type { Money } from '../values/money.ts';
import type { Violation } from '../values/violation.ts';
import { type BilledAccount, buyerOf, type InvoicingSettings } from './account.ts';
import { type Adjustment, adjustmentsOf } from './adjustment.ts';
import { accountOf, type InvoicingBooks, type InvoicingEvent, type IssuedInvoice, numberAfter } from './books.ts';
import { billedAgain, creditNoteOf } from './credit-note.ts';
import { draftInvoices, type Invoice } from './invoice.ts';
import { type LedgerAction, type Movement, movementsOf, samePrice } from './movement.ts';
import { firstOpenPeriod } from './period.ts';
import { priceMovements, withOwnPrice } from './price-change.ts';

/**
 * Records a ledger action: its movements, and what each adds to the next invoice of its account (I1). An action that is
 * recorded already makes no event, so being told of it again owes nothing again (I2).
 *
 * @param now an account's first invoice is never one of a month before it
 */
export function recordAction(
  books: InvoicingBooks,
  action: LedgerAction,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  if (books.recorded.has(action.id)) return [];
  const movements = movementsOf(action, (accountId) => accountOf(books, accountId), settings);
  return recordMovements(books, movements, now, settings);
}

function recordMovements(
  books: InvoicingBooks,
  movements: readonly Movement[],
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const opened = new Map<string, Month>();
  const events: InvoicingEvent[] = [];
  for (const movement of movements) {
    const account = accountOf(books, movement.accountId);
    let period = account.openPeriod ?? opened.get(account.accountId);
    if (period === undefined) {
      period = firstOpenPeriod(movement.lands, now, account.timeZone, books.closedThrough);
      opened.set(account.accountId, period);
      events.push({ type: 'AccountChanged', account: { ...account, openPeriod: period } });
    }
    const { proration } = settings;
    const adjustments = adjustmentsOf(movement, period, proration);
    events.push({ type: 'MovementRecorded', movement, adjustments, proration });
  }
  return events;
}

/** What is told of an account: the whole of it, with its own licence price where it has one. */
export interface AccountFacts
  extends Pick<
    BilledAccount,
    'accountId' | 'name' | 'country' | 'address' | 'taxId' | 'timeZone' | 'taxRate' | 'invoiceEmails'
  > {
  readonly price?: Money;
}

/**
 * Takes over what is told of an account; older facts than the known ones change nothing. A new price of its own counts
 * from the invoice after the day it was told, never for issued ones; an account that is told without one keeps its last.
 *
 * @param id of the message; names the price change in the adjustments that it causes
 */
export function changeAccount(
  books: InvoicingBooks,
  facts: AccountFacts,
  message: { readonly id: string; readonly at: Instant; readonly initiatedBy: string },
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const { price, ...told } = facts;
  const known = accountOf(books, facts.accountId);
  if (known.factsAt !== undefined && known.factsAt > message.at) return [];
  const changed: BilledAccount = { ...known, ...told, factsAt: message.at };
  const last = known.ownPrices.at(-1)?.price;
  if (price === undefined || (last && samePrice(last, price))) return [{ type: 'AccountChanged', account: changed }];
  const next = monthAfter(monthOf(dateAt(message.at, facts.timeZone)));
  const from = later(next, known.openPeriod ?? next);
  const cause = { type: 'account.updated.v1', ...message };
  const recurring = books.recurring.get(facts.accountId) ?? [];
  const pending = books.pending.get(facts.accountId) ?? [];
  // Ids of messages are unique per sender only, and may be long.
  const actionId = `${facts.accountId}/${message.at}/${message.id.slice(0, 100)}`;
  const movements = priceMovements(actionId, price, from, recurring, pending, cause, settings);
  return [
    { type: 'AccountChanged', account: withOwnPrice(changed, price, from) },
    ...recordMovements(books, movements, now, settings),
  ];
}

/** What the run would issue for the account's open period at this moment (I4). */
export function nextInvoices(books: InvoicingBooks, accountId: string, settings: InvoicingSettings): Invoice[] {
  const account = accountOf(books, accountId);
  if (account.openPeriod === undefined) return [];
  const recurring = books.totals.get(accountId) ?? books.recurring.get(accountId) ?? [];
  return draftInvoices(account, account.openPeriod, recurring, books.pending.get(accountId) ?? [], settings.proration);
}

/**
 * Issues the invoices of an account's open period, numbered on from the books' counters, and opens the next period (I3).
 * Nothing when that period is not the one asked for: a second run adds nothing. With a negative net it is a credit note.
 */
export function issueInvoices(
  books: InvoicingBooks,
  accountId: string,
  period: Month,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  if (accountOf(books, accountId).openPeriod !== period) return [];
  const buyer = buyerOf(accountOf(books, accountId));
  const issuedOn = dateAt(now);
  const used = new Map<string, number>();
  const invoices = nextInvoices(books, accountId, settings).map((invoice): IssuedInvoice => {
    const document = invoice.netMinor < 0n ? 'credit-note' : 'invoice';
    const series = seriesOf(document, now, settings);
    const last = used.get(series) ?? books.numbers.get(series) ?? 0;
    used.set(series, last + 1);
    const issued: IssuedInvoice = {
      ...invoice,
      document,
      number: numberAfter(last, series),
      issuedAt: now,
      issuedOn,
      buyer,
    };
    return document === 'invoice' ? { ...issued, dueOn: addDays(issuedOn, settings.paymentDays) } : issued;
  });
  return [{ type: 'PeriodClosed', accountId, period, invoices }];
}

/**
 * Takes an issued invoice back with a credit note, as a whole and once; what it billed comes on the account's open invoice
 * again (I2, I3).
 *
 * @param number of one of the books' issued documents
 */
export function creditInvoice(
  books: InvoicingBooks,
  number: string,
  reason: string,
  initiatedBy: string,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const issued = books.issued.get(number);
  const violation = whyNotCredited(books, number);
  if (!issued || violation) return [{ type: 'CreditRefused', number, violations: violation ? [violation] : [] }];
  const { accountId, period, buyer } = issued;
  const series = seriesOf('credit-note', now, settings);
  const creditNote = {
    ...creditNoteOf(issued, reason),
    number: numberAfter(books.numbers.get(series) ?? 0, series),
    document: 'credit-note',
    issuedAt: now,
    issuedOn: dateAt(now),
    buyer,
  } as const;
  const cause = { type: 'credit-note.issued.v1', id: creditNote.number, at: now, initiatedBy };
  const open = accountOf(books, accountId).openPeriod ?? monthAfter(period);
  const adjustments: Adjustment[] = billedAgain(issued, cause, open);
  return [{ type: 'InvoiceCredited', creditNote, adjustments }];
}

function whyNotCredited(books: InvoicingBooks, number: string): Violation | undefined {
  const issued = books.issued.get(number);
  if (!issued) return { code: 'INVOICE_UNKNOWN', message: `there is no invoice ${number}`, value: number };
  if (issued.document === 'credit-note') {
    return {
      code: 'NOT_AN_INVOICE',
      message: `${number} is a credit note itself`,
      value: number,
      remedy: 'what it should have billed comes on the next invoice; nothing has to be taken back',
    };
  }
  const by = books.credited.get(number);
  if (by === undefined) return undefined;
  return { code: 'INVOICE_CREDITED_ALREADY', message: `${by} has taken ${number} back already`, actual: by };
}

// The year of the day of issue, in UTC: the issuer's year, not the account's.
function seriesOf(document: IssuedInvoice['document'], now: Instant, { numberPrefix }: InvoicingSettings): string {
  const kind = `${document === 'invoice' ? 'INV' : 'CN'}-${dateAt(now).slice(0, 4)}`;
  return numberPrefix === '' ? kind : `${numberPrefix}-${kind}`;
}
