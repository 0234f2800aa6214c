import { z } from 'zod';
import { type ProductPublished, productWithdrawn } from '#contracts/catalog.ts';
import { type CreditNoteIssued, type InvoiceIssued, invoiceEvents } from '#contracts/invoices.ts';
import { isExactNumber } from '#contracts/reading/json-text.ts';
import { readAs } from '#contracts/reading/read-as.ts';
import {
  type ReadableSalesOrder,
  readableSalesOrder,
  salesOrder,
  salesOrderCancelled,
} from '#contracts/sales-orders.ts';
import { cancelOrder } from '#domain/orders/cancel.ts';
import { publishProduct, withdrawProduct } from '#domain/orders/catalog.ts';
import { formOf } from '#domain/orders/content.ts';
import { type CatalogProduct, evolve, type OrderDraft, type OrderEvent } from '#domain/orders/order.ts';
import { placeOrder } from '#domain/orders/place.ts';
import { releaseDue } from '#domain/orders/release.ts';
import type { AskedOrder, OrderRevision, PersonsRequest } from '#domain/orders/revision.ts';
import { payingAccounts, skusAskedFor } from '#domain/orders/rules/persons-order.ts';
import type { Context, Received } from '#runtime/slices/slice.ts';
import { pricedProduct } from './catalog/catalog.product.ts';
import { noticeFulfilled } from './documents/answers/notices/notices.slices.ts';
import { type IntakeBooks, type IntakeEvent, type IntakeSlice, isQuiet } from './documents/document.books.ts';
import { announceDocument, evolveDocuments, takeDocument } from './documents/documents.slices.ts';
import { announce } from './intake.announcements.ts';
import { type IntakeNeeds, noNeeds } from './intake.needs.ts';

/** The source of what people ask for over HTTP. */
export const ownSource = '/seatwright/http';

/** A whole order in a revision; placed and changed differ in name only, since either may be the first that arrives. */
function orderRevision(type: string): IntakeSlice<ReadableSalesOrder> {
  return {
    type,
    schema: readableSalesOrder,
    streams: orderStreams,
    needs: (order, { person }) => ({
      orders: [order.orderNumber],
      products: skusAskedFor(order),
      accounts: payingAccounts(order.accounts),
      people: personIn(person),
    }),
    content: (raw) => formOf(raw),
    decide: (books, message, now) => orKnown(placeOrder(books, revisionOf(message), now), message, false),
  };
}

const orderCancelled: IntakeSlice<{ orderNumber: string; revision: number }> = {
  type: 'sales-order.cancelled.v1',
  schema: salesOrderCancelled,
  streams: orderStreams,
  needs: ({ orderNumber }, { person }) => ({ orders: [orderNumber], people: personIn(person) }),
  decide: (books, message, now) => {
    const { source, data } = message;
    const asked = { ...data, source, person: personOf(message, { revision: data.revision }) };
    return orKnown(cancelOrder(books, asked, now), message, true);
  },
};

/** The scheduler's own command: never on a topic. */
export const releaseDueLines: IntakeSlice<{ orderNumber: string }> = {
  type: 'seatwright.release-due-lines',
  schema: z.object({ orderNumber: z.string() }),
  streams: orderStreams,
  needs: ({ orderNumber }) => ({ orders: [orderNumber] }),
  decide: (books, message, now) => releaseDue(books, message.data.orderNumber, now),
};

const catalogPublished: IntakeSlice<ProductPublished> = {
  type: 'product.published.v1',
  schema: pricedProduct,
  streams: ({ sku }) => [`product/${sku}`],
  needs: ({ sku }) => ({ products: [sku] }),
  decide: (books, message) => publishProduct(books, productOf(message)),
};

const catalogWithdrawn: IntakeSlice<{ sku: string }> = {
  type: 'product.withdrawn.v1',
  schema: productWithdrawn,
  streams: ({ sku }) => [`product/${sku}`],
  needs: ({ sku }) => ({ products: [sku] }),
  decide: (books, message) => withdrawProduct(books, message.data.sku, message.time),
};

