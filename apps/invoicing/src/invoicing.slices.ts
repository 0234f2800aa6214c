import { z } from 'zod';
import { type AccountUpdated, accountUpdated } from '#contracts/accounts.ts';
import { creditRequest } from '#contracts/http/invoicing/http-invoicing.ts';
import { type OrderChanged, orderChanged } from '#contracts/orders.ts';
import type { DocumentTerms } from '#domain/invoices/account/document-terms.ts';
import { evolve, type InvoicingBooks } from '#domain/invoices/books.ts';
import { creditInvoice } from '#domain/invoices/credit.ts';
import { type AccountFacts, recordAction, takeOverAccount } from '#domain/invoices/decide.ts';
import type { CreditAsked } from '#domain/invoices/documents/credit-note.ts';
import type { InvoicingEvent, OrderHeader } from '#domain/invoices/events.ts';
import { issueInvoices } from '#domain/invoices/issue.ts';
import { decideOrderChanged } from '#domain/invoices/order-header.ts';
import type { LedgerAction } from '#domain/invoices/owed/movement.ts';
import { type ReviewStep, reviewInvoice } from '#domain/invoices/review/review.ts';
import { checkInvoiceTo, invoicedAccount } from '#domain/values/accounts/invoice-to.ts';
import { knownZone } from '#domain/values/calendar.ts';
import { revisedFactsOf } from '#domain/values/order-facts.ts';
import { checkPrice, priceOf } from '#domain/values/price.ts';
import { payingAccount } from '#domain/values/settlement.ts';
import type { Context, Slice } from '#runtime/slices/slice.ts';
import { announce } from './invoices.message.ts';
import { type InvoicingNeeds, noNeeds } from './invoicing.needs.ts';
import { ledgerActions, withoutJournal } from './licenses.message.ts';
import { invoiceStream, paymentEntered, paymentSlice, returnEntered, returnSlice } from './payments/payments.slices.ts';

type InvoicingSlice<Data> = Slice<Data, InvoicingNeeds, InvoicingBooks, InvoicingEvent>;

const accountSlice: InvoicingSlice<AccountUpdated> = {
  type: 'account.updated.v1',
  schema: accountUpdated.superRefine(checkPrice).superRefine(checkInvoiceTo),
  streams: ({ accountId }) => [accountStream(accountId)],
  needs(data) {
    const { accountId, price, plan } = factsOf(data);
    return { accounts: [accountId], prices: price ? [{ accountId, price, plan }] : [] };
  },
  decide: (books, { id, time, source, data }, now) => {
    const initiatedBy = data.changedBy ?? source;
    return takeOverAccount(books, factsOf(data), { id: id.slice(0, 256), at: time, initiatedBy }, now, books.settings);
  },
};

/** I1: what the ledger did becomes movements, and adjustments of invoices. */
const actionSlices = Object.entries(ledgerActions).map(
  ([type, schema]): InvoicingSlice<LedgerAction> => ({
    type,
    schema,
    streams: (action) => [
      ...accountsOf(action).map(accountStream),
      ...ordersOf(action).map((orderNumber) => `order/${orderNumber}`),
    ],
    needs: (action) => ({
      accounts: accountsOf(action),
      actions: [action.id],
      orders: ordersOf(action),
      settled: action.changes.filter(({ settlement }) => settlement === 'remaining-term'),
    }),
    decide: (books, message, now) => recordAction(books, message.data, now, books.settings),
  }),
);

/** O10: how accounts are called, who pays, and what the customer calls it, on an order that was revised after its release. */
const orderFollowed: InvoicingSlice<OrderChanged> = {
  type: 'order.changed.v1',
  schema: orderChanged,
  streams: (data) => [
    `order/${data.orderNumber}`,
    ...headerOf(data).named.map(({ accountId }) => accountStream(accountId)),
  ],
  needs(data) {
    const { orderNumber, named } = headerOf(data);
    return { accounts: named.map(({ accountId }) => accountId), orders: [orderNumber], revised: [orderNumber] };
  },
  decide: (books, { data }, now) =>
    decideOrderChanged(
      books,
      headerOf(data),
      data.lines.some(({ state }) => state === 'released'),
      now,
    ),
};

// Who receives and who pays (I7): the others are on no invoice.
function headerOf(data: OrderChanged): OrderHeader {
  const { orderNumber, revision, accounts } = data;
  const payer = (['bill-to', 'sold-to'] as const).find((role) => accounts.some((account) => account.role === role));
  const named = accounts.filter(({ role }) => role === 'end-customer' || role === payer);
  return {
    orderNumber,
    revision,
    ...revisedFactsOf(data),
    payerAccountId: payingAccount(accounts),
    customerId: accounts.find(({ role }) => role === 'end-customer')?.accountId,
    named: named.map(({ accountId, name, country }) => ({ accountId, name, country })),
  };
}

/** An account whose invoice is issued, and those whose lines are on it (I16). */
interface Billed {
  readonly accountId: string;
  readonly sites?: readonly string[];
}

