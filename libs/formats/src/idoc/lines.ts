import { compareDecimals, decimalFound, divideExactly, multiplyDecimals } from '../decimal.ts';
import { type LineAct, lineActOf } from '../line-acts.ts';
import type { Allowance, Decimal, Found, ItemNumbering, SourceLine, SourceViolation, Tell } from '../reading.ts';
import { type IdocSegment, qualifiedField, segmentsNamed, withoutZerosInFront } from './segment.ts';

const one: Decimal = { digits: 1n, scale: 0 };

/** What is to be done with a line of a change (ACTION); a line without one changes. */
const acts: Readonly<Record<string, LineAct>> = {
  '001': 'add',
  '002': 'change',
  '003': 'delete',
};
const actWords = { line: 'an item', remedy: 'write 001 to add, 002 to change, 003 to delete' };

/** The items that count: those of a bill of materials once, on the level that has the price. */
export function countedSegments(items: readonly IdocSegment[], tell: Tell): readonly IdocSegment[] {
  const numberOf = (item: IdocSegment) => withoutZerosInFront(item.field('POSEX'))?.value;
  const parentOf = (item: IdocSegment) => withoutZerosInFront(item.field('UEPOS'))?.value;
  const isPriced = (item: IdocSegment) => /[1-9]/.test((item.field('VPREI') ?? item.field('NETWR'))?.value ?? '');
  const numbers = new Map(items.map((item) => [numberOf(item), item]));
  const pricedParts = new Set(items.filter(isPriced).map(parentOf));
  return items.filter((item) => {
    const parent = numbers.get(parentOf(item) ?? ' ');
    // Where the parts have the price, what stands over them is only a heading.
    if (!parent) return isPriced(item) || !pricedParts.has(numberOf(item) ?? ' ');
    if (isPriced(parent) && isPriced(item)) tell(underPricedItem(item, parent));
    return isPriced(item);
  });
}

function underPricedItem(item: IdocSegment, parent: IdocSegment): SourceViolation {
  return {
    code: 'ITEM_IN_PRICED_GROUP',
    at: item.at,
    message: `the item is part of item ${parent.field('POSEX')?.value}, which has a price of its own: both would be counted`,
    remedy: 'give one of the two levels its price',
  };
}

/** One E1EDP01 with what stands under it. */
export function idocLine(
  item: IdocSegment,
  { notBefore, isPatch }: { readonly notBefore?: Found<string>; readonly isPatch: boolean },
  tell: Tell,
): SourceLine {
  const quantity = decimalFound(item.field('MENGE'), tell);
  const unit = item.field('MENEE');
  const price = decimalFound(item.field('VPREI'), tell);
  const amount = decimalFound(item.field('NETWR'), tell);
  const base = decimalFound(item.field('PEINH'), tell);
  const priceBase = base?.value.digits === 0n ? undefined : base;
  checkUnits(unit, item, tell);
  return {
    at: item.at,
    number: withoutZerosInFront(item.field('POSEX')),
    act: isPatch ? lineActOf(item.field('ACTION'), acts, actWords, tell) : undefined,
    name: qualifiedField(item.children, 'E1EDP19', ['QUALF', 'KTEXT'], '002', '001', '003'),
    items: itemsOf(item),
    quantity,
    unit,
    price,
    priceBase,
    amount,
    allowances: hasAll({ quantity, price, priceBase, amount }) ? [] : conditionsOf(item.children, 'E1EDP05', tell),
    notBefore: dayOf(item, tell) ?? notBefore,
    properties: propertiesOf(item),
  };
}

const numberings: readonly (readonly [qualifier: string, by: ItemNumbering])[] = [
  ['002', 'seller'],
  ['003', 'gtin'],
  ['001', 'buyer'],
  ['004', 'maker'],
];

function itemsOf(item: IdocSegment): SourceLine['items'] {
  return numberings.flatMap(([qualifier, by]) => {
    const found = qualifiedField(item.children, 'E1EDP19', ['QUALF', 'IDTNR'], qualifier);
    const id = by === 'gtin' ? found : withoutZerosInFront(found);
    return id ? [{ by, id }] : [];
  });
}

