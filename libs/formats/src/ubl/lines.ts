import type { Allowance, Found, ItemNumbering, SourceLine } from '../reading.ts';
import { placeIn, type XmlElement } from '../xml/tree.ts';
import { childrenOf, firstAt, foundAt, foundAttribute } from '../xml/walk.ts';
import { numberAt, type Violations } from './numbers.ts';

/** LineStatusCode of a line that a change takes out of the order. */
const deleted = '2';

const identifications: readonly (readonly [ItemNumbering, string])[] = [
  ['seller', 'SellersItemIdentification'],
  ['gtin', 'StandardItemIdentification'],
  ['buyer', 'BuyersItemIdentification'],
  ['maker', 'ManufacturersItemIdentification'],
];

/** The lines that stand in the order afterwards: those that a change deletes are left out. Dates of the whole order count where a line has none. */
export function linesOf(document: XmlElement, violations: Violations): SourceLine[] {
  const whole = firstAt(document, 'Delivery');
  return childrenOf(document, 'OrderLine')
    .map((line) => firstAt(line, 'LineItem'))
    .filter((item) => item !== undefined)
    .filter((item) => firstAt(item, 'LineStatusCode')?.text.trim() !== deleted)
    .map((item) => lineOf(item, whole, violations));
}

function lineOf(line: XmlElement, whole: XmlElement | undefined, violations: Violations): SourceLine {
  const item = firstAt(line, 'Item');
  const price = firstAt(line, 'Price');
  const quantity = numberAt(line, violations, 'Quantity');
  if (quantity && quantity.value.digits < 0n) {
    violations.push({
      code: 'NOT_AN_ORDER',
      at: quantity.at,
      message: 'The quantity is negative: returns are not taken as orders.',
      limit: '1',
      remedy: 'Take the line out, or cancel the order that it belongs to.',
    });
  }
  return {
    number: foundAt(line, 'ID'),
    name: foundAt(item, 'Name') ?? foundAt(item, 'Description'),
    items: itemsOf(item),
    quantity,
    unit: foundAttribute(firstAt(line, 'Quantity'), 'unitCode'),
    price: numberAt(price, violations, 'PriceAmount'),
    priceBase: numberAt(price, violations, 'BaseQuantity'),
    amount: numberAt(line, violations, 'LineExtensionAmount'),
    allowances: allowancesOf(line, violations),
    ...datesOf(line, whole, violations),
    properties: propertiesOf(item),
    at: placeIn(line),
  };
}

function itemsOf(item: XmlElement | undefined): SourceLine['items'] {
  const items: SourceLine['items'][number][] = [];
  for (const [by, name] of identifications) {
    const id = foundAt(item, name, 'ID');
    if (id) items.push({ by, id });
  }
  return items;
}

/** "Not before" is a period's start, "by" its end. More than one delivery is more than one date, which no order line has here. */
function datesOf(
  line: XmlElement,
  whole: XmlElement | undefined,
  violations: Violations,
): Pick<SourceLine, 'notBefore' | 'by'> {
  const [own, second] = childrenOf(line, 'Delivery');
  if (second) {
    violations.push({
      code: 'SPLIT_DELIVERY',
      at: placeIn(second),
      message: 'The line asks for more than one delivery.',
      limit: '1',
      actual: String(childrenOf(line, 'Delivery').length),
      remedy: 'Send a line for each delivery.',
    });
  }
  const period = firstAt(own, 'RequestedDeliveryPeriod') ?? firstAt(whole, 'RequestedDeliveryPeriod');
  return {
    notBefore: foundAt(period, 'StartDate'),
    by: foundAt(period, 'EndDate') ?? foundAt(own, 'LatestDeliveryDate'),
  };
}

/** Named facts of an item, by their names. Without a value, the quantity of one counts. */
function propertiesOf(item: XmlElement | undefined): Readonly<Record<string, Found<string>>> {
  const properties: Record<string, Found<string>> = {};
  for (const property of childrenOf(item, 'AdditionalItemProperty')) {
    const name = foundAt(property, 'Name')?.value;
    const value = foundAt(property, 'Value') ?? foundAt(property, 'ValueQuantity');
    if (name && value && name !== '__proto__') properties[name] ??= value;
  }
  return properties;
}

/** Allowances and charges that stand directly in an order or a line. Those of a price are in its amount already. */
export function allowancesOf(element: XmlElement, violations: Violations): Allowance[] {
  return childrenOf(element, 'AllowanceCharge').flatMap((each): Allowance[] => {
    const amount = numberAt(each, violations, 'Amount');
    if (!amount) return [];
    const kind = firstAt(each, 'ChargeIndicator')?.text.trim() === 'true' ? 'charge' : 'allowance';
    const reason = foundAt(each, 'AllowanceChargeReasonCode') ?? foundAt(each, 'AllowanceChargeReason');
    return [{ kind, amount, reason }];
  });
}
