import type {
  CreditNoteIssued,
  InvoiceAdjusted,
  InvoiceDraftedData,
  InvoiceHeldData,
  InvoiceIssued,
  PaymentRecorded,
  PaymentReversed,
} from '#contracts/invoices.ts';
import type {
  DraftAmount,
  InvoiceDrafted,
  InvoiceHeld,
  InvoicingEvent,
  IssuedInvoice,
} from '#domain/invoices/events.ts';
import type { Adjustment } from '#domain/invoices/owed/adjustment.ts';
import { monthlyDue, type Proration } from '#domain/values/billing.ts';
import { monthOf } from '#domain/values/calendar.ts';
import { formatMinor, formatShare } from '#domain/values/money.ts';
import { orderFactsOf } from '#domain/values/order-facts.ts';
import type { Announcement } from '#runtime/slices/slice.ts';
import { accountedTaxView } from './views/invoicing.views.ts';

/** What billing systems hear of an event, on topic `invoices`: adjustments (I1), and documents that are issued (I3). */
export function announce(event: InvoicingEvent): Announcement[] {
  switch (event.type) {
    case 'MovementRecorded':
      return event.adjustments.map((adjustment) => adjusted(adjustment, event.proration));
    case 'PeriodClosed':
      return event.invoices.map(issued);
    case 'InvoiceHeld':
      return event.known ? [] : [held(event)];
    case 'InvoiceCredited':
      return [issued(event.creditNote), ...event.adjustments.map((adjustment) => adjusted(adjustment, 'none'))];
    case 'InvoiceDrafted':
      return [drafted(event)];
    case 'InvoiceReviewed':
      return event.review.hold ? [heldInReview(event)] : [];
    case 'PaymentRecorded':
      return [recorded(event)];
    case 'PaymentReturned':
      return reversed(event);
    default:
      return [];
  }
}

function recorded({ payment, standing }: Extract<InvoicingEvent, { type: 'PaymentRecorded' }>): Announcement {
  const { amountMinor, ...facts } = payment;
  const { accountId, invoiceNumber, currency } = facts;
  const amount = formatMinor(amountMinor, currency);
  const data: PaymentRecorded = {
    ...facts,
    amount,
    state: standing.state,
    open: formatMinor(standing.openMinor, currency),
  };
  return { topic: 'invoices', key: accountId, type: 'payment.recorded.v1', subject: invoiceNumber, data };
}

function reversed({ payment, standing }: Extract<InvoicingEvent, { type: 'PaymentReturned' }>): Announcement[] {
  const { paymentId, accountId, invoiceNumber, currency, amountMinor, receivedOn, returned } = payment;
  if (!returned) return [];
  const data: PaymentReversed = {
    paymentId,
    invoiceNumber,
    accountId,
    amount: formatMinor(amountMinor, currency),
    currency,
    receivedOn,
    ...returned,
    state: standing.state,
    open: formatMinor(standing.openMinor, currency),
  };
  return [{ topic: 'invoices', key: accountId, type: 'payment.reversed.v1', subject: invoiceNumber, data }];
}

function adjusted(adjustment: Adjustment, proration: Proration): Announcement {
  const { adjustmentId, accountId, period, lot, quantity, unitPriceMinor, share, amountMinor, cause } = adjustment;
  const { currency } = lot.price;
  const { type, id, at, initiatedBy, counterparty, reference, revision, settlement } = cause;
  const data: InvoiceAdjusted = {
    adjustmentId,
    accountId,
    period,
    sku: lot.sku,
    name: lot.name,
    quantity,
    unitPrice: formatShare(unitPriceMinor, currency, share),
    amount: formatMinor(amountMinor, currency),
    currency,
    cause: { type, id, at, initiatedBy, counterparty, reference, revision, ...orderFactsOf(cause) },
    settlement,
    payerAccountId: cause.payerAccountId ?? adjustment.billedWith ?? accountId,
    kind: adjustment.kind,
    month: adjustment.month,
    lotId: lot.lotId,
    recurs: adjustment.recurs,
    taxRate: adjustment.taxRate ?? adjustment.expectedTaxRate,
    ...(adjustment.recurs && { monthlyPrice: formatMinor(lot.price.minor, currency), endsOn: lot.endsOn }),
    ...(adjustment.recurs && lastMonth(adjustment, proration)),
  };
  const said = adjustment.prepaid ? { ...data, ...withoutMoney(currency) } : data;
  return { topic: 'invoices', key: accountId, type: 'invoice.adjusted.v1', subject: adjustmentId, data: said };
}

/** Of licenses that are paid for in advance: nothing to be billed, neither now nor later. */
function withoutMoney(currency: string): Partial<InvoiceAdjusted> {
  const zero = formatMinor(0n, currency);
  const later = { monthlyPrice: undefined, lastMonthPrice: undefined, endsOn: undefined };
  return { settlement: 'prepaid', unitPrice: zero, amount: zero, recurs: false, ...later };
}

