import { addDecimals, compareDecimals, multiplyDecimals, negateDecimal } from '../decimal.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import type { JsonNode } from '../json/tree.ts';
import type { Allowance, Decimal, Found, SourceLine, Tell } from '../reading.ts';
import { expanded, odataDay } from './odata.ts';

/** Conditions that are the price itself. */
const priceConditions = ['PR00', 'PPR0'];

/** The items of an order that count: not rejected, and of a bill of materials the level that has the price. */
export function countedItems(items: readonly JsonNode[], tell: Tell): readonly JsonNode[] {
  const rejected = new Set(items.filter(isRejected).map(numberText));
  const open = items.filter((item) => !isRejected(item) && !rejected.has(parentText(item)));
  const numbers = new Set(open.map(numberText));
  const parents = new Set(open.map(parentText).filter((number) => number !== ''));
  const isPriced = (item: JsonNode) => /[1-9]/.test(jsonField(item, 'NetAmount')?.value ?? '');
  const pricedParts = new Set(open.filter(isPriced).map(parentText));
  const pricedParents = new Set(open.filter((item) => parents.has(numberText(item)) && isPriced(item)).map(numberText));
  for (const part of open.filter((item) => pricedParents.has(parentText(item)) && isPriced(item))) {
    const message = `item ${numberText(part)} has a price, and so has item ${parentText(part)} that it is part of: both would be counted`;
    tell({ code: 'ITEM_IN_PRICED_GROUP', at: part.at, message, remedy: 'give one of the two levels its price' });
  }
  return open.filter((item) => {
    const [number, parent] = [numberText(item), parentText(item)];
    // Where the parts have the price, what stands over them is only a heading.
    if (parents.has(number)) return pricedParents.has(number) || !pricedParts.has(number);
    return parent === '' || !numbers.has(parent) || (pricedParts.has(parent) && !pricedParents.has(parent));
  });
}

export function isRejected(item: JsonNode): boolean {
  return jsonField(item, 'SalesDocumentRjcnReason') !== undefined;
}

function numberText(item: JsonNode): string {
  return bare(jsonField(item, 'SalesOrderItem')?.value);
}

function parentText(item: JsonNode): string {
  return bare(jsonField(item, 'HigherLevelItem')?.value);
}

/** `000010` is 10, and zeros alone are none. */
function bare(text = ''): string {
  return text.replace(/^0+/, '');
}

/** One item as a line of the reading. */
export function s4Line(item: JsonNode, header: JsonNode, tell: Tell): SourceLine {
  const quantity = jsonDecimal(item, tell, 'RequestedQuantity');
  const number = jsonField(item, 'SalesOrderItem');
  const amount = jsonDecimal(item, tell, 'NetAmount');
  return {
    at: item.at,
    number: number && { value: bare(number.value) || number.value, at: number.at },
    name: jsonField(item, 'SalesOrderItemText'),
    items: itemsOf(item),
    quantity,
    unit: jsonField(item, 'RequestedQuantityISOUnit', 'RequestedQuantitySAPUnit', 'RequestedQuantityUnit'),
    amount,
    ...pricing(item, { quantity, amount }, tell),
    notBefore: dateOf(item, header, tell),
    properties: propertiesOf(item),
  };
}

function itemsOf(item: JsonNode): SourceLine['items'] {
  const found = [
    ['seller', jsonField(item, 'Material', 'Product')],
    ['gtin', jsonField(item, 'InternationalArticleNumber')],
    ['buyer', jsonField(item, 'MaterialByCustomer')],
  ] as const;
  return found.flatMap(([by, id]) => (id ? [{ by, id }] : []));
}

interface Worth {
  readonly quantity?: Found<Decimal>;
  readonly amount?: Found<Decimal>;
}

/**
 * The price condition with its quantity, and what other conditions make of it as an allowance or charge, so that the net amount is what
 * counts; where the condition is in another currency or unit, or not there, the net amount for the whole quantity.
 */
