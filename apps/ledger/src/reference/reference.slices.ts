import {
  type AccountUpdated,
  type AdministratorUpdated,
  accountUpdated,
  administratorRemoved,
  administratorUpdated,
} from '#contracts/accounts.ts';
import { type ProductPublished, productPublished, productWithdrawn } from '#contracts/catalog.ts';
import { deviceCountReported, deviceEnrolled, deviceUnenrolled } from '#contracts/devices.ts';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import type { Account } from '#domain/licenses/books/account.ts';
import { keyOf } from '#domain/licenses/books/books.ts';
import type { Counted } from '#domain/licenses/books/lot.ts';
import type { Product } from '#domain/licenses/books/product.ts';
import { decideDeviceCount, decideEnrolment } from '#domain/licenses/reference/devices.ts';
import {
  decideAccount,
  decideAdministrator,
  decideProduct,
  decideWithdrawal,
  removedAdministrator,
} from '#domain/licenses/reference/reference.ts';
import { asKnown, editionViolations } from '#domain/licenses/rules/editions.ts';
import {
  deviceTypesFor,
  deviceTypeViolations,
  editionsIn,
  productViolations,
  soldAsKnown,
} from '#domain/licenses/rules/known-names.ts';
import { checkInvoiceTo } from '#domain/values/accounts/invoice-to.ts';
import { parseMinor } from '#domain/values/money.ts';
import { checkPrice, priceOf } from '#domain/values/price.ts';
import { firstViolations, type Violation } from '#domain/values/violation.ts';
import { type Received, UnacceptableMessage } from '#runtime/slices/slice.ts';
import { accountStream, type LedgerBooks, type LedgerSlice } from '../books/ledger.books.ts';
import { deviceNeeds } from '../ledger.needs.ts';
import { countedAsKnown } from './ledger.names.ts';

/** Facts that other systems own: topics `accounts`, `catalog` and `devices`. */

const account: LedgerSlice<AccountUpdated> = {
  type: 'account.updated.v1',
  schema: accountUpdated.superRefine(checkPrice).superRefine(checkInvoiceTo),
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: ({ accountId, parentId, editions = {} }) => ({
    // Whoever administers the new parent may ask for something in the same batch.
    accounts: parentId === undefined ? [accountId] : [accountId, parentId],
    names: Object.keys(editions),
  }),
  decide(books, message) {
    const { editions, ...facts } = accountAsTold(message);
    const known = editionsIn(books, books.names, books.terms.programs);
    const named = editions && { editions: asKnown(editions, known) };
    const events = decideAccount(books, { ...facts, ...named }, tellerOf(message));
    const before = books.accounts.get(facts.accountId)?.editions;
    if (editions && events.length > 0) acceptable(editionViolations(editions, known, before));
    return events;
  },
};

/** Who told of a fact: the system, and the person who changed it there where it is named. */
function tellerOf({ source, data }: Received<{ readonly changedBy?: string }>) {
  const { changedBy } = data;
  return changedBy === undefined ? { source } : { source, changedBy: mailboxOf(changedBy) };
}

/** An account as `account.updated.v1` tells of it. */
export function accountAsTold({ data, time }: Pick<Received<AccountUpdated>, 'data' | 'time'>): Account {
  const { changedBy: _changedBy, unitPrice: _unitPrice, ...facts } = data;
  const price = priceOf(data);
  return { ...facts, fromOrder: false, asOf: time, ...(price === undefined ? {} : { unitPriceMinor: price.minor }) };
}

const administrator: LedgerSlice<AdministratorUpdated> = {
  type: 'administrator.updated.v1',
  schema: administratorUpdated,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: ({ accountId, email, passcode, sealedPasscode }, { id }) => ({
    people: [accountId],
    passcodes:
      passcode === undefined && sealedPasscode === undefined
        ? []
        : [{ id, accountId, email, passcode, sealedPasscode }],
  }),
  decide(books, message) {
    const { id, data, time } = message;
    const { passcode: _passcode, sealedPasscode: _sealed, changedBy: _changedBy, email, ...facts } = data;
    const passcodeHash = books.passcodeHashes.get(id);
    const secret = passcodeHash === undefined ? {} : { passcodeHash, passcodeFailures: 0 };
    const person = { ...facts, email: mailboxOf(email), removed: false, asOf: time, ...secret };
    return decideAdministrator(books, person, tellerOf(message));
  },
};

