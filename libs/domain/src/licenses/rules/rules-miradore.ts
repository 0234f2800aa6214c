import { formatMinor } from '#domain/values/money.ts';
import { type Account, titleOf } from '../books/account.ts';
import type { CountRule, RequestRule } from './rule.ts';

/** Sites that pay by monthly invoice. */

const monthlyInvoiceRequired: RequestRule = {
  scope: 'request',
  code: 'MONTHLY_INVOICE_REQUIRED',
  rules: ['D2'],
  reveals: 'both',
  sentence: 'The sites pay by monthly invoice.',
  remedy: 'Set the payment type of the site to monthly invoice.',
  check({ source, target }) {
    const others = [...new Set([source, target])].filter((site) => site.paymentType !== 'monthly-invoice');
    if (others.length === 0) return undefined;
    return {
      message: `${others.map(titleOf).join(' and ')} ${others.length === 1 ? 'does' : 'do'} not pay by monthly invoice`,
      limit: 'monthly-invoice',
      actual: others.map((site) => site.paymentType ?? 'unknown').join(', '),
      remedy: 'set the payment type of the site to monthly invoice',
    };
  },
};

/** D3: one fact that two sites must have in common; a fact that is unknown on either side is not in common. */
function inCommon(
  code: string,
  name: string,
  factOf: (site: Account) => string | undefined,
  /** What it means to have none. */
  without?: string,
): RequestRule {
  return {
    scope: 'request',
    code,
    rules: ['D3'],
    reveals: 'both',
    sentence: `Both sites have the same ${name}.`,
    remedy: `Give both sites the same ${name}.`,
    on: ['transfer', 'return'],
    check({ source, target }) {
      const [from, to] = [factOf(source), factOf(target)];
      if (from !== undefined && from === to) return undefined;
      const missing = from === undefined ? source : to === undefined ? target : undefined;
      return {
        message: `${titleOf(source)} has the ${name} ${from ?? 'unknown'}, ${titleOf(target)} has ${to ?? 'unknown'}`,
        limit: from ?? 'unknown',
        actual: to ?? 'unknown',
        remedy:
          without && missing
            ? `give ${titleOf(missing)} the same ${name}: ${without}`
            : `give both sites the same ${name}`,
      };
    },
  };
}

const planDiffers = inCommon('PLAN_DIFFERS', 'subscription plan', (site) => site.plan);
const currencyDiffers = inCommon('CURRENCY_DIFFERS', 'currency', (site) => site.currency);
const priceDiffers = inCommon(
  'PRICE_DIFFERS',
  'license price',
  (site) =>
    site.unitPriceMinor === undefined || site.currency === undefined
      ? undefined
      : formatMinor(site.unitPriceMinor, site.currency),
  'without a price of its own a site buys at the price of the catalog, and transfers nothing',
);

/** D5: what a site without licenses has to buy at least: one for each enrolled device. */
export function minimumPurchase(held: number, inUse: number): number {
  return held === 0 ? inUse : 0;
}

const belowMinimum: CountRule = {
  scope: 'count',
  code: 'BELOW_MINIMUM',
  rules: ['D5'],
  reveals: 'source',
  sentence: 'A site without licenses but with enrolled devices buys at least one for each.',
  remedy: 'Buy at least as many as there are enrolled devices.',
  on: ['purchase'],
  check({ source, held, inUse, quantity }) {
    const minimum = minimumPurchase(held, inUse);
    if (quantity >= minimum) return undefined;
    return {
      message: `${titleOf(source)} has ${inUse} devices enrolled and no licenses; ${quantity} are too few`,
      limit: String(minimum),
      actual: String(quantity),
      remedy: `buy at least ${minimum}`,
    };
  },
};

const belowEnrolled: CountRule = {
  scope: 'count',
  code: 'BELOW_ENROLLED',
  rules: ['D6'],
  reveals: 'source',
  sentence: 'A site keeps at least one license for each enrolled device.',
  remedy: 'Remove no more than is available, or unenroll devices first.',
  on: ['decrease'],
  check({ source, held, inUse, quantity }) {
    const most = Math.max(0, held - inUse);
    if (quantity <= most) return undefined;
    return {
      message: `${titleOf(source)} has ${held} licenses and ${inUse} devices enrolled; ${quantity} cannot be removed`,
      limit: String(most),
      actual: String(quantity),
      remedy: most === 0 ? 'unenroll devices first' : `remove at most ${most}, or unenroll devices first`,
    };
  },
};

export const miradoreRules = [
  monthlyInvoiceRequired,
  planDiffers,
  priceDiffers,
  currencyDiffers,
  belowMinimum,
  belowEnrolled,
] as const;