function pricing(
  item: JsonNode,
  { quantity, amount }: Worth,
  tell: Tell,
): Pick<SourceLine, 'price' | 'priceBase' | 'allowances'> {
  const element = (expanded(item, 'to_PricingElement', '_ItemPricingElement', '_PricingElement') ?? []).find(
    (each) =>
      priceConditions.includes(jsonField(each, 'ConditionType')?.value ?? '') &&
      jsonField(each, 'ConditionInactiveReason') === undefined,
  );
  const rate = jsonDecimal(element, tell, 'ConditionRateValue', 'ConditionRateAmount');
  const base = jsonDecimal(element, tell, 'ConditionQuantity');
  const isAlike = isSame(element, item, 'ConditionCurrency', 'TransactionCurrency') && isSameUnit(element, item);
  if (!rate || !isAlike)
    return amount && quantity
      ? { price: amount, priceBase: quantity, allowances: [] }
      : { price: rate, allowances: [] };
  const priceBase = base && base.value.digits !== 0n ? base : undefined;
  return { price: rate, priceBase, allowances: differenceOf(rate, priceBase, { quantity, amount }) };
}

/** What lies between price × quantity and the net amount; the latter is multiplied by the base, so that nothing is divided. */
function differenceOf(
  rate: Found<Decimal>,
  base: Found<Decimal> | undefined,
  { quantity, amount }: Worth,
): Allowance[] {
  if (!quantity || !amount) return [];
  // A base other than a power of ten may have no decimal share: then price and amount are held against each other by the order.
  const times = base?.value ?? { digits: 1n, scale: 0 };
  if (!/^10*$/.test(String(times.digits))) return [];
  const shift = String(times.digits).length - 1;
  const product = multiplyDecimals(rate.value, quantity.value);
  const gross: Decimal = { digits: product.digits * 10n ** BigInt(times.scale), scale: product.scale + shift };
  const difference = addDecimals(amount.value, negateDecimal(gross));
  const sign = compareDecimals(difference, { digits: 0n, scale: 0 });
  if (sign === 0) return [];
  const value = sign < 0 ? negateDecimal(difference) : difference;
  const reason = { value: 'conditions', at: amount.at };
  return [{ kind: sign < 0 ? 'allowance' : 'charge', amount: { value, at: amount.at }, reason }];
}

function isSame(a: JsonNode | undefined, b: JsonNode, one: string, other: string): boolean {
  const [left, right] = [jsonField(a, one)?.value, jsonField(b, other)?.value];
  return left === undefined || right === undefined || left === right;
}

function isSameUnit(element: JsonNode | undefined, item: JsonNode): boolean {
  const unit = jsonField(
    element,
    'ConditionQuantityUnit',
    'ConditionQuantitySAPUnit',
    'ConditionQuantityISOUnit',
  )?.value;
  const units = ['RequestedQuantityUnit', 'RequestedQuantitySAPUnit', 'RequestedQuantityISOUnit'];
  return unit === undefined || units.some((name) => jsonField(item, name)?.value === unit);
}

/** The schedule's date, then the item's, then the order's. Several dates are a split delivery, which a line cannot have. */
function dateOf(item: JsonNode, header: JsonNode, tell: Tell): Found<string> | undefined {
  const schedule = (expanded(item, 'to_ScheduleLine', '_ItemScheduleLine', '_ScheduleLine') ?? [])
    .filter((each) => /[1-9]/.test(jsonField(each, 'ScheduleLineOrderQuantity', 'OrderQuantity')?.value ?? '1'))
    .flatMap((each) => odataDay(jsonField(each, 'RequestedDeliveryDate')) ?? []);
  const other = schedule.find(({ value }) => value !== schedule[0]?.value);
  if (other) {
    const message = `the item is to be delivered on several dates: ${schedule[0]?.value} and ${other.value}`;
    tell({ code: 'SPLIT_DELIVERY', at: other.at, message, value: other.value, remedy: 'order an item for each date' });
  }
  return (
    schedule[0] ??
    odataDay(jsonField(item, 'RequestedDeliveryDate')) ??
    odataDay(jsonField(header, 'RequestedDeliveryDate'))
  );
}

/** Fields of the customer's own (YY1_…), and what kind of item it is. */
function propertiesOf(item: JsonNode): SourceLine['properties'] {
  const names = [...item.entries.keys()].filter((name) => name.startsWith('YY1_'));
  return Object.fromEntries(
    ['SalesOrderItemCategory', 'MaterialGroup', ...names].flatMap((name) => {
      const found = jsonField(item, name);
      return found ? [[name, found] as const] : [];
    }),
  );
}
