import { z } from 'zod';
import { type EntitlementFulfilled, entitlementFulfilled } from '#contracts/entitlements.ts';
import {
  decreaseRequested,
  purchaseRequested,
  returnRequested,
  stockMoveRequested,
  stockPurchaseRequested,
  type TransferRequested,
  transferRequested,
} from '#contracts/license-requests.ts';
import { type OrderChanged, orderChanged } from '#contracts/orders.ts';
import { decideDecrease } from '#domain/licenses/actions/decrease.ts';
import { decideGrant, type GrantLicenses } from '#domain/licenses/actions/grant.ts';
import { decidePurchase } from '#domain/licenses/actions/purchase.ts';
import { decideExpiry } from '#domain/licenses/actions/stock-expiry.ts';
import { decideStockMove } from '#domain/licenses/actions/stock-move.ts';
import { decideStockPurchase } from '#domain/licenses/actions/stock-purchase.ts';
import { decideReturn, decideTransfer } from '#domain/licenses/actions/transfer.ts';
import { evolve } from '#domain/licenses/books/books.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { programFor } from '#domain/licenses/books/program.ts';
import { decideOrderChanged } from '#domain/licenses/reference/order-header.ts';
import { soldAsKnown } from '#domain/licenses/rules/known-names.ts';
import { parseMinor } from '#domain/values/money.ts';
import { orderFactsOf, revisedFactsOf } from '#domain/values/order-facts.ts';
import type { Context, Received } from '#runtime/slices/slice.ts';
import { sha256 } from './books/digest.ts';
import {
  accountStream,
  askedOf,
  askersOf,
  type LedgerBooks,
  type LedgerSlice,
  type RequestData,
  requestIdOf,
} from './books/ledger.books.ts';
import { lineOf, stockLineOf, stockLinesOf } from './books/wire-lines.ts';
import { caseSlices } from './cases/transfer-case.slices.ts';
import { announce } from './ledger.announcements.ts';
import { type LedgerNeeds, noNeeds, productNeeds, stockNeeds, transferNeeds } from './ledger.needs.ts';
import { referenceSlices } from './reference/reference.slices.ts';

/** A fulfilled order line becomes a lot that its end customer holds. */
const granted: LedgerSlice<EntitlementFulfilled> = {
  type: 'entitlement.fulfilled.v1',
  schema: entitlementFulfilled,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs({ entitlementId, accountId, accounts, orderNumber, sku, product: { deviceType } }) {
    return {
      granted: [{ lotId: entitlementId, sku, deviceType }],
      lots: [entitlementId],
      accounts: [accountId, ...accounts.map((each) => each.accountId)],
      orders: [orderNumber],
      names: deviceType === undefined ? [] : [deviceType],
    };
  },
  decide: (books, { data }, now) => decideGrant(books, grantOf(books, data, now)),
};

function grantOf(books: LedgerBooks, data: EntitlementFulfilled, at: string): GrantLicenses {
  const { sku, unitPrice, currency, orderNumber, revision, accountId } = data;
  const product = soldAsKnown(data.product, books, books.names, books.terms.programs);
  const { name, program, category, billing, deviceType, edition, package: forPackage } = product;
  const minor = parseMinor(unitPrice, currency);
  if (minor === undefined)
    throw new Error(`entitlement ${data.entitlementId}: ${unitPrice} is no price in ${currency}`);
  const { entitlementId, lineNumber, accounts, quantity, startsOn, endsOn, graceEndsOn, ssrn, sealedActivationCode } =
    data;
  return {
    // I11: a line is caused by its order, not by the service that told of it.
    at,
    initiatedBy: 'order',
    entitlementId,
    orderNumber,
    revision,
    lineNumber,
    accountId,
    ...orderFactsOf(data),
    accounts,
    quantity,
    currency,
    unitPriceMinor: minor,
    startsOn,
    endsOn,
    graceEndsOn,
    ssrn,
    sealedActivationCode,
    product: { sku, name, program, category, billing, deviceType, edition, package: forPackage },
    settlement: programFor(books.terms.programs, program).settlement,
    licenseKey: programFor(books.terms.programs, program).licenseKeys
      ? licenseKeyOf(books.terms.digest(`license key of ${orderNumber} for ${accountId}`))
      : undefined,
  };
}

/** O10: who stands on an order that was revised after its release, and under what names. */
const orderFollowed: LedgerSlice<OrderChanged> = {
  type: 'order.changed.v1',
  schema: orderChanged,
  // Its end customer is locked as well: a line of it may be on its way to become a lot.
  streams: ({ orderNumber, accounts }) => [
    `order/${orderNumber}`,
    ...accounts.filter(({ role }) => role === 'end-customer').map(({ accountId }) => accountStream(accountId)),
  ],
  needs: ({ orderNumber, accounts }) => ({
    orders: [orderNumber],
    accounts: accounts.map(({ accountId }) => accountId),
  }),
  decide(books, { source, data }, at) {
    const { orderNumber, revision, accounts, lines } = data;
    const released = lines.some(({ state }) => state === 'released');
    return decideOrderChanged(
      books,
      { orderNumber, revision, ...revisedFactsOf(data), accounts, at, initiatedBy: source },
      released,
    );
  },
};

