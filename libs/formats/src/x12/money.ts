import {
  addDecimals,
  compareDecimals,
  decimalText,
  divideRounded,
  multiplyDecimals,
  negateDecimal,
  roundDecimal,
} from '../decimal.ts';
import type { Allowance, Decimal, Found, SourceLine } from '../reading.ts';
import type { X12Segment } from './syntax/lexer.ts';
import { all } from './syntax/loops.ts';
import { elementOf, impliedOf, type SetReader, wholeElement, x12Decimal, x12Place } from './syntax/walk.ts';

/** Money of X12: allowances and charges with implied decimals, currencies, control totals. Prices: `prices.ts`. */

const one: Decimal = { digits: 1n, scale: 0 };
const zero: Decimal = { digits: 0n, scale: 0 };

/**
 * SAC (ITA before 3060): A takes off, C puts on, amounts have two implied decimals. What says a share or a rate and no amount is refused:
 * of what it would be is a guess about money.
 */
export function x12Allowances(reader: SetReader, segments: readonly X12Segment[]): Allowance[] {
  const sac = all(segments, 'SAC').flatMap((each) =>
    allowanceOf(reader, each, { amount: 5, shares: [7, 8], reasons: [2, 4, 15] }),
  );
  const ita = all(segments, 'ITA').flatMap((each) =>
    allowanceOf(reader, each, { amount: 7, shares: [6, 9], reasons: [3, 5, 13] }),
  );
  return [...sac, ...ita];
}

interface AllowanceElements {
  readonly amount: number;
  readonly shares: readonly number[];
  readonly reasons: readonly number[];
}

function allowanceOf(
  reader: SetReader,
  segment: X12Segment,
  { amount: at, shares, reasons }: AllowanceElements,
): Allowance[] {
  const indicator = elementOf(reader, segment, 1)?.value;
  // N, R and the like only tell of something; 15 in SAC12 is for information.
  if (indicator !== 'A' && indicator !== 'C') return [];
  if (segment.tag === 'SAC' && elementOf(reader, segment, 12)?.value === '15') return [];
  const amount = impliedOf(reader, segment, at);
  const reason = reasons.map((position) => wholeElement(reader, segment, position)).find(Boolean);
  if (amount) return [{ kind: indicator === 'A' ? 'allowance' : 'charge', amount, ...(reason ? { reason } : {}) }];
  const share = shares
    .map((position) => x12Decimal(reader, segment, position))
    .find((each) => each && each.value.digits !== 0n);
  if (share) {
    const message = `${reason?.value ?? segment.tag} says ${decimalText(share.value)} as a share or a rate, and no amount`;
    const remedy = `send its amount in ${segment.tag}${String(at).padStart(2, '0')}`;
    reader.tell({
      code: 'ALLOWANCE_AMOUNT_MISSING',
      at: x12Place(reader, segment),
      message,
      value: decimalText(share.value),
      remedy,
    });
  }
  return [];
}

/** The one currency of all CUR: that of the buyer first. */
export function x12Currency(reader: SetReader, segments: readonly X12Segment[]): Found<string> | undefined {
  const found = all(segments, 'CUR').flatMap((cur) => elementOf(reader, cur, 2) ?? []);
  const [first] = found;
  const other = found.find(({ value }) => value !== first?.value);
  if (first && other) {
    const message = `${other.value} stands here, and ${first.value} before; an order has one currency`;
    const remedy = 'send an order for each currency';
    reader.tell({ code: 'CURRENCY_MIXED', at: other.at, message, value: other.value, limit: first.value, remedy });
  }
  return first;
}

/** AMT*TT of the summary: what the whole transaction comes to. */
export function transactionTotal(reader: SetReader, summary: readonly X12Segment[]): Found<Decimal> | undefined {
  const amt = all(summary, 'AMT').find((each) => elementOf(reader, each, 1)?.value === 'TT');
  return x12Decimal(reader, amt, 2);
}

/** CONTROL_TOTAL: the total is what the lines come to, with or without what the whole order adds. Where prices or taxes stand, nobody knows. */
export function checkTotal(
  reader: SetReader,
  total: Found<Decimal> | undefined,
  {
    lines,
    allowances,
    hasTax,
  }: { readonly lines: readonly SourceLine[]; readonly allowances: readonly Allowance[]; readonly hasTax: boolean },
): void {
  if (!total || hasTax || lines.some(({ quantity, price }) => !quantity || !price)) return;
  const worth = (exact: boolean) => lines.map((line) => worthOf(line, exact)).reduce(addDecimals, zero);
  const extra = extrasOf(allowances);
  const sums = [worth(true), worth(false)].flatMap((sum) => [
    roundDecimal(sum, 2),
    roundDecimal(addDecimals(sum, extra), 2),
  ]);
  if (sums.some((sum) => compareDecimals(sum, total.value) === 0)) return;
  const [limit, actual] = [decimalText(sums[1] ?? zero), decimalText(total.value)];
  const message = `AMT*TT says ${actual}, and the lines come to ${limit}`;
  reader.tell({
    code: 'CONTROL_TOTAL',
    at: total.at,
    message,
    value: actual,
    limit,
    actual,
    remedy: 'send a total that agrees with the lines',
  });
}

function worthOf({ quantity, price, priceBase, allowances }: SourceLine, exact: boolean): Decimal {
  const product = multiplyDecimals(quantity?.value ?? zero, price?.value ?? zero);
  const worth = divideRounded(product, priceBase?.value ?? one, exact ? 9 : 2) ?? zero;
  return addDecimals(worth, extrasOf(allowances));
}

function extrasOf(allowances: readonly Allowance[]): Decimal {
  const signed = allowances.map(({ kind, amount }) => (kind === 'charge' ? amount.value : negateDecimal(amount.value)));
  return signed.reduce(addDecimals, zero);
}