/** A price for another unit than is ordered is a guess about money. */
function checkUnits(ordered: Found<string> | undefined, item: IdocSegment, tell: Tell): void {
  const priced = item.field('PMENE');
  if (!priced || !ordered || priced.value === ordered.value) return;
  tell({
    code: 'PRICE_UNIT_DIFFERS',
    at: priced.at,
    message: `the price is for ${priced.value}, and the item orders ${ordered.value}`,
    value: priced.value,
    limit: ordered.value,
    remedy: 'send the price of the unit that is ordered',
  });
}

/** Whether the amount is what quantity and price come to: then the conditions are in the price already. */
function hasAll(line: Pick<SourceLine, 'quantity' | 'price' | 'priceBase' | 'amount'>): boolean {
  const { quantity, price, priceBase, amount } = line;
  if (!quantity || !price || !amount) return true;
  const digits = divideExactly(multiplyDecimals(quantity.value, price.value), priceBase?.value ?? one, 6);
  return digits !== undefined && compareDecimals({ digits, scale: 6 }, amount.value) === 0;
}

/** Conditions that take off (`-`) or put on (`+`) an amount. Taxes are ours to work out. */
export function conditionsOf(segments: readonly IdocSegment[], name: string, tell: Tell): Allowance[] {
  return segmentsNamed(segments, name).flatMap((condition) => {
    const sign = condition.field('ALCKZ')?.value;
    const reason = condition.field('KSCHL') ?? condition.field('KOTXT');
    const amount = decimalFound(condition.field('BETRG'), tell);
    if (!amount || amount.value.digits === 0n || reason?.value.startsWith('MW')) return [];
    const isOff = sign === '-' || (sign === undefined && amount.value.digits < 0n);
    const { digits, scale } = amount.value;
    const value = { digits: digits < 0n ? -digits : digits, scale };
    return [{ kind: isOff ? ('allowance' as const) : ('charge' as const), amount: { value, at: amount.at }, reason }];
  });
}

/** The schedule's day (E1EDP20), else the item's (E1EDP03 002). Several days are a split delivery, which a line cannot have. */
function dayOf(item: IdocSegment, tell: Tell): Found<string> | undefined {
  const days = segmentsNamed(item.children, 'E1EDP20').flatMap((schedule) => dateFound(schedule.field('EDATU')) ?? []);
  const other = days.find(({ value }) => value !== days[0]?.value);
  if (other) {
    const message = `the item is to be delivered on several days: ${days[0]?.value} and ${other.value}`;
    tell({ code: 'SPLIT_DELIVERY', at: other.at, message, value: other.value, remedy: 'order an item for each day' });
  }
  return days[0] ?? dateFound(qualifiedField(item.children, 'E1EDP03', ['IDDAT', 'DATUM'], '002'));
}

/** A day as it stands; zeros mean that there is none. */
export function dateFound(found: Found<string> | undefined): Found<string> | undefined {
  return found && /[1-9]/.test(found.value) ? found : undefined;
}

/** Texts of an item by their ids (E1EDPT1), the lines joined; references (E1EDP02) by their qualifiers; the kind of item. */
function propertiesOf(item: IdocSegment): SourceLine['properties'] {
  const texts = segmentsNamed(item.children, 'E1EDPT1').flatMap((text): [string, Found<string>][] => {
    const lines = segmentsNamed(text.children, 'E1EDPT2').flatMap((line) => line.field('TDLINE') ?? []);
    const [first] = lines;
    const id = text.field('TDID')?.value;
    return first && id ? [[id, { value: lines.map(({ value }) => value).join(' '), at: first.at }]] : [];
  });
  const references = segmentsNamed(item.children, 'E1EDP02').flatMap((reference): [string, Found<string>][] => {
    const [code, value] = [reference.field('QUALF')?.value, reference.field('BELNR')];
    return code && value ? [[`E1EDP02 ${code}`, value]] : [];
  });
  return Object.fromEntries([...texts, ...references].reverse());
}
