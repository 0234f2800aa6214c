import { addDecimals, compareDecimals, multiplyDecimals, negateDecimal } from '../../decimal.ts';
import type { Decimal } from '../../reading.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { childOf, decimalOf, decimalOr, zero } from './rule.ts';

const one: Decimal = { digits: 1n, scale: 0 };
const tolerance: Decimal = { digits: 2n, scale: 2 };

/** Sums of a document's own amounts; undefined where one of them is no number. */
export interface Sums {
  readonly lines: Decimal | undefined;
  readonly allowances: Decimal | undefined;
  readonly charges: Decimal | undefined;
  readonly tax: Decimal | undefined;
}

/** Sums are rounded half up, to two decimals, before they are compared. */
export function sumsOf(document: XmlElement): Sums {
  const amounts = document.children.flatMap((child) => {
    const amount = child.local === 'OrderLine' && childOf(childOf(child, 'LineItem'), 'LineExtensionAmount');
    return amount ? [amount] : [];
  });
  return {
    lines: sumOf(amounts),
    allowances: sumOf(allowanceAmounts(document, 'false')),
    charges: sumOf(allowanceAmounts(document, 'true')),
    tax: decimalOr(childOf(childOf(document, 'TaxTotal'), 'TaxAmount'), zero),
  };
}

function allowanceAmounts(element: XmlElement, isCharge: 'true' | 'false'): XmlElement[] {
  return element.children.flatMap((child) => {
    if (child.local !== 'AllowanceCharge' || childOf(child, 'ChargeIndicator')?.text.trim() !== isCharge) return [];
    const amount = childOf(child, 'Amount');
    return amount ? [amount] : [];
  });
}

function sumOf(amounts: readonly XmlElement[]): Decimal | undefined {
  let sum: Decimal | undefined = zero;
  for (const amount of amounts) sum = plus(sum, decimalOf(amount));
  return sum && upAtHalf(sum);
}

/** Two decimals, halves towards the greater number, as XPath rounds. */
function upAtHalf(decimal: Decimal): Decimal {
  if (decimal.scale <= 2) return decimal;
  const unit = 10n ** BigInt(decimal.scale - 2);
  const [above, below] = [2n * decimal.digits + unit, 2n * unit];
  const floor = above / below - (above % below < 0n ? 1n : 0n);
  return { digits: floor, scale: 2 };
}

export function plus(a: Decimal | undefined, b: Decimal | undefined): Decimal | undefined {
  return a && b && addDecimals(a, b);
}

export function minus(a: Decimal | undefined, b: Decimal | undefined): Decimal | undefined {
  return a && b && addDecimals(a, negateDecimal(b));
}

export function isSame(a: Decimal | undefined, b: Decimal | undefined): boolean {
  return a !== undefined && b !== undefined && compareDecimals(a, b) === 0;
}

/** True for a number of 0 or more; not for what is no number. */
export function isNotNegative(decimal: Decimal | undefined): boolean {
  return decimal !== undefined && decimal.digits >= 0n;
}

/** True where an allowance is its base times its percentage, within 0.02. */
export function isPercentageRight(allowance: XmlElement): boolean {
  const amount = decimalOr(childOf(allowance, 'Amount'), zero);
  const base = decimalOf(childOf(allowance, 'BaseAmount'));
  const percentage = decimalOf(childOf(allowance, 'MultiplierFactorNumeric'));
  if (!amount || !base || !percentage) return false;
  const part = multiplyDecimals(base, percentage);
  return isWithin(amount, { digits: part.digits, scale: part.scale + 2 }, one);
}

/**
 * True where a line's amount is quantity × price ÷ base + charges − allowances, within 0.02. What is absent counts as 0, a quantity and a
 * base as 1, a base of 0 as well.
 */
export function isLineAmountRight(line: XmlElement): boolean {
  const price = childOf(line, 'Price');
  const amount = decimalOr(childOf(line, 'LineExtensionAmount'), zero);
  const quantity = decimalOr(childOf(line, 'Quantity'), one);
  const unitPrice = decimalOr(childOf(price, 'PriceAmount'), zero);
  const stated = decimalOr(childOf(price, 'BaseQuantity'), one);
  const base = stated?.digits === 0n ? one : stated;
  const rest = minus(sumOf(allowanceAmounts(line, 'true')), sumOf(allowanceAmounts(line, 'false')));
  if (!amount || !quantity || !unitPrice || !base || !rest) return false;
  // Multiplied by the base, nothing is divided and nothing is rounded.
  return isWithin(amount, addDecimals(multiplyDecimals(quantity, unitPrice), multiplyDecimals(rest, base)), base);
}

/** |amount − product ÷ base| ≤ 0.02, without a division. */
function isWithin(amount: Decimal, product: Decimal, base: Decimal): boolean {
  const difference = addDecimals(multiplyDecimals(amount, base), negateDecimal(product));
  const most = multiplyDecimals(tolerance, base);
  const size = ({ digits, scale }: Decimal) => ({ digits: digits < 0n ? -digits : digits, scale });
  return compareDecimals(size(difference), size(most)) <= 0;
}
