import { z } from 'zod';
import { type EntitlementFulfilled, entitlementFulfilled } from '#contracts/entitlements.ts';
import { type OrderChanged, orderChanged } from '#contracts/orders.ts';
import { decideGrant, type GrantLicenses } from '#domain/licenses/actions/grant.ts';
import { decideExpiry } from '#domain/licenses/actions/stock-expiry.ts';
import { evolve } from '#domain/licenses/books/books.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { programFor } from '#domain/licenses/books/program.ts';
import { decideOrderChanged } from '#domain/licenses/reference/order-header.ts';
import { soldAsKnown } from '#domain/licenses/rules/known-names.ts';
import { parseMinor } from '#domain/values/money.ts';
import { orderFactsOf, revisedFactsOf } from '#domain/values/order-facts.ts';
import type { Context } from '#runtime/slices/slice.ts';
import { accountStream, type LedgerBooks, type LedgerSlice } from './books/ledger.books.ts';
import { caseSlices } from './cases/transfer-case.slices.ts';
import { announce } from './ledger.announcements.ts';
import { type LedgerNeeds, noNeeds } from './ledger.needs.ts';
import { referenceSlices } from './reference/reference.slices.ts';
import { requestSlices } from './requests/requests.slices.ts';

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

/** All that the ledger decides. */
export const ledgerContext: Context<LedgerNeeds, LedgerBooks, LicenseEvent> = {
  slices: [...referenceSlices, granted, orderFollowed, ...requestSlices, expireStock, ...caseSlices],
  // An order gives licenses when it is fulfilled, whatever becomes of its mail.
  passesOver: [
    'order.accepted.v1',
    'order.rejected.v1',
    'order.cancelled.v1',
    'order-answer.sent.v1',
    'order-answer.undeliverable.v1',
    'shipment.released.v1',
    'fulfillment-mail.sent.v1',
    'fulfillment-mail.undeliverable.v1',
  ],
  noNeeds,
  evolve,
  announce,
};
