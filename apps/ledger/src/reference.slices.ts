import {
  type AccountUpdated,
  type AdministratorUpdated,
  accountUpdated,
  administratorRemoved,
  administratorUpdated,
} from '#contracts/accounts.ts';
import { type ProductPublished, productPublished, productWithdrawn } from '#contracts/catalog.ts';
import { deviceCountReported, deviceEnrolled, deviceUnenrolled } from '#contracts/devices.ts';
import { mailboxOf } from '#contracts/mail-address.ts';
import type { Account } from '#domain/licenses/account.ts';
import { keyOf } from '#domain/licenses/books.ts';
import { decideDeviceCount, decideEnrolment } from '#domain/licenses/devices.ts';
import { asKnown, knownEditions } from '#domain/licenses/editions.ts';
import { type Counted, countedBySku, countedByType } from '#domain/licenses/lot.ts';
import type { Product } from '#domain/licenses/product.ts';
import {
  decideAccount,
  decideAdministrator,
  decideProduct,
  decideWithdrawal,
  removedAdministrator,
} from '#domain/licenses/reference.ts';
import { parseMinor } from '#domain/values/money.ts';
import { checkPrice, priceOf } from '#domain/values/price.ts';
import type { Received } from '#runtime/slice.ts';
import { accountStream, type LedgerSlice } from './ledger.books.ts';

/** Facts that other systems own: topics `accounts`, `catalog` and `devices`. */

const account: LedgerSlice<AccountUpdated> = {
  type: 'account.updated.v1',
  schema: accountUpdated.superRefine(checkPrice),
  streams: ({ accountId }) => [accountStream(accountId)],
  decide(books, message) {
    const { editions, ...facts } = accountOf(message);
    const known = editions && { editions: asKnown(editions, knownEditions(books.terms.programs)) };
    return decideAccount(books, { ...facts, ...known }, tellerOf(message));
  },
};

/** Who told of a fact: the system, and the person who changed it there where it is named. */
function tellerOf({ source, data }: Received<{ readonly changedBy?: string }>) {
  const { changedBy } = data;
  return changedBy === undefined ? { source } : { source, changedBy: mailboxOf(changedBy) };
}

/** An account as `account.updated.v1` tells of it. */
export function accountOf({ data, time }: Pick<Received<AccountUpdated>, 'data' | 'time'>): Account {
  const { changedBy: _changedBy, unitPrice: _unitPrice, ...facts } = data;
  const price = priceOf(data);
  return { ...facts, fromOrder: false, asOf: time, ...(price === undefined ? {} : { unitPriceMinor: price.minor }) };
}

const administrator: LedgerSlice<AdministratorUpdated> = {
  type: 'administrator.updated.v1',
  schema: administratorUpdated,
  streams: ({ accountId }) => [accountStream(accountId)],
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
  decide(books, message) {
    const { data, time } = message;
    // Also under the spelling that it was kept by before there was one.
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
  decide: (books, message) => decideProduct(books, productOf(message)),
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
  decide: (books, { data, time }) => decideWithdrawal(books, data.sku, time),
};

interface DeviceData {
  readonly accountId: string;
  readonly sku?: string;
  readonly deviceType?: string;
  readonly deviceId: string;
}

/** What a message about devices counts them by: the product where it names one, else the device type (L5). */
export function countedIn({ sku, deviceType }: Pick<DeviceData, 'sku' | 'deviceType'>): Counted {
  return sku === undefined ? countedByType(deviceType ?? '') : countedBySku(sku);
}

function enrolment(type: string, schema: typeof deviceEnrolled, enrolled: boolean): LedgerSlice<DeviceData> {
  return {
    type,
    schema,
    streams: ({ accountId }) => [accountStream(accountId)],
    decide: (books, { data, time: at }) =>
      decideEnrolment(books, {
        accountId: data.accountId,
        counted: countedIn(data),
        deviceId: data.deviceId,
        enrolled,
        at,
      }),
  };
}

const deviceCount: LedgerSlice<{ accountId: string; sku?: string; deviceType?: string; inUse: number }> = {
  type: 'device-count.reported.v1',
  schema: deviceCountReported,
  streams: ({ accountId }) => [accountStream(accountId)],
  decide: (books, { data, time: at }) =>
    decideDeviceCount(books, { accountId: data.accountId, counted: countedIn(data), inUse: data.inUse, at }),
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