/** What the month of the lot's end is billed at, where that is to come and is not billed like every other. */
function lastMonth({ lot, period }: Adjustment, proration: Proration): Pick<InvoiceAdjusted, 'lastMonthPrice'> {
  const { endsOn, price } = lot;
  if (proration === 'none' || endsOn === undefined || monthOf(endsOn) <= period) return {};
  const due = monthlyDue(lot, monthOf(endsOn), proration);
  return {
    lastMonthPrice: due ? formatShare(price.minor, price.currency, due.share) : formatMinor(0n, price.currency),
  };
}

function held({ accountId, period, drafts, missing }: InvoiceHeld): Announcement {
  const data: InvoiceHeldData = {
    accountId,
    period,
    amounts: amountsOf(drafts),
    missing: [...missing],
  };
  return { topic: 'invoices', key: accountId, subject: `${accountId}/${period}`, type: 'invoice.held.v1', data };
}

function drafted({ accountId, period, review, drafts }: InvoiceDrafted): Announcement {
  const data: InvoiceDraftedData = { accountId, period, amounts: amountsOf(drafts), reviewUntil: review.until };
  return { topic: 'invoices', key: accountId, subject: `${accountId}/${period}`, type: 'invoice.drafted.v1', data };
}

function heldInReview(event: Extract<InvoicingEvent, { type: 'InvoiceReviewed' }>): Announcement {
  const { accountId, review, drafts } = event;
  const { reason = '', by } = review.hold ?? {};
  const missing = [{ code: 'HELD_IN_REVIEW', message: reason, actual: by, remedy: 'release or approve the draft' }];
  const data: InvoiceHeldData = { accountId, period: review.period, amounts: amountsOf(drafts), missing };
  const subject = `${accountId}/${review.period}`;
  return { topic: 'invoices', key: accountId, subject, type: 'invoice.held.v1', data };
}

function amountsOf(drafts: readonly DraftAmount[]): InvoiceHeldData['amounts'] {
  return drafts.map(({ currency, netMinor }) => ({ currency, net: formatMinor(netMinor, currency) }));
}

function issued(document: IssuedInvoice): Announcement {
  const { number, accountId, period, currency, issuedOn, dueOn, ...credit } = document;
  const { invoiceNumber, reason, reasonCode, rebilled, corrects } = credit;
  const decimal = (minor: bigint): string => formatMinor(minor, currency);
  const facts = {
    number,
    accountId,
    period,
    currency,
    purchaseOrder: document.purchaseOrder,
    sites: sitesOn(document),
    issuedOn,
    taxes: document.taxes.map(({ rate, netMinor, taxMinor, treatment }) => ({
      rate,
      ...treatment,
      net: decimal(netMinor),
      tax: decimal(taxMinor),
    })),
    net: decimal(document.netMinor),
    tax: decimal(document.taxMinor),
    total: decimal(document.totalMinor),
    accountedTax: document.accounted && accountedTaxView(document.accounted),
    orders: document.invoiceNumber === undefined ? ordersOn(document) : undefined,
    documents: { pdf: `/api/invoices/${number}.pdf`, xml: `/api/invoices/${number}.xml` },
  };
  const to = { topic: 'invoices', key: accountId, subject: number } as const;
  if (dueOn === undefined) {
    const why = { invoiceNumber, reason, reasonCode, rebilled, corrects: corrects && [...corrects] };
    const data: CreditNoteIssued = { ...facts, ...why };
    return { ...to, type: 'credit-note.issued.v1', data };
  }
  const data: InvoiceIssued = { ...facts, dueOn };
  return { ...to, type: 'invoice.issued.v1', data };
}

/** The accounts that are on a document, each with what its lines come to; undefined where it is about its own alone (I16). */
function sitesOn({ accountId: own, lines, currency }: IssuedInvoice): InvoiceIssued['sites'] {
  if (lines.every(({ site }) => site === undefined)) return undefined;
  const nets = new Map<string, bigint>();
  for (const { site, amountMinor } of lines) {
    const accountId = site?.accountId ?? own;
    nets.set(accountId, (nets.get(accountId) ?? 0n) + amountMinor);
  }
  return [...nets].map(([accountId, net]) => ({ accountId, net: formatMinor(net, currency) }));
}

/** Order lines that a document of a month bills, by order; undefined where there are none. */
function ordersOn({ lines }: IssuedInvoice): InvoiceIssued['orders'] {
  const references = lines.flatMap(({ cause, quantity }) =>
    cause?.type === 'license.granted.v1' && quantity > 0 ? (cause.reference ?? []) : [],
  );
  if (references.length === 0) return undefined;
  const orders = new Map<string, number[]>();
  for (const reference of new Set(references)) {
    const split = reference.lastIndexOf('/');
    const [orderNumber, line] = [reference.slice(0, split), Number(reference.slice(split + 1))];
    orders.set(orderNumber, [...(orders.get(orderNumber) ?? []), line]);
  }
  return [...orders].map(([orderNumber, numbers]) => ({ orderNumber, lines: numbers }));
}
