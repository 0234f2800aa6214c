import { compareDecimals, decimalFound, divideExactly, parseDecimal } from '../decimal.ts';
import type { Allowance, Decimal, Found, SourceLine, SourceViolation, Tell } from '../reading.ts';
import { placeIn, type XmlElement } from '../xml/tree.ts';
import { childrenOf, firstAt, foundAt, foundAttribute, foundIn } from '../xml/walk.ts';
import { nothing, priceModifications, shippingCharge } from './money.ts';

const one: Decimal = { digits: 1n, scale: 0 };

/** Domains of IdReference that number by GTIN. */
const gtinDomains = /^(?:gtin|ean(?:-?\d*|id)?|upc(?:-?\w*)?)$/i;

/**
 * The lines of an order, without those that the buyer deletes and without headings of groups that cost nothing themselves. A line that is
 * blocked holds the order up.
 */
export function itemLines(
  items: readonly XmlElement[],
  header: XmlElement,
  tell: Tell,
): { readonly lines: readonly SourceLine[]; readonly hold?: Found<string> } {
  const kept = items.filter(({ attributes }) => attributes.operation !== 'delete');
  const blocked = kept.find(({ attributes }) => attributes.operation === 'block');
  const hold = blocked && { value: 'a line is blocked by the buyer', at: placeIn(blocked) };
  const groups = new Map(
    kept
      .filter(({ attributes }) => attributes.itemType === 'composite')
      .map((item) => [item.attributes.lineNumber, item]),
  );
  const parents = new Set(kept.flatMap(({ attributes }) => attributes.parentLineNumber ?? []));
  const lines = kept
    .filter((item) => !(parents.has(item.attributes.lineNumber ?? '') && isHeading(item)))
    .map((item) => {
      const group = groups.get(item.attributes.parentLineNumber ?? '');
      if (item.attributes.itemType === 'item' && group && !isHeading(group)) tell(underPricedGroup(item, group));
      return lineOf(item, header, tell);
    });
  return { lines, hold };
}

/** A group without a price of its own only stands over its items. */
function isHeading(item: XmlElement): boolean {
  if (item.attributes.itemType !== 'composite') return false;
  const price = foundAt(item, 'ItemDetail', 'UnitPrice', 'Money')?.value;
  return price === undefined || parseDecimal(price)?.digits === 0n;
}

function lineOf(item: XmlElement, header: XmlElement, tell: Tell): SourceLine {
  const detail = firstAt(item, 'ItemDetail');
  const quantity = quantityOf(item, tell);
  const price = decimalFound(foundAt(detail, 'UnitPrice', 'Money'), tell);
  const priceBase = priceBaseOf(detail, tell);
  return {
    at: placeIn(item),
    number: foundAttribute(item, 'lineNumber'),
    name: foundAt(detail, 'Description') ?? foundAt(detail, 'Description', 'ShortName'),
    items: itemsOf(item, detail),
    quantity,
    unit: foundAt(detail, 'UnitOfMeasure'),
    price,
    priceBase,
    allowances: allowancesOf(item, { quantity, price, priceBase }, tell),
    notBefore: notBeforeOf(item, header, tell),
    properties: propertiesOf(item, detail),
  };
}

function quantityOf(item: XmlElement, tell: Tell): Found<Decimal> | undefined {
  const quantity = decimalFound(foundAttribute(item, 'quantity'), tell);
  const isReturn = foundAttribute(item, 'isReturn');
  if (isReturn?.value === 'yes' || (quantity && quantity.value.digits < 0n)) {
    tell({
      code: 'NOT_AN_ORDER',
      at: (isReturn ?? quantity)?.at ?? placeIn(item),
      message: 'the line gives goods back; an order has none of these',
      remedy: 'ask for the return of licenses by mail or in the portal',
    });
  }
  return quantity;
}

function itemsOf(item: XmlElement, detail: XmlElement | undefined): SourceLine['items'] {
  const id = firstAt(item, 'ItemID');
  const numbered = childrenOf(id, 'IdReference').filter(({ attributes }) => gtinDomains.test(attributes.domain ?? ''));
  const gtin =
    foundAttribute(numbered[0], 'identifier') ?? foundAt(detail, 'ItemDetailIndustry', 'ItemDetailRetail', 'EANID');
  const found = [
    ['seller', foundAt(id, 'SupplierPartID')],
    ['gtin', gtin],
    ['buyer', foundAt(id, 'BuyerPartID')],
    ['maker', foundAt(detail, 'ManufacturerPartID')],
  ] as const;
  return found.flatMap(([by, value]) => (value ? [{ by, id: value }] : []));
}

