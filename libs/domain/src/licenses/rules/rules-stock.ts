import type { CalendarDate } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import { type Account, type ResellerContract, titleOf } from '../books/account.ts';
import type { LineRule, LotRule, RequestRule } from './rule.ts';

/** A reseller's stock. */

/** Kinds of account that have stock. */
export const resellerKinds = ['reseller', 'partner', 'distributor'] as const;

/** S5: whether licenses that go to this account stay stock. */
export function isReseller(account: { readonly kind: string }): boolean {
  return resellerKinds.some((kind) => kind === account.kind);
}

/** S1: the reseller chooses one of its contracts. Without a list of them any is recorded: nobody has told which there are. */
export function contractViolations(account: Account, contractId: string, today: CalendarDate): Violation[] {
  if (!account.contracts) return [];
  const place = { path: 'contractId', value: contractId };
  const valid = account.contracts.filter((each) => isValidOn(each, today)).map((each) => each.contractId);
  const limit = valid.length === 0 ? 'none' : valid.join(', ');
  const remedy = valid.length === 0 ? `enter a contract for ${titleOf(account)} first` : `choose one of ${limit}`;
  const found = account.contracts.filter((each) => each.contractId === contractId);
  if (found.length === 0) {
    const message = `${titleOf(account)} has no contract ${contractId}`;
    return [{ code: 'CONTRACT_UNKNOWN', ...place, message, limit, actual: contractId, remedy }];
  }
  if (found.some((each) => isValidOn(each, today))) return [];
  const message = `contract ${contractId} of ${titleOf(account)} is not valid on ${today}`;
  const { validFrom = 'the start', validTo = 'further notice' } = found[0] ?? {};
  const actual = `${today}; valid from ${validFrom} to ${validTo}`;
  return [{ code: 'CONTRACT_NOT_VALID', ...place, message, limit, actual, remedy }];
}

function isValidOn({ validFrom, validTo }: ResellerContract, day: CalendarDate): boolean {
  return (validFrom === undefined || validFrom <= day) && (validTo === undefined || day <= validTo);
}

const resellerRequired: RequestRule = {
  scope: 'request',
  code: 'RESELLER_REQUIRED',
  rules: ['S1'],
  reveals: 'source',
  sentence: 'Stock is bought by resellers, for their own account.',
  remedy: 'Choose your own account as reseller.',
  on: ['stock-purchase'],
  check({ source }) {
    if (isReseller(source)) return undefined;
    return {
      message: `${titleOf(source)} is no reseller`,
      limit: 'reseller',
      actual: source.kind,
      remedy: 'choose your own account as reseller',
    };
  },
};

const packageDiffers: LineRule = {
  scope: 'line',
  code: 'PACKAGE_DIFFERS',
  rules: ['S3'],
  looksAt: ['package'],
  reveals: 'target',
  sentence: 'The customer has the package that the license is for.',
  remedy: 'Choose licenses for the customer’s package, or change the customer’s package.',
  on: ['stock-move'],
  check({ lot, target }) {
    if (isReseller(target) || lot.package === undefined || lot.package === target.package) return undefined;
    return {
      message: `${titleOf(target)} has the package ${target.package ?? 'unknown'}; lot ${lot.lotId} is for ${lot.package}`,
      limit: target.package ?? 'unknown',
      actual: lot.package,
      remedy: `choose licenses for ${target.package ?? 'the customer’s package'}, or change the customer to ${lot.package}`,
    };
  },
};

const trialCustomer: RequestRule = {
  scope: 'request',
  code: 'TRIAL_CUSTOMER',
  rules: ['S4'],
  reveals: 'target',
  sentence: 'Licenses do not go to trial customers.',
  remedy: 'End the trial of the customer first.',
  on: ['stock-move'],
  check({ target }) {
    if (!target.trial) return undefined;
    return {
      message: `${titleOf(target)} is a trial customer`,
      actual: 'trial',
      remedy: 'end the trial of the customer first',
    };
  },
};

const notOwnCustomer: RequestRule = {
  scope: 'request',
  code: 'NOT_OWN_CUSTOMER',
  rules: ['S7'],
  reveals: 'both',
  ties: true,
  sentence: 'Stock goes only to the reseller’s own customers and sub-resellers.',
  remedy: 'Choose an account that belongs to the reseller.',
  on: ['stock-move'],
  check({ source, target }) {
    if (target.parentId === source.accountId) return undefined;
    return {
      message: `${titleOf(target)} is neither a customer nor a sub-reseller of ${titleOf(source)}`,
      limit: source.accountId,
      actual: target.parentId ?? 'none',
      remedy: `choose an account that belongs to ${titleOf(source)}`,
    };
  },
};

const notStock: LotRule = {
  scope: 'lot',
  code: 'NOT_STOCK',
  rules: ['S2'],
  looksAt: ['stock', 'program'],
  reveals: 'source',
  sentence: 'Only stock is moved from stock.',
  remedy: 'Choose a lot that was bought as stock.',
  on: ['stock-move'],
  check({ lot }) {
    if (lot.stock) return undefined;
    return {
      message: `lot ${lot.lotId} is no stock`,
      actual: lot.program,
      remedy: 'choose a lot that was bought as stock',
    };
  },
};

const stockExpired: LotRule = {
  scope: 'lot',
  code: 'STOCK_EXPIRED',
  rules: ['S6'],
  looksAt: ['endsOn'],
  reveals: 'source',
  sentence: 'Stock past its year cannot be moved.',
  remedy: 'Buy new stock.',
  on: ['stock-move'],
  check({ lot, today }) {
    if (lot.endsOn === undefined || today <= lot.endsOn) return undefined;
    return {
      message: `the stock of lot ${lot.lotId} was to be used until ${lot.endsOn}`,
      limit: lot.endsOn,
      actual: today,
      remedy: 'buy new stock',
    };
  },
};

export const stockRules = [
  resellerRequired,
  packageDiffers,
  trialCustomer,
  notOwnCustomer,
  notStock,
  stockExpired,
] as const;