const billed = z.object({ accountId: z.string(), sites: z.array(z.string()).optional() });

/** I3: the monthly run's own command, for one account's open period; never on a topic. */
export const closePeriod: InvoicingSlice<Billed & { period: string }> = {
  type: 'seatwright.close-period',
  schema: billed.extend({ period: z.string() }),
  streams: (data) => allOf(data).map(accountStream),
  needs: (data) => ({ accounts: allOf(data), closing: allOf(data) }),
  decide: (books, { data }, now) => issueInvoices(books, data.accountId, data.period, now, books.settings),
};

/** I12: an operator credits an invoice or a part of it. Never on a topic; `accountId` is that of the invoice. */
export const creditIssued: InvoicingSlice<{ accountId: string; number: string; asked: CreditAsked }> = {
  type: 'seatwright.credit-invoice',
  schema: z.object({ accountId: z.string(), number: z.string(), asked: creditRequest }),
  streams: ({ accountId, number }) => [accountStream(accountId), invoiceStream(number)],
  needs: ({ accountId, number }) => ({ accounts: [accountId], credits: [number] }),
  decide: (books, { data, person = '' }, now) =>
    creditInvoice(books, data.number, data.asked, person, now, books.settings),
};

/** I15: an operator reviews the draft of an account; never on a topic. */
export const reviewed: InvoicingSlice<Billed & { asked: ReviewStep }> = {
  type: 'seatwright.review-invoice',
  schema: billed.extend({
    asked: z.object({ step: z.enum(['approve', 'hold', 'release']), reason: z.string().optional() }),
  }),
  streams: (data) => allOf(data).map(accountStream),
  needs: (data) => ({ accounts: allOf(data), closing: allOf(data), reviews: [data.accountId] }),
  decide: (books, { data, person = '' }, now) =>
    reviewInvoice(books, data.accountId, data.asked, person, now, books.settings),
};

// Nothing is owed for these: orders are billed by what the ledger grants, and people in accounts are no matter of money.
const unbilled = [
  'order.accepted.v1',
  'order.rejected.v1',
  'order.cancelled.v1',
  'order-answer.sent.v1',
  'order-answer.undeliverable.v1',
  'shipment.released.v1',
  'administrator.updated.v1',
  'administrator.removed.v1',
];

/** All that invoicing decides. */
export const invoicingContext: Context<InvoicingNeeds, InvoicingBooks, InvoicingEvent> = {
  slices: [
    accountSlice,
    ...actionSlices,
    orderFollowed,
    closePeriod,
    reviewed,
    creditIssued,
    paymentSlice,
    paymentEntered,
    returnSlice,
    returnEntered,
  ],
  passesOver: [...withoutJournal, ...unbilled],
  noNeeds,
  evolve,
  announce,
};

function accountsOf({ changes, named = [] }: LedgerAction): string[] {
  return [...new Set([...changes, ...named].map(({ accountId }) => accountId))];
}

function allOf({ accountId, sites = [] }: Billed): string[] {
  return [accountId, ...sites];
}

/** The orders that an action depends on: that of a granted line, and those whose payers are on record. */
function ordersOf({ changes, orderNumber }: LedgerAction): string[] {
  const paid = changes.filter(({ heldBy, payerAccountId }) => heldBy !== undefined || payerAccountId !== undefined);
  return [...new Set([orderNumber, ...paid.map((change) => change.orderNumber)].flatMap((each) => each ?? []))];
}

/** The name that an account is locked by. */
export function accountStream(accountId: string): string {
  return `account/${accountId}`;
}

// A zone that does not exist counts as not told. A rate that is left out is unknown, never 0 (I8).
function factsOf({ unitPrice, currency, ...told }: AccountUpdated): AccountFacts {
  const { accountId, name, timeZone, taxRate, taxRateFrom, invoiceEmails = [], country, address, taxId, plan } = told;
  const { zeroInvoices, paymentType } = told;
  const price = priceOf({ unitPrice, currency });
  const known = { accountId, name, timeZone: knownZone(timeZone), invoiceEmails, country, address, taxId };
  return {
    ...known,
    documents: documentsOf(told),
    taxRate,
    taxRateFrom,
    price,
    plan,
    payerAccountId: invoicedAccount(told),
    zeroInvoices,
    prepaid: paymentType === 'prepaid',
  };
}

function documentsOf(told: AccountUpdated): DocumentTerms {
  const {
    invoiceFormat: format,
    electronicAddress,
    buyerReference,
    paymentTermDays,
    invoiceReviewDays: reviewDays,
    invoicePer: per,
    language,
  } = told;
  return {
    ...(format && { format }),
    ...(electronicAddress && { electronicAddress }),
    ...(buyerReference && { buyerReference }),
    ...(paymentTermDays !== undefined && { paymentTermDays }),
    ...(language && { language }),
    ...(reviewDays !== undefined && { reviewDays }),
    ...(per && { per }),
  };
}