const administratorGone: LedgerSlice<{ accountId: string; email: string; changedBy?: string }> = {
  type: 'administrator.removed.v1',
  schema: administratorRemoved,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: ({ accountId }) => ({ people: [accountId] }),
  decide(books, message) {
    const { data, time } = message;
    // Also under the spelling that it had before there was one spelling for all.
    const spellings = new Set([data.email.toLowerCase(), mailboxOf(data.email)]);
    const known = [...spellings].filter((email) => books.administrators.has(keyOf(data.accountId, email)));
    return (known.length > 0 ? known : [mailboxOf(data.email)]).flatMap((email) =>
      decideAdministrator(books, removedAdministrator(data.accountId, email, time), tellerOf(message)),
    );
  },
};

const product: LedgerSlice<ProductPublished> = {
  type: 'product.published.v1',
  schema: productPublished,
  streams: ({ sku }) => [`product/${sku}`],
  needs: ({ sku, deviceType }) => ({ products: [sku], names: deviceType === undefined ? [] : [deviceType] }),
  decide(books, message) {
    const { programs } = books.terms;
    const told = productOf(message);
    const events = decideProduct(books, soldAsKnown(told, books, books.names, programs));
    if (events.length > 0) acceptable(productViolations(told, programs));
    return events;
  },
};

function productOf({ data, time }: Received<ProductPublished>): Product {
  const { description: _text, instructionsUrl: _url, scenario: _scenario, prices, ...facts } = data;
  // A price that the currency cannot hold is none: the product cannot be bought in it.
  const minor = Object.entries(prices).flatMap(([currency, price]) => {
    const amount = parseMinor(price, currency);
    return amount === undefined ? [] : [[currency, amount] as const];
  });
  return { ...facts, prices: Object.fromEntries(minor), withdrawn: false, asOf: time };
}

const productGone: LedgerSlice<{ sku: string }> = {
  type: 'product.withdrawn.v1',
  schema: productWithdrawn,
  streams: ({ sku }) => [`product/${sku}`],
  needs: ({ sku }) => ({ products: [sku] }),
  decide: (books, { data, time }) => decideWithdrawal(books, data.sku, time),
};

interface DeviceData {
  readonly accountId: string;
  readonly sku?: string;
  readonly deviceType?: string;
  readonly deviceId: string;
}

/** What a report counts by, as the catalog or the account's licenses have it (T6). */
function knownCount(books: LedgerBooks, message: Received<Omit<DeviceData, 'deviceId'>>): Counted {
  const { accountId, sku, deviceType } = message.data;
  if (sku === undefined && deviceType !== undefined) {
    acceptable(deviceTypeViolations(accountId, deviceType, deviceTypesFor(books, books.names, accountId)));
  }
  return countedAsKnown(message.data, books, books.names);
}

/** @throws UnacceptableMessage for facts that cannot be so: nobody waits for an answer, and the dead letter says why */
function acceptable(violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const reasons = firstViolations(violations).map(
    ({ code, path, message, remedy }) => `${code}: ${path}: ${message}; ${remedy}`,
  );
  throw new UnacceptableMessage(reasons.join('; '));
}

function enrolment(type: string, schema: typeof deviceEnrolled, enrolled: boolean): LedgerSlice<DeviceData> {
  return {
    type,
    schema,
    streams: ({ accountId }) => [accountStream(accountId)],
    needs: ({ accountId, sku, deviceType, deviceId }) => deviceNeeds({ accountId, sku, deviceType, deviceId }),
    decide(books, message) {
      const { accountId, deviceId } = message.data;
      return decideEnrolment(books, {
        accountId,
        counted: knownCount(books, message),
        deviceId,
        enrolled,
        at: message.time,
      });
    },
  };
}

const deviceCount: LedgerSlice<{ accountId: string; sku?: string; deviceType?: string; inUse: number }> = {
  type: 'device-count.reported.v1',
  schema: deviceCountReported,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: ({ accountId, sku, deviceType }, { time }) => deviceNeeds({ accountId, sku, deviceType, since: time }),
  decide(books, message) {
    const { accountId, inUse } = message.data;
    return decideDeviceCount(books, { accountId, counted: knownCount(books, message), inUse, at: message.time });
  },
};

export const referenceSlices = [
  account,
  administrator,
  administratorGone,
  product,
  productGone,
  enrolment('device.enrolled.v1', deviceEnrolled, true),
  enrolment('device.unenrolled.v1', deviceUnenrolled, false),
  deviceCount,
] as const;