/** O10: what is billed has a payer that stays. A document of a month with more to give back than to pay is a credit note. */
function linesBilled(
  type: 'invoice.issued.v1' | 'credit-note.issued.v1',
): IntakeSlice<InvoiceIssued | CreditNoteIssued> {
  return {
    type,
    schema: invoiceEvents[type],
    // Nothing of an order changes, and a document may have thousands: an order that is revised at this moment is billed first or later.
    streams: () => [],
    needs: () => ({}),
    decide(_books, { data: { number, orders = [] } }) {
      const lines = orders.flatMap(({ orderNumber, lines: of }) =>
        of.map((lineNumber) => ({ orderNumber, lineNumber })),
      );
      return lines.length === 0 ? [] : [{ type: 'LinesBilled', invoiceNumber: number, lines }];
    },
  };
}

/** All that order intake decides. */
export const intakeContext: Context<IntakeNeeds, IntakeBooks, IntakeEvent> = {
  slices: [
    orderRevision('sales-order.placed.v1'),
    orderRevision('sales-order.changed.v1'),
    orderCancelled,
    takeDocument,
    releaseDueLines,
    catalogPublished,
    catalogWithdrawn,
    linesBilled('invoice.issued.v1'),
    linesBilled('credit-note.issued.v1'),
    noticeFulfilled,
  ],
  // Of topics `invoices` and `entitlements`: nothing of an order changes by them, and mails are not its sender's.
  passesOver: [
    'invoice.adjusted.v1',
    'invoice.held.v1',
    'invoice.drafted.v1',
    'payment.recorded.v1',
    'payment.reversed.v1',
    'invoice-mail.sent.v1',
    'invoice-mail.undeliverable.v1',
    'fulfillment-mail.sent.v1',
    'fulfillment-mail.undeliverable.v1',
  ],
  noNeeds,
  evolve(books, event) {
    if (event.type === 'DocumentTaken') evolveDocuments(books, event);
    else if (!isQuiet(event)) evolve(books, event);
  },
  announce(event) {
    if (isQuiet(event)) return [];
    return event.type === 'DocumentTaken' ? announceDocument(event) : announce(event);
  },
};

/** What comes of a sender's document and changes nothing is known: its sender waits for an answer all the same. */
function orKnown(
  events: readonly OrderEvent[],
  { source, data: { orderNumber, revision } }: Received<{ readonly orderNumber: string; readonly revision: number }>,
  cancels: boolean,
): readonly IntakeEvent[] {
  if (events.length > 0 || !source.startsWith('/senders/')) return events;
  return [{ type: 'RevisionKnown', orderNumber, revision, source, cancels }];
}

function personIn(person: string | undefined): string[] {
  return person === undefined ? [] : [person];
}

function orderStreams({ orderNumber }: { readonly orderNumber: string }): string[] {
  return [`order/${orderNumber}`];
}

/** What of a message is an order; where the schema finds fault, the sound parts go on to the rules all the same (O5). */
function revisionOf(message: Received<ReadableSalesOrder>): OrderRevision {
  const { data, source } = message;
  const read = readAs(salesOrder, data);
  if (read.success) return { readable: 'whole', source, person: personOf(message, read.data), order: read.data };
  const { orderNumber, revision } = data;
  const draft = withoutFaults(read.sound, read.faults);
  const person = personOf(message, data);
  return { readable: 'partly', source, person, orderNumber, revision, draft, violations: read.violations };
}

/** O7: undefined for what a system sent. What our own HTTP took names the person who is signed in; without one, it names nobody. */
function personOf({ id, source, person }: Received, asked: AskedOrder): PersonsRequest | undefined {
  return person === undefined && source !== ownSource ? undefined : { email: person, requestId: id, asked };
}

/** A copy without the fields that a schema complained of. A field that is null counts as absent. */
function withoutFaults(data: unknown, faults: readonly (readonly PropertyKey[])[]): OrderDraft {
  const copy = withoutNulls(data) as Record<PropertyKey, unknown>;
  for (const path of faults) {
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], copy);
    const field = path.at(-1);
    if (field !== undefined && typeof parent === 'object' && parent !== null) {
      (parent as Record<PropertyKey, unknown>)[field] = undefined;
    }
  }
  return copy as OrderDraft;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutNulls(each ?? undefined));
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value ?? undefined;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutNulls(each)]));
}

function productOf({ data, time }: Received<ProductPublished>): CatalogProduct {
  const { sku, termMonths, prices, ...facts } = data;
  return { sku, facts, termMonths, prices, withdrawn: false, asOf: time };
}
