import type { Violation } from '#domain/values/violation.ts';
import { categoryNames, type Lot, statusNames, statusOn } from '../books/lot.ts';
import { type LotRule, texts } from './rule.ts';

/** What holds whatever program a product is sold under (L3, L4, L6). */

/** The most licenses that one line may be about (L6). */
export const quantityLimit = 1_000_000;

/** L6: a whole number from 1 to the limit, else what is wrong with it. */
export function quantityViolations(quantity: number, place: Pick<Violation, 'path' | 'line'>): Violation[] {
  const remedy = `ask for a whole number from 1 to ${quantityLimit}`;
  const actual = String(quantity);
  if (!Number.isInteger(quantity)) {
    const message = `${actual} is no whole number of licenses`;
    return [{ code: 'QUANTITY_NOT_WHOLE', ...place, message, actual, remedy }];
  }
  if (quantity < 1) {
    const message = `${actual} licenses were asked for; the least is 1`;
    return [{ code: 'QUANTITY_TOO_SMALL', ...place, message, limit: '1', actual, remedy }];
  }
  if (quantity > quantityLimit) {
    const message = `${actual} licenses were asked for; the most is ${quantityLimit}`;
    return [{ code: 'QUANTITY_TOO_LARGE', ...place, message, limit: String(quantityLimit), actual, remedy }];
  }
  return [];
}

/** Asked quantity as the event log shows it: 0 where it was no number of licenses. */
export function countable(quantities: readonly number[]): number {
  const sum = quantities.reduce((total, quantity) => total + (Number.isInteger(quantity) ? quantity : 0), 0);
  return Number.isSafeInteger(sum) && sum > 0 ? sum : 0;
}

/** L6, L11: an account that the ledger has never heard of, or that the person may not know of: nobody can tell which. */
export function accountUnknown(accountId: string, path: string): Violation {
  return {
    code: 'ACCOUNT_UNKNOWN',
    path,
    value: accountId,
    message: `there is no account ${accountId} that you can see`,
    remedy:
      'correct the id, or have somebody ask who administers the account; a new one is entered or published on topic accounts first',
  };
}

/** L6: from an account to itself. */
export function sameAccount(accountId: string): Violation {
  return {
    code: 'SAME_ACCOUNT',
    path: 'to',
    value: accountId,
    message: `source and target are both ${accountId}`,
    remedy: 'choose another account on one side',
  };
}

/** L3: the books have changed since the preview. */
export function planStale(previewed: string, actual: string): Violation {
  return {
    code: 'PLAN_STALE',
    path: 'planHash',
    message: 'what the preview showed is no longer so',
    limit: previewed,
    actual,
    remedy: 'look at a new preview and confirm that one',
  };
}

const lotExpired: LotRule = {
  scope: 'lot',
  code: 'LOT_EXPIRED',
  rules: ['M4', 'L4'],
  looksAt: ['startsOn', 'endsOn', 'graceEndsOn'],
  reveals: 'source',
  sentence: 'A lot in a status that the program rules out, such as expired, cannot be moved.',
  remedy: 'Choose licenses that are active or start later.',
  parameters: { statuses: { some: statusNames } },
  on: ['transfer', 'return'],
  check({ lot, today }, parameters) {
    const status = statusOn(lot, today);
    if (!texts(parameters, 'statuses').includes(status)) return undefined;
    const message =
      status === 'grace'
        ? `lot ${lot.lotId} ended on ${lot.endsOn} and is in its grace`
        : status === 'expired'
          ? `lot ${lot.lotId} has expired: it ended on ${lot.endsOn}${graceText(lot)}`
          : `lot ${lot.lotId} is ${status}`;
    return {
      message,
      limit: 'active or future',
      actual: status,
      remedy: 'choose licenses that are active or start later',
    };
  },
};

function graceText({ graceEndsOn }: Lot): string {
  return graceEndsOn === undefined ? '' : `, and its grace on ${graceEndsOn}`;
}

const categoryNotTransferable: LotRule = {
  scope: 'lot',
  code: 'CATEGORY_NOT_TRANSFERABLE',
  rules: ['M4'],
  looksAt: ['category'],
  reveals: 'source',
  sentence: 'A lot of a category that the program rules out, such as trial, cannot be transferred.',
  remedy: 'Choose paid licenses.',
  parameters: { categories: { some: categoryNames } },
  on: ['transfer', 'return'],
  check({ lot }, parameters) {
    if (!texts(parameters, 'categories').includes(lot.category)) return undefined;
    return {
      message: `lot ${lot.lotId} is ${lot.category}; such licenses stay where they are`,
      actual: lot.category,
      remedy: 'choose paid licenses',
    };
  },
};

export const generalRules = [lotExpired, categoryNotTransferable] as const;