/** For how many units the price is. Prices of other units than the line's are refused: which is meant is a guess about money. */
function priceBaseOf(detail: XmlElement | undefined, tell: Tell): Found<Decimal> | undefined {
  const basis = firstAt(detail, 'PriceBasisQuantity');
  const base = decimalFound(foundAttribute(basis, 'quantity'), tell);
  const factor = decimalFound(foundAttribute(basis, 'conversionFactor'), tell);
  const unit = foundAt(basis, 'UnitOfMeasure');
  const ordered = foundAt(detail, 'UnitOfMeasure');
  const isOther = Boolean(unit && ordered && unit.value !== ordered.value);
  if (isOther || (factor && compareDecimals(factor.value, one) !== 0)) {
    const at = (isOther ? unit : factor)?.at ?? placeIn(basis as XmlElement);
    const [value, limit] = [unit?.value, ordered?.value];
    const message = `the price is for ${value ?? 'another unit'}, and the line orders ${limit ?? 'its own'}`;
    tell({
      code: 'PRICE_UNIT_DIFFERS',
      at,
      message,
      value,
      limit,
      remedy: 'send the price of the unit that is ordered',
    });
  }
  return base;
}

type Priced = Pick<SourceLine, 'quantity' | 'price' | 'priceBase'>;

function allowancesOf(item: XmlElement, { quantity, price, priceBase }: Priced, tell: Tell): Allowance[] {
  const unitPrice = firstAt(item, 'ItemDetail', 'UnitPrice');
  // Modifications are of the price, which is for `base` units.
  const times = divideExactly(quantity?.value ?? nothing, priceBase?.value ?? one, 6);
  if (times === undefined && firstAt(unitPrice, 'Modifications')) {
    const message = 'the quantity is no exact multiple of that of the price, so the modifications have no exact amount';
    tell({ code: 'PRICE_NOT_REPRESENTABLE', at: placeIn(unitPrice as XmlElement), message });
  }
  const counted = times === undefined ? nothing : { digits: times, scale: 6 };
  return [...priceModifications(unitPrice, price?.value ?? nothing, counted, tell), ...shippingCharge(item, tell)];
}

/** The line's own dates, then those of its schedule, then the header's. Several dates are a split delivery, which a line cannot have. */
function notBeforeOf(item: XmlElement, header: XmlElement, tell: Tell): Found<string> | undefined {
  const schedule = childrenOf(item, 'ScheduleLine').flatMap((each) => ownDate(each) ?? []);
  const other = schedule.find(({ value }) => value !== schedule[0]?.value);
  if (other) {
    tell({
      code: 'SPLIT_DELIVERY',
      at: other.at,
      message: `the line is to be delivered on several dates: ${schedule[0]?.value} and ${other.value}`,
      value: other.value,
      remedy: 'send a line for each date',
    });
  }
  const period = foundAttribute(firstAt(header, 'DeliveryPeriod', 'Period'), 'startDate');
  return ownDate(item) ?? schedule[0] ?? ownDate(header) ?? period;
}

function ownDate(element: XmlElement): Found<string> | undefined {
  return dateAttribute(element, 'requestedDeliveryDate') ?? dateAttribute(element, 'requestedShipmentDate');
}

/** A date or an instant as it stands; zeros mean that there is none. */
export function dateAttribute(element: XmlElement, name: string): Found<string> | undefined {
  const found = foundAttribute(element, name);
  return found && /[1-9]/.test(found.value) ? found : undefined;
}

function propertiesOf(item: XmlElement, detail: XmlElement | undefined): SourceLine['properties'] {
  const extrinsics = [detail, firstAt(item, 'SpendDetail'), item].flatMap((element) =>
    childrenOf(element, 'Extrinsic'),
  );
  const named = extrinsics.flatMap((each): [string, Found<string>][] => {
    const [name, value] = [each.attributes.name?.trim(), foundIn(each)];
    return name && value ? [[name, value]] : [];
  });
  const auxiliary = foundAt(item, 'ItemID', 'SupplierPartAuxiliaryID');
  // Of a name that stands twice the first counts.
  return Object.fromEntries(
    [...(auxiliary ? [['SupplierPartAuxiliaryID', auxiliary] as const] : []), ...named].reverse(),
  );
}

function underPricedGroup(item: XmlElement, group: XmlElement): SourceViolation {
  return {
    code: 'ITEM_IN_PRICED_GROUP',
    at: placeIn(item),
    message: `the line is part of line ${group.attributes.lineNumber}, which has a price of its own: both would be counted`,
    remedy: 'send the group without a price, or without its items',
  };
}
