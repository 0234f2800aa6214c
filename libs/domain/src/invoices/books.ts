import { type Month, monthAfter } from '../values/calendar.ts';
import { type BilledAccount, defaultSettings, type InvoicingSettings, unknownAccount } from './account/account.ts';
import type { LotPart, LotsOfLines } from './documents/lots-of-lines.ts';
import type { DocumentReferences } from './documents/references.ts';
import type { InvoicingEvent, IssuedCreditNote, IssuedInvoice, OrderHeader } from './events.ts';
import type { Adjustment } from './owed/adjustment.ts';
import type { BilledLot, Cause, Movement } from './owed/movement.ts';
import { afterMovement, nothingPaid, type PaidLot, paidKey } from './owed/paid-lots.ts';
import type { RecurringLot, RecurringTotal } from './owed/recurring.ts';
import type { PayableDocument, Payment } from './payments/payment-state.ts';

/** What decisions about invoices are made of: the accounts at hand, with as much about each as the decision needs. */
export interface InvoicingBooks {
  readonly settings: InvoicingSettings;
  readonly accounts: Map<string, BilledAccount>;
  /** Ids of actions whose movements are recorded already, among those asked for. */
  readonly recorded: Set<string>;
  /** By account: what its last invoice ended with. */
  readonly recurring: Map<string, RecurringLot[]>;
  /** The same with lots alike taken together, for accounts that were read so: an invoice needs no more. */
  readonly totals: Map<string, readonly RecurringTotal[]>;
  /** Accounts of which a month was closed that added something to what recurs. */
  readonly recurringChanged: Set<string>;
  /** By account: adjustments of its open invoice and later ones. */
  readonly pending: Map<string, Adjustment[]>;
  /** By account that takes something back: what was issued to it before, in its order. */
  readonly earlier: Map<string, readonly EarlierInvoice[]>;
  /** By account whose lines were added up, and draft: what its invoice says at its head, where its format asks for it. */
  readonly references: Map<string, ReadonlyMap<string, DocumentReferences>>;
  /** Last number used, by series (`INV-2026`). */
  readonly numbers: Map<string, number>;
  /** By number: issued documents that are to be credited. */
  readonly issued: Map<string, IssuedInvoice>;
  /** Of those, the ones that a credit note has taken back already, with its number. */
  readonly credited: Map<string, readonly CreditedBefore[]>;
  /** By order number: the newest revision of orders that were revised after their release (O10). */
  readonly orders: Map<string, OrderHeader>;
  /** By {@link paidKey}: the order line that brought an account a lot; of accounts that are read from tables it stands with what they owe (I17). */
  readonly bought: Map<string, Cause>;
  /** What was paid for lots of which unused days move or that are to be credited, by {@link paidKey} (I7). */
  readonly paidLots: Map<string, PaidLot>;
  /** By number of an invoice that is to be credited: the lots that its lines stand for (I7). */
  readonly lotsOfLines: Map<string, LotsOfLines>;
  /** Likewise: what its credit notes so far gave back for good, by lot. */
  readonly creditedLots: Map<string, readonly LotPart[]>;
  /** By order number: what was recorded for its payers, of orders that are being revised. */
  readonly paid: Map<string, Movement[]>;
  /** By number: documents that somebody paid, with what was paid and credited so far (I14). */
  readonly payable: Map<string, PayableDocument>;
  /** By id: payments that are told of, or taken back, and were recorded before. */
  readonly payments: Map<string, Payment>;
  /** The last month that the monthly run has been through. */
  closedThrough?: Month;
}

/** An invoice that was issued before: which lots that are taken back now it billed. */
export interface EarlierInvoice {
  readonly number: string;
  readonly period: Month;
  readonly currency: string;
  readonly purchaseOrder?: string;
  readonly lotIds: readonly string[];
}

/** What of a credit note the next one of the same invoice looks at. */
export type CreditedBefore = Pick<IssuedInvoice, 'number' | 'lines' | 'netMinor' | 'taxes' | 'totalMinor' | 'rebilled'>;

/** Books with nothing in them. */
export function emptyBooks(settings: InvoicingSettings = defaultSettings): InvoicingBooks {
  return {
    settings,
    issued: new Map(),
    credited: new Map(),
    accounts: new Map(),
    recorded: new Set(),
    recurring: new Map(),
    totals: new Map(),
    recurringChanged: new Set(),
    pending: new Map(),
    references: new Map(),
    numbers: new Map(),
    orders: new Map(),
    paid: new Map(),
    bought: new Map(),
    paidLots: new Map(),
    lotsOfLines: new Map(),
    creditedLots: new Map(),
    earlier: new Map(),
    payable: new Map(),
    payments: new Map(),
  };
}

/** The account as the books have it, or as one that nothing is known of. */
export function billedAccountOf(books: InvoicingBooks, accountId: string): BilledAccount {
  return books.accounts.get(accountId) ?? unknownAccount(accountId);
}

