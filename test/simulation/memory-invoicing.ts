import { invoicingContext } from '#apps/invoicing/src/invoicing.slices.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { defaultSettings } from '#domain/invoices/account/account.ts';
import { emptyBooks, evolve } from '#domain/invoices/books.ts';
import type { Adjustment } from '#domain/invoices/owed/adjustment.ts';
import { withoutMoney } from '#domain/invoices/owed/movement.ts';
import type { LicenseEvent, RecordedEvent } from '#domain/licenses/books/events.ts';
import type { InvoiceChange } from '#domain/licenses/books/plan.ts';
import type { Proration } from '#domain/values/billing.ts';
import { dateAt, monthAfter, monthOf } from '#domain/values/calendar.ts';
import { slicesByType } from '#runtime/slices/messages.ts';
import type { Received } from '#runtime/slices/slice.ts';
import { message } from './world.ts';

const slices = slicesByType(invoicingContext);

/** Invoicing without a database: it hears of accounts, and of what the ledger announces. */
export interface MemoryInvoicing {
  hear(message: Received, now: string): void;
  /** What an event of the ledger changes on the next invoices of all accounts, at the instant at which it was (I1). */
  changesBy(event: RecordedEvent): readonly InvoiceChange[];
}

/** Opens invoicing without anything in it. */
export function openMemoryInvoicing(proration: Proration): MemoryInvoicing {
  const books = emptyBooks({ ...defaultSettings, proration });
  const hear = (heard: Received, now: string): readonly Adjustment[] => {
    const slice = slices.get(heard.type);
    if (!slice) return [];
    const events = slice.decide(books, { ...heard, data: slice.schema.parse(heard.data) }, now);
    for (const event of events) evolve(books, event);
    return events.flatMap((event) => (event.type === 'MovementRecorded' ? event.adjustments : []));
  };
  const isOnNext = ({ accountId, period, cause }: Adjustment) =>
    period === monthAfter(monthOf(dateAt(cause.at, books.accounts.get(accountId)?.timeZone)));
  return {
    hear,
    changesBy: (event) => merged(announced(event).flatMap((each) => hear(each, event.journal.at).filter(isOnNext))),
  };
}

function announced(event: LicenseEvent): Received[] {
  return ledgerContext
    .announce(event)
    .map(({ type, data }) => message(type, JSON.parse(JSON.stringify(data)), { source: '/seatwright/ledger' }));
}

/** By account, product and price, as previews have it. */
function merged(adjustments: readonly Adjustment[]): InvoiceChange[] {
  const groups = Map.groupBy(adjustments, ({ accountId, lot, unitPriceMinor, share }) =>
    [accountId, lot.sku, unitPriceMinor, lot.price.currency, JSON.stringify(share)].join(' '),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group.filter(({ cause }) => !withoutMoney(cause.settlement));
    const quantity = group.reduce((sum, adjustment) => sum + adjustment.quantity, 0);
    if (!first || quantity === 0) return [];
    const { accountId, lot, unitPriceMinor, share } = first;
    const amountMinor = group.reduce((sum, adjustment) => sum + adjustment.amountMinor, 0n);
    return [{ accountId, sku: lot.sku, quantity, unitPriceMinor, share, amountMinor, currency: lot.price.currency }];
  });
}