// K4: one key for the licenses of an order, `Z2##-####-####`; the same again whenever the order's lines are fulfilled.
function licenseKeyOf(digest: string): string {
  const letters = BigInt(`0x${digest}`).toString(36).toUpperCase().slice(-10).padStart(10, '0');
  return `Z2${letters.slice(0, 2)}-${letters.slice(2, 6)}-${letters.slice(6)}`;
}

const transfer: LedgerSlice<TransferRequested & RequestData> = {
  type: 'license.transfer-requested.v1',
  schema: transferRequested,
  streams: ({ from, to }) => [accountStream(from), accountStream(to)],
  needs: ({ from, to, lines }) => transferNeeds(from, to, lines),
  decide(books, message, now) {
    const { from, to, lines } = message.data;
    return [
      decideTransfer(books, { ...askedOf(message, books, now), from, to, lines: lines.map(lineOf) }, books.terms),
    ];
  },
};

/** The accounts are those of the transfer, which only the store can look up; it locks them when it has. */
const giveBack: LedgerSlice<z.infer<typeof returnRequested> & RequestData> = {
  type: 'license.return-requested.v1',
  schema: returnRequested,
  streams: () => [],
  needs: ({ transferId }) => ({ transfers: [transferId] }),
  decide(books, message, now) {
    const { transferId } = message.data;
    return [decideReturn(books, { ...askedOf(message, books, now), transferId }, books.terms)];
  },
};

type CountData = z.infer<typeof purchaseRequested> & RequestData;

const purchase: LedgerSlice<CountData> = {
  type: 'license.purchase-requested.v1',
  schema: purchaseRequested,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: productNeeds,
  decide: (books, message, now) => [decidePurchase(books, countOf(message, books, now), books.terms)],
};

const decrease: LedgerSlice<CountData> = {
  type: 'license.decrease-requested.v1',
  schema: decreaseRequested,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: productNeeds,
  decide: (books, message, now) => [decideDecrease(books, countOf(message, books, now), books.terms)],
};

const stockPurchase: LedgerSlice<z.infer<typeof stockPurchaseRequested> & RequestData> = {
  type: 'stock.purchase-requested.v1',
  schema: stockPurchaseRequested,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: productNeeds,
  decide(books, message, now) {
    const { contractId } = message.data;
    return [decideStockPurchase(books, { ...countOf(message, books, now), contractId }, books.terms)];
  },
};

function countOf(message: Received<CountData>, books: LedgerBooks, now: string) {
  const { accountId, sku, quantity } = message.data;
  return { ...askedOf(message, books, now), accountId, sku, quantity };
}

const stockMove: LedgerSlice<z.infer<typeof stockMoveRequested> & RequestData> = {
  type: 'stock.move-requested.v1',
  schema: stockMoveRequested,
  streams: ({ from, to }) => [accountStream(from), accountStream(to)],
  needs: (data) => stockNeeds(data.from, data.to, stockLinesOf(data)),
  decide(books, message, now) {
    const { from, to, lines: listed } = message.data;
    const lines = stockLinesOf(message.data).map(stockLineOf);
    const command = { ...askedOf(message, books, now), from, to, lines, listed: listed !== undefined };
    return [decideStockMove(books, command, books.terms)];
  },
};

const expiry = z.object({ lotId: z.string(), holders: z.array(z.string()) });

/** The scheduler's own command: never on a topic (S6). */
export const expireStock: LedgerSlice<z.infer<typeof expiry>> = {
  type: 'seatwright.expire-stock',
  schema: expiry,
  streams: ({ holders }) => holders.map(accountStream),
  needs: ({ lotId, holders }) => ({ ending: [lotId], accounts: holders }),
  decide: (books, { id, data }, now) =>
    decideExpiry(books, { id, at: now, initiatedBy: 'schedule', lotId: data.lotId }),
};

/** What can be asked of the ledger, over topic `license-requests` and over HTTP alike. */
const requests = [transfer, giveBack, purchase, decrease, stockPurchase, stockMove].map(answeredOnce);

/**
 * R9: the journal or the refusal of a request is called after it, so a request that has one has had its answer, also where no inbox
 * knows it any more: nothing is decided again, written or announced.
 */
// biome-ignore lint/suspicious/noExplicitAny: requests of different data; each slice checks its own by schema
function answeredOnce(slice: LedgerSlice<any>): LedgerSlice<any> {
  return {
    ...slice,
    isCommand: true,
    needs: (data, message) => ({
      ...slice.needs(data, message),
      askers: askersOf(message),
      requests: [requestIdOf(message, sha256)],
    }),
    decide: (books, message, now) =>
      books.answered.has(requestIdOf(message, books.terms.digest)) ? [] : slice.decide(books, message, now),
  };
}

/** All that the ledger decides. */
export const ledgerContext: Context<LedgerNeeds, LedgerBooks, LicenseEvent> = {
  slices: [...referenceSlices, granted, orderFollowed, ...requests, expireStock, ...caseSlices],
  // An order gives licenses when it is fulfilled, whatever becomes of its mail.
  passesOver: [
    'order.accepted.v1',
    'order.rejected.v1',
    'order.cancelled.v1',
    'shipment.released.v1',
    'fulfillment-mail.sent.v1',
    'fulfillment-mail.undeliverable.v1',
  ],
  noNeeds,
  evolve,
  announce,
};