/** Folds an event into the books. */
export function evolve(books: InvoicingBooks, event: InvoicingEvent): void {
  switch (event.type) {
    case 'AccountChanged':
      books.accounts.set(event.account.accountId, event.account);
      return;
    case 'OrderFollowed':
      books.orders.set(event.order.orderNumber, event.order);
      return;
    case 'MovementRecorded':
      books.recorded.add(event.movement.actionId);
      addPending(books, event.movement.accountId, event.adjustments);
      addPaid(books, event.movement);
      addPaidLot(books, event.movement);
      addBought(books, event.movement);
      return;
    case 'PeriodClosed':
      for (const { number } of event.invoices) useNumber(books, number);
      closePeriod(books, event.accountId, event.period);
      return;
    case 'InvoiceHeld':
      books.accounts.set(event.accountId, {
        ...billedAccountOf(books, event.accountId),
        held: event.missing.map(({ code }) => code),
      });
      return;
    case 'InvoiceCredited':
      useNumber(books, event.creditNote.number);
      addCredit(books, event.creditNote);
      addCreditedLots(books, event.creditNote, event.creditedLots);
      addPending(books, event.creditNote.accountId, event.adjustments);
      return;
    case 'PaymentRecorded':
      addPayment(books, event.payment, event.payment.amountMinor);
      return;
    case 'PaymentReturned':
      addPayment(books, event.payment, -event.payment.amountMinor);
      return;
    case 'InvoiceDrafted':
    case 'InvoiceReviewed':
      books.accounts.set(event.accountId, { ...billedAccountOf(books, event.accountId), review: event.review });
      return;
    case 'ReviewRefused':
    case 'CreditRefused':
    case 'PaymentRefused':
  }
}

/** The next number of a series, `INV-2026-000001`; gapless because the books' counter is locked while it is used (I3). */
export function numberAfter(last: number, series: string): string {
  return `${series}-${String(last + 1).padStart(6, '0')}`;
}

function useNumber(books: InvoicingBooks, number: string): void {
  const split = number.lastIndexOf('-');
  books.numbers.set(number.slice(0, split), Number(number.slice(split + 1)));
}

function addCredit(books: InvoicingBooks, note: IssuedCreditNote): void {
  books.credited.set(note.invoiceNumber, [...(books.credited.get(note.invoiceNumber) ?? []), note]);
}

function addPayment({ payable, payments }: InvoicingBooks, payment: Payment, minor: bigint): void {
  payments.set(payment.paymentId, payment);
  const invoice = payable.get(payment.invoiceNumber);
  if (invoice) payable.set(invoice.number, { ...invoice, paidMinor: invoice.paidMinor + minor });
}

function addPaid(books: InvoicingBooks, movement: Movement): void {
  if (movement.orderNumber === undefined) return;
  const paid = books.paid.get(movement.orderNumber);
  if (paid) paid.push(movement);
  else books.paid.set(movement.orderNumber, [movement]);
}

function addPaidLot({ paidLots }: InvoicingBooks, movement: Movement): void {
  const key = paidKey(movement.accountId, movement.lot.lotId);
  if (movement.lot.billing === 'once') paidLots.set(key, afterMovement(paidLots.get(key) ?? nothingPaid, movement));
}

function addBought({ bought }: InvoicingBooks, { accountId, lot, cause }: Movement): void {
  const key = paidKey(accountId, lot.lotId);
  if (cause.type === 'license.granted.v1' && !bought.has(key)) bought.set(key, cause);
}

/** What the invoice's credits gave back before is given anew. */
function addCreditedLots(books: InvoicingBooks, note: IssuedCreditNote, given: readonly LotPart[] | undefined): void {
  if (!given) return;
  const add = ({ lotId, accountId = note.accountId }: LotPart, minor: bigint) => {
    const key = paidKey(accountId, lotId);
    const paid = books.paidLots.get(key) ?? nothingPaid;
    const creditedMinor = paid.creditedMinor + minor;
    books.paidLots.set(key, { ...paid, creditedMinor, leftMinor: paid.leftMinor - minor });
  };
  for (const part of books.creditedLots.get(note.invoiceNumber) ?? []) add(part, -part.minor);
  for (const part of given) add(part, part.minor);
  books.creditedLots.set(note.invoiceNumber, given);
}

function addPending(books: InvoicingBooks, accountId: string, adjustments: readonly Adjustment[]): void {
  const pending = books.pending.get(accountId);
  if (pending) pending.push(...adjustments);
  else books.pending.set(accountId, [...adjustments]);
}

// What recurs of the closed invoice's adjustments joins the running totals; the rest has been billed and is done with.
function closePeriod(books: InvoicingBooks, accountId: string, period: Month): void {
  const pending = books.pending.get(accountId) ?? [];
  const closed = pending.filter((adjustment) => adjustment.period <= period);
  const added = closed.filter(({ recurs }) => recurs);
  if (added.length > 0) {
    books.recurring.set(accountId, withRecurring(books.recurring.get(accountId) ?? [], added));
    books.recurringChanged.add(accountId);
    const totals = books.totals.get(accountId);
    if (totals) books.totals.set(accountId, [...totals, ...added]);
  }
  books.pending.set(
    accountId,
    pending.filter((adjustment) => adjustment.period > period),
  );
  const account = billedAccountOf(books, accountId);
  const paidAhead = account.prepaid ? { paidAhead: [...(account.paidAhead ?? []), period] } : {};
  books.accounts.set(accountId, {
    ...account,
    ...paidAhead,
    openPeriod: monthAfter(period),
    held: undefined,
    review: undefined,
  });
}

/** The running totals after an invoice: what recurred before and what recurs of its adjustments. */
export function withRecurring(recurring: readonly RecurringLot[], billed: readonly Adjustment[]): RecurringLot[] {
  const totals = new Map<string, RecurringLot>();
  const keyOf = ({ lotId, price }: BilledLot): string => `${lotId} ${price.minor} ${price.currency}`;
  for (const { accountId, lot, quantity } of [...recurring, ...billed.filter(({ recurs }) => recurs)]) {
    const known = totals.get(keyOf(lot))?.quantity ?? 0;
    totals.set(keyOf(lot), { accountId, lot, quantity: known + quantity });
  }
  return [...totals.values()].filter(({ quantity }) => quantity !== 0);
}
