import { z } from 'zod';
import {
  type LicenseDecreased,
  type LicenseExpired,
  type LicenseGranted,
  type LicensePurchased,
  type LicenseTransferred,
  type LotFacts,
  licenseEvents,
  type StockMoved,
  type StockPurchased,
} from '#contracts/licenses.ts';
import type { BilledLot, Cause, LedgerAction, LedgerChange } from '#domain/invoices/owed/movement.ts';
import { dateAt } from '#domain/values/calendar.ts';
import { parseMinor } from '#domain/values/money.ts';
import { payerOf, settlementOf, unusedShare } from '#domain/values/settlement.ts';

/** The events of topic `licenses` that change who holds what, each read as the ledger action that it tells of (I1). */
export const ledgerActions = {
  'license.granted.v1': readAs(licenseEvents['license.granted.v1'], grant),
  'license.purchased.v1': readAs(licenseEvents['license.purchased.v1'], purchase('license.purchased.v1')),
  'license.decreased.v1': readAs(licenseEvents['license.decreased.v1'], decrease),
  'license.transferred.v1': readAs(licenseEvents['license.transferred.v1'], transfer('license.transferred.v1')),
  'license.returned.v1': readAs(licenseEvents['license.returned.v1'], transfer('license.returned.v1')),
  'stock.purchased.v1': readAs(licenseEvents['stock.purchased.v1'], purchase('stock.purchased.v1')),
  'stock.moved.v1': readAs(licenseEvents['stock.moved.v1'], stockMove),
  'license.expired.v1': readAs(licenseEvents['license.expired.v1'], expiry),
} as const;

/** Events of topic `licenses` that no license moves with: those without a journal. One with a journal has to be billed, or is a dead letter. */
export const withoutJournal: readonly string[] = Object.entries(licenseEvents).flatMap(([type, { shape }]) =>
  'journalId' in shape ? [] : type,
);

/** A schema whose output is the ledger action; what has a price that its currency cannot have is unreadable. */
function readAs<Data>(event: z.ZodType<Data>, read: (data: Data) => LedgerAction): z.ZodType<LedgerAction> {
  return event.transform((data, context) => {
    try {
      return read(data);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
}

interface Recorded {
  readonly journalId: string;
  readonly at: string;
  readonly initiatedBy: string;
}

/**
 * `license.granted.v1`. Billed once, it is an order line and its billing account pays; billed monthly, whoever holds the
 * licenses pays for the months.
 */
function grant(data: LicenseGranted): LedgerAction {
  const lot = billedLot(data.lot);
  const accountId = lot.billing === 'once' ? data.billingAccountId : data.accountId;
  const counterparty = accountId === data.accountId ? undefined : data.accountId;
  const reference = `${data.orderNumber}/${data.lineNumber}`;
  // I11: a line names a person or the order, never the service that passed it on.
  const initiatedBy = data.initiatedBy.includes('@') ? data.initiatedBy : 'order';
  const cause = { ...causeOf('license.granted.v1', { ...data, initiatedBy }), reference, ...data.lot.references };
  const billed = new Set([data.accountId, data.billingAccountId]);
  const named = (data.accounts ?? []).filter((account) => billed.has(account.accountId));
  const paid = lot.billing === 'once' ? { heldBy: data.accountId, orderNumber: data.orderNumber } : {};
  const changes = [{ accountId, lot, quantity: data.quantity, counterparty, ...paid }];
  return { id: data.journalId, cause, changes, orderNumber: data.orderNumber, named };
}

/** `license.transferred.v1` and `license.returned.v1` */
function transfer(type: string): (data: LicenseTransferred) => LedgerAction {
  return (data) => ({
    id: data.journalId,
    cause: causeOf(type, data, data.transferId),
    changes: data.lines.flatMap(({ lot, quantity }) => [
      settled(lot, { holder: data.from, quantity: -quantity, at: data.at, counterparty: data.to }),
      settled(lot, { holder: data.to, quantity, at: data.at, counterparty: data.from }),
    ]),
  });
}

/** `license.purchased.v1` and `stock.purchased.v1` */
function purchase(type: string): (data: LicensePurchased | StockPurchased) => LedgerAction {
  return (data) => ({
    id: data.journalId,
    cause: causeOf(type, data),
    changes: [{ accountId: data.accountId, lot: billedLot(data.lot), quantity: data.quantity }],
  });
}

/** `license.decreased.v1` */
function decrease(data: LicenseDecreased): LedgerAction {
  return {
    id: data.journalId,
    cause: causeOf('license.decreased.v1', data),
    changes: data.lines.map(({ lot, quantity }) =>
      settled(lot, { holder: data.accountId, quantity: -quantity, at: data.at }),
    ),
  };
}

/** `stock.moved.v1`: from stock lots to the lots that they became; what it costs is between reseller and customer (I7). */
function stockMove(data: StockMoved): LedgerAction {
  const { from, to, lines = [{ quantity: data.quantity, lot: data.lot, targetLot: data.targetLot }] } = data;
  const settlement = 'reseller-stock';
  return {
    id: data.journalId,
    cause: causeOf('stock.moved.v1', data, data.transferId),
    changes: lines.flatMap(({ quantity, lot, targetLot }) => [
      { accountId: from, lot: billedLot(lot), quantity: -quantity, counterparty: to, settlement },
      { accountId: to, lot: billedLot(targetLot), quantity, counterparty: from, settlement },
    ]),
  };
}

/** `license.expired.v1`: what was paid once is used up, and nothing is owed back for it. */
function expiry(data: LicenseExpired): LedgerAction {
  const lot = billedLot(data.lot);
  const changes = lot.billing === 'once' ? [] : [{ accountId: data.accountId, lot, quantity: -data.quantity }];
  return { id: data.journalId, cause: causeOf('license.expired.v1', data), changes };
}

interface Held {
  readonly holder: string;
  /** Signed. */
  readonly quantity: number;
  readonly at: string;
  readonly counterparty?: string;
}

/** What a holder's change comes to (I7): its own invoice, no money, or the unused days for the payer on record. */
function settled(lot: LotFacts, { holder, quantity, at, counterparty }: Held): LedgerChange {
  const settlement = settlementOf(lot);
  const { orderNumber } = lot;
  const change = { accountId: holder, lot: billedLot(lot), quantity, counterparty, settlement, orderNumber };
  // What was paid once stays paid by whoever paid it, wherever it goes.
  if (settlement === 'paid-once') return { ...change, payerAccountId: lot.payerAccountId ?? lot.originAccountId };
  if (settlement !== 'remaining-term') return change;
  const share = unusedShare(lot, dateAt(new Date(at).toISOString()));
  const heldBy = holder === lot.originAccountId ? holder : undefined;
  return { ...change, accountId: payerOf(lot, holder), share, heldBy };
}

function causeOf(type: string, { journalId, at, initiatedBy }: Recorded, id = journalId): Cause {
  return { type, id, at: new Date(at).toISOString(), initiatedBy };
}

/** @throws RangeError for a price with more decimals than its currency has, or a currency that there is none of */
function billedLot({ unitPrice, currency, ...lot }: LotFacts): BilledLot {
  const minor = parseMinor(unitPrice, currency);
  if (minor === undefined) throw new RangeError(`${unitPrice} is no price in ${currency}`);
  const { lotId, sku, name, program, billing, startsOn, endsOn, plan, accountPriced } = lot;
  return { lotId, sku, name, program, billing, price: { minor, currency }, startsOn, endsOn, plan, accountPriced };
}
