import type { Decimal, Found, ItemNumbering, SourceLine } from '../reading.ts';
import { datesOf, type LineDates, scheduledDates } from './dates.ts';
import { x12Allowances } from './money.ts';
import { checkMultipliers, priceBaseOf } from './prices.ts';
import type { X12Segment } from './syntax/lexer.ts';
import { all, type LineLoop } from './syntax/loops.ts';
import { elementOf, type SetReader, wholeElement, x12Decimal, x12Place } from './syntax/walk.ts';

/** In which elements of its first segment a line says what. */
export interface LineElements {
  readonly quantity: number;
  readonly unit: number;
  readonly price: number;
  readonly basis: number;
  /** Of the first pair of item qualifier and item id; further ones follow. */
  readonly items: number;
}

export const po1: LineElements = { quantity: 2, unit: 3, price: 4, basis: 5, items: 6 };
export const poc: LineElements = { quantity: 3, unit: 5, price: 6, basis: 7, items: 8 };

const numberings: Readonly<Record<string, ItemNumbering>> = {
  VN: 'seller',
  VP: 'seller',
  SK: 'seller',
  VC: 'seller',
  VA: 'seller',
  BP: 'buyer',
  IN: 'buyer',
  CB: 'buyer',
  PI: 'buyer',
  UP: 'gtin',
  EN: 'gtin',
  UK: 'gtin',
  UI: 'gtin',
  MG: 'maker',
  MN: 'maker',
};

/** A line as its loop has it; where it has no dates of its own, those of the header. */
export function x12Line(
  reader: SetReader,
  { line, own, schedules }: LineLoop,
  elements: LineElements,
  header: LineDates,
): SourceLine {
  const quantity = x12Decimal(reader, line, elements.quantity);
  if (quantity && quantity.value.digits < 0n) tellReturn(reader, quantity);
  const stated = { ...datesOf(reader, own), ...scheduledDates(reader, schedules) };
  const dates = stated.notBefore || stated.by ? stated : header;
  checkMultipliers(reader, { line, own }, elements.basis);
  const amount = all(own, 'AMT').find((amt) => elementOf(reader, amt, 1)?.value === '1');
  return {
    at: x12Place(reader, line),
    ...defined({
      number: wholeElement(reader, line, 1),
      name: nameOf(reader, own),
      quantity,
      unit: elementOf(reader, line, elements.unit),
      price: x12Decimal(reader, line, elements.price),
      priceBase: priceBaseOf(reader, line, elements.basis),
      amount: x12Decimal(reader, amount, 2),
      ...dates,
    }),
    items: [line, ...all(own, 'LIN')].flatMap((each) => itemsOf(reader, each, each === line ? elements.items : 2)),
    allowances: x12Allowances(reader, own),
    properties: propertiesOf(reader, own),
  };
}

/** Without what is not there. */
function defined<Fields extends object>(fields: Fields): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };
}

/** Pairs of qualifier and id, up to ten of them. */
function itemsOf(reader: SetReader, segment: X12Segment, first: number): SourceLine['items'] {
  const items: { by: ItemNumbering; id: Found<string> }[] = [];
  for (let position = first; position < segment.elements.length && position < first + 30; position += 2) {
    const qualifier = elementOf(reader, segment, position)?.value ?? '';
    const by = Object.hasOwn(numberings, qualifier) ? numberings[qualifier] : undefined;
    const id = wholeElement(reader, segment, position + 1);
    if (by && id) items.push({ by, id });
  }
  return items;
}

/** PID with free text: what the item is called, unless it says a characteristic other than the description (08). */
function nameOf(reader: SetReader, own: readonly X12Segment[]): Found<string> | undefined {
  const named = all(own, 'PID').filter((pid) => ['08', undefined].includes(elementOf(reader, pid, 2)?.value));
  return named.map((pid) => wholeElement(reader, pid, 5)).find(Boolean);
}

/** REF by its qualifier, PID by its characteristic; of what stands twice the first counts. */
function propertiesOf(reader: SetReader, own: readonly X12Segment[]): SourceLine['properties'] {
  const found = [
    ...all(own, 'REF').map(
      (ref) =>
        [elementOf(reader, ref, 1)?.value, wholeElement(reader, ref, 2) ?? wholeElement(reader, ref, 3)] as const,
    ),
    ...all(own, 'PID').map(
      (pid) =>
        [elementOf(reader, pid, 2)?.value, wholeElement(reader, pid, 5) ?? wholeElement(reader, pid, 4)] as const,
    ),
  ];
  const properties: Record<string, Found<string>> = {};
  // 08 is the description, which is the name already.
  for (const [name, value] of found) {
    if (name && value && name !== '08' && name !== '__proto__') properties[name] ??= value;
  }
  return properties;
}

function tellReturn({ tell }: SetReader, { at }: Found<Decimal>): void {
  const message = 'the line gives goods back; an order has none of these';
  tell({ code: 'NOT_AN_ORDER', at, message, limit: '1', remedy: 'ask for a return of what was bought' });
}
