import { invoicingContext } from '#apps/invoicing/src/invoicing.slices.ts';
import { creditRequest } from '#contracts/http/invoicing/http-invoicing.ts';
import { defaultSettings } from '#domain/invoices/account/account.ts';
import { billedWith } from '#domain/invoices/account/billed-with.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent, IssuedInvoice } from '#domain/invoices/events.ts';
import { nextInvoices } from '#domain/invoices/issue.ts';
import { causeAsRevised } from '#domain/invoices/order-header.ts';
import { paymentStanding } from '#domain/invoices/payments/payment-state.ts';
import { slicesByType } from '#runtime/slices/messages.ts';
import type { Received } from '#runtime/slices/slice.ts';
import { message } from '../world.ts';
import type { Setting } from './invoicing-asks.ts';
import { ratesOf } from './invoicing-rates.ts';
import type { Documents, Outcome } from './invoicing-run.ts';
import { textOf } from './invoicing-words.ts';

/** Invoicing without a database, with its monthly run and its credits. */

const slices = slicesByType(invoicingContext);

/** Opens invoicing without anything in it. */
export function openMemoryDocuments({ proration, seller, reviewDays, exchange }: Setting): Documents {
  const settings = { ...defaultSettings, proration, seller, reviewDays, exchangeRates: ratesOf(exchange) };
  const books = emptyBooks(settings);
  const decide = (heard: Received, now: string): readonly InvoicingEvent[] => {
    const slice = slices.get(heard.type);
    if (!slice) throw new Error(`nobody hears ${heard.type}`);
    const data = slice.schema.parse(JSON.parse(JSON.stringify(heard.data)));
    const events = slice.decide(books, { ...heard, data }, now);
    for (const event of events) evolve(books, event);
    if (events.some(({ type }) => type === 'OrderFollowed')) revisePending(books);
    for (const document of documentsOf(events)) {
      books.issued.set(document.number, document);
      addPayable(books, document);
    }
    return events;
  };
  const command = (type: string, data: object, now: string) =>
    decide(message(type, data, { source: '/seatwright/invoicing', person: 'desk@vendor.example' }), now);
  return {
    deliver: (heard, now) => outcomeOf(decide(heard, now)),
    next: (accountId) => nextInvoices(books, accountId, settings),
    command: (type, data, now) => outcomeOf(command(type, data, now)),
    standings: (numbers, today) =>
      new Map(
        numbers.flatMap((number) => {
          const document = books.payable.get(number);
          const standing = document && paymentStanding(document, today);
          return standing ? [[number, standing] as const] : [];
        }),
      ),
    credit(number, asked, now) {
      const accountId = books.issued.get(number)?.accountId ?? 'nobody';
      return outcomeOf(
        command('seatwright.credit-invoice', { accountId, number, asked: creditRequest.parse(asked) }, now),
      );
    },
    close(through, now) {
      const [all, held] = [[] as InvoicingEvent[], new Set<string>()];
      for (;;) {
        const open = batchOf(books, through, now).filter(({ accountId }) => !held.has(accountId));
        if (open.length === 0) break;
        const events = open.flatMap((data) => command('seatwright.close-period', data, now));
        for (const event of events) if (event.type === 'InvoiceHeld') held.add(event.accountId);
        if (events.length === 0) throw new Error(`nothing comes of ${textOf(open)}`);
        all.push(...events);
      }
      const before = books.closedThrough ?? '';
      books.closedThrough = before > through ? before : through;
      return outcomeOf(all);
    },
  };
}

/** As the monthly run finds them: who has an open month, without those that are on another's invoice; then whose sites have one (I16). */
function batchOf({ accounts }: InvoicingBooks, through: string, now: string) {
  const open = [...accounts.values()]
    .flatMap((account) => {
      const { openPeriod: period } = account;
      return period !== undefined && period <= through
        ? [{ ...account, period, payer: billedWith(accounts, account, period) }]
        : [];
    })
    .sort((one, other) => (one.accountId < other.accountId ? -1 : 1));
  const isDue = ({ payer, review }: (typeof open)[number]) =>
    payer === undefined && (!review || (!review.hold && review.until <= now));
  const own = open.filter(isDue).sort((one, other) => (one.period < other.period ? -1 : 1));
  const begin = new Map<string, string>();
  for (const { payer, period } of open) {
    if (payer === undefined || accounts.get(payer)?.openPeriod !== undefined) continue;
    const before = begin.get(payer) ?? period;
    begin.set(payer, before < period ? before : period);
  }
  return [...own, ...[...begin].map(([accountId, period]) => ({ accountId, period }))].map(({ accountId, period }) => {
    return { accountId, period };
  });
}

/** O10: as the database looks up beside what is not issued yet what its order says of itself by now. */
function revisePending({ pending, orders }: InvoicingBooks): void {
  for (const [accountId, adjustments] of pending) {
    const revised = adjustments.map((each) => {
      const { type, reference = '' } = each.cause;
      const order = orders.get(reference.slice(0, reference.lastIndexOf('/')));
      return order && type === 'license.granted.v1' ? { ...each, cause: causeAsRevised(each.cause, order) } : each;
    });
    pending.set(accountId, revised);
  }
}

/** As the database adds it up: a credit note counts for its invoice. */
function addPayable({ payable }: InvoicingBooks, issued: IssuedInvoice): void {
  const { number, document, accountId, currency, totalMinor, dueOn, invoiceNumber } = issued;
  payable.set(number, { number, document, accountId, currency, totalMinor, dueOn, creditedMinor: 0n, paidMinor: 0n });
  const credited = payable.get(invoiceNumber ?? '');
  if (credited) {
    payable.set(credited.number, { ...credited, creditedMinor: credited.creditedMinor - totalMinor });
  }
}

function documentsOf(events: readonly InvoicingEvent[]): IssuedInvoice[] {
  return events.flatMap((event) => {
    if (event.type === 'PeriodClosed') return event.invoices;
    return event.type === 'InvoiceCredited' ? [event.creditNote] : [];
  });
}

function outcomeOf(events: readonly InvoicingEvent[]): Outcome {
  return {
    documents: documentsOf(events),
    held: new Map(
      events.flatMap((event) =>
        event.type === 'InvoiceHeld' ? [[event.accountId, event.missing.map(({ code }) => code)] as const] : [],
      ),
    ),
    announcements: events.flatMap((event) => invoicingContext.announce(event)),
    refused: refusedIn(events),
  };
}

/** Codes of what was refused. */
export function refusedIn(events: readonly InvoicingEvent[]): string[] {
  return events.flatMap((event) => {
    const isRefusal =
      event.type === 'CreditRefused' || event.type === 'ReviewRefused' || event.type === 'PaymentRefused';
    return isRefusal ? event.violations.map(({ code }) => code) : [];
  });
}
