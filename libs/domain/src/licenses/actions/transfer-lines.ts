import { plainName } from '#domain/values/names/known-name.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Account } from '../books/account.ts';
import { type Books, lotsOfProduct } from '../books/books.ts';
import { byEnd, type Lot } from '../books/lot.ts';
import type { TransferLine } from '../books/plan.ts';
import type { Place } from '../rules/rules.ts';
import { isLicenseKey } from '../rules/rules-meraki.ts';

/** The lots that a line can be served from, in the order of their end; or why there are none. */
export type Candidates =
  | { readonly lots: readonly Lot[]; readonly violations?: undefined }
  | { readonly lots?: undefined; readonly violations: readonly Violation[] };

/** Finds the lots of the source that a line names. */
export function candidatesOf(books: Books, line: TransferLine, source: Account, place: Place): Candidates {
  if ('lotId' in line) return lotNamed(books, line.lotId, source, place);
  if ('licenseKey' in line) return lotsUnderKey(books, line.licenseKey, line.deviceType, source, place);
  const lots = lotsOfProduct(books, source.accountId, line.sku);
  if (lots.length > 0) return { lots };
  return { violations: [notHeld('SKU_NOT_HELD', `of product ${line.sku}`, line.sku, source, place)] };
}

/** The lots that an account holds and that a condition is true of, in the order of their end. */
export function lotsHeld(books: Books, accountId: string, condition: (lot: Lot) => boolean): Lot[] {
  const lots: Lot[] = [];
  for (const lotId of books.holdings.get(accountId)?.keys() ?? []) {
    const lot = books.lots.get(lotId);
    if (lot && condition(lot)) lots.push(lot);
  }
  return lots.sort(byEnd);
}

// A lot that others hold is as unknown as one that nobody holds: the answer tells nothing about other accounts.
function lotNamed(books: Books, lotId: string, source: Account, place: Place): Candidates {
  const lot = books.holdings.get(source.accountId)?.has(lotId) ? books.lots.get(lotId) : undefined;
  return lot ? { lots: [lot] } : { violations: [notHeld('LOT_UNKNOWN', `of lot ${lotId}`, lotId, source, place)] };
}

function lotsUnderKey(
  books: Books,
  givenKey: string,
  deviceType: string | undefined,
  source: Account,
  place: Place,
): Candidates {
  const key = givenKey.toUpperCase();
  if (!isLicenseKey(key)) return { violations: [keyFormat(givenKey, place)] };
  const lots = lotsHeld(books, source.accountId, (lot) => lot.licenseKey === key);
  const types = [...new Set(lots.map((lot) => lot.deviceType ?? 'none'))];
  const asked = deviceType && plainName(deviceType);
  const named = lots.filter((lot) => !asked || (lot.deviceType !== undefined && plainName(lot.deviceType) === asked));
  if (named.length === 0) {
    const held = types.length > 0 ? `; it holds some for ${types.join(', ')}` : '';
    const what = deviceType === undefined ? `under key ${key}` : `for ${deviceType} under key ${key}${held}`;
    return { violations: [notHeld('LICENSE_KEY_UNKNOWN', what, key, source, place)] };
  }
  if (deviceType === undefined && types.length > 1) return { violations: [deviceTypeRequired(key, types, place)] };
  return { lots: named };
}

function notHeld(code: string, what: string, value: string, source: Account, place: Place): Violation {
  return {
    code,
    ...place,
    value,
    message: `${source.accountId} holds no licenses ${what}`,
    limit: '0',
    remedy: 'choose licenses from the list of the source account',
  };
}

function keyFormat(value: string, place: Place): Violation {
  return {
    code: 'LICENSE_KEY_FORMAT',
    ...place,
    value,
    message: `${value} is no license key`,
    limit: 'Z2##-####-####',
    actual: value,
    remedy: 'give the twelve letters and digits of the key as Z2##-####-####',
  };
}

function deviceTypeRequired(key: string, types: readonly string[], place: Place): Violation {
  return {
    code: 'DEVICE_TYPE_REQUIRED',
    ...place,
    value: key,
    message: `key ${key} holds licenses for ${types.join(', ')}`,
    limit: types.join(', '),
    remedy: 'name the device type, in a line of its own for each',
  };
}
