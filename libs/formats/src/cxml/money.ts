import {
  addDecimals,
  compareDecimals,
  decimalFound,
  decimalText,
  divideExactly,
  multiplyDecimals,
  negateDecimal,
} from '../decimal.ts';
import type { Allowance, Decimal, Found, SourceLine, Tell } from '../reading.ts';
import { placeIn, type XmlElement } from '../xml/tree.ts';
import { childrenOf, firstAt, foundAt, foundAttribute, foundIn } from '../xml/walk.ts';

export const nothing: Decimal = { digits: 0n, scale: 0 };
const one: Decimal = { digits: 1n, scale: 0 };

/** The one currency of all prices, charges and the Total. */
export function oneCurrency(order: XmlElement, tell: Tell): Found<string> | undefined {
  const items = childrenOf(order, 'ItemOut');
  const header = firstAt(order, 'OrderRequestHeader');
  const moneys = [
    firstAt(header, 'Total', 'Money'),
    ...items.map((item) => firstAt(item, 'ItemDetail', 'UnitPrice', 'Money')),
    ...[header, ...items].map((element) => firstAt(element, 'Shipping', 'Money')),
  ];
  const currencies = moneys.flatMap((money) => foundAttribute(money, 'currency') ?? []);
  const [first] = currencies;
  const other = currencies.find(({ value }) => value !== first?.value);
  if (first && other) {
    const { value, at } = other;
    const message = `${value} stands here, and ${first.value} before; an order has one currency`;
    tell({ code: 'CURRENCY_MIXED', at, message, value, limit: first.value, remedy: 'send an order for each currency' });
  }
  return first;
}

/** Shipping and modifications of the Total. Taxes are ours to work out. */
export function orderAllowances(header: XmlElement, tell: Tell): Allowance[] {
  const total = firstAt(header, 'Total');
  const base = decimalFound(foundAt(total, 'Money'), () => {})?.value ?? nothing;
  return [...shippingCharge(header, tell), ...priceModifications(total, base, one, tell)];
}

/** What shipping costs, as a charge; none where it is free. */
export function shippingCharge(element: XmlElement, tell: Tell): Allowance[] {
  const shipping = firstAt(element, 'Shipping');
  const amount = decimalFound(foundAt(shipping, 'Money'), tell);
  if (!amount || amount.value.digits === 0n) return [];
  return [{ kind: 'charge', amount, reason: { value: 'Shipping', at: amount.at } }];
}

/**
 * Modifications of a price as amounts of the line: what they come to for one unit, times `quantity`. Where OriginalPrice stands and the
 * price is what is left of it, they are in the price already and are not counted again; where it fits neither way, that is told.
 */
export function priceModifications(
  element: XmlElement | undefined,
  price: Decimal,
  quantity: Decimal,
  tell: Tell,
): Allowance[] {
  const all = childrenOf(firstAt(element, 'Modifications'), 'Modification');
  const original = all.map((each) => foundAt(each, 'OriginalPrice', 'Money')).find((found) => found !== undefined);
  const before = decimalFound(original, tell)?.value;
  const allowances = all.flatMap((each) => modificationOf(each, before ?? price, quantity, tell) ?? []);
  if (allowances.length === 0 || !before || compareDecimals(before, price) === 0) return allowances;
  const change = allowances.reduce(
    (sum, { kind, amount: { value } }) => addDecimals(sum, kind === 'charge' ? value : negateDecimal(value)),
    nothing,
  );
  const left = addDecimals(multiplyDecimals(before, quantity), change);
  if (compareDecimals(left, multiplyDecimals(price, quantity)) === 0) return [];
  tell({
    code: 'CONTROL_TOTAL',
    at: placeIn(firstAt(element, 'Modifications') as XmlElement),
    message: `${decimalText(before)} with these modifications is not the price ${decimalText(price)}`,
    limit: decimalText(before),
    actual: decimalText(price),
    remedy: 'send the price after all modifications, with the original price that they start from',
  });
  return [];
}

function modificationOf(modification: XmlElement, base: Decimal, quantity: Decimal, tell: Tell): Allowance | undefined {
  const deduction = firstAt(modification, 'AdditionalDeduction');
  const cost = firstAt(modification, 'AdditionalCost');
  const detail = firstAt(modification, 'ModificationDetail');
  const reason = foundAttribute(detail, 'code') ?? foundAttribute(detail, 'name') ?? foundAttribute(deduction, 'type');
  const percent = foundAttribute(firstAt(deduction, 'DeductionPercent') ?? firstAt(cost, 'Percentage'), 'percent');
  const times = detail?.attributes.scope === 'LineItem' ? one : quantity;
  const share = decimalFound(percent, tell);
  const kind = cost ? 'charge' : 'allowance';
  if (share) {
    const amount = multiplyDecimals(multiplyDecimals(base, { ...share.value, scale: share.value.scale + 2 }), times);
    return { kind, amount: { value: trimmed(amount), at: share.at }, reason };
  }
  const deducted = decimalFound(foundAt(deduction, 'DeductedPrice', 'Money'), tell);
  const flat = decimalFound(foundAt(deduction, 'DeductionAmount', 'Money') ?? foundIn(firstAt(cost, 'Money')), tell);
  const amount = deducted ? addDecimals(base, negateDecimal(deducted.value)) : flat?.value;
  const at = (deducted ?? flat)?.at;
  return amount && at ? { kind, amount: { value: trimmed(multiplyDecimals(amount, times)), at }, reason } : undefined;
}

export function orderTotal(header: XmlElement): Found<Decimal> | undefined {
  return decimalFound(foundAt(header, 'Total', 'Money'), () => {});
}

/** What the lines come to; undefined where one says no quantity or price, or the division is not exact to six decimals. */
export function linesWorth(lines: readonly SourceLine[]): Decimal | undefined {
  let sum: Decimal = nothing;
  for (const { quantity, price, priceBase, allowances } of lines) {
    if (!quantity || !price) return undefined;
    const digits = divideExactly(multiplyDecimals(quantity.value, price.value), priceBase?.value ?? one, 6);
    if (digits === undefined) return undefined;
    sum = addDecimals(sum, { digits, scale: 6 });
    for (const { kind, amount } of allowances) {
      sum = addDecimals(sum, kind === 'charge' ? amount.value : negateDecimal(amount.value));
    }
  }
  return trimmed(sum);
}

/** At least two decimals, and no zeros behind them. */
function trimmed({ digits, scale }: Decimal): Decimal {
  return scale > 2 && digits % 10n === 0n ? trimmed({ digits: digits / 10n, scale: scale - 1 }) : { digits, scale };
}
