import { type LineAct, lineActOf } from '../line-acts.ts';
import type { Found, ItemNumbering, SourceLine, Tell } from '../reading.ts';
import { allowanceGroups, allowanceOf, decimalElement, monetaryAmount, worthOf } from './amounts.ts';
import { dateIn, dateOf } from './dates.ts';
import { codedSegments, type EdifactSegment, elementText, foundElement, segmentPlace } from './lexer.ts';

/** By whom an item is numbered (7143); other codes are properties of the line. */
const numberings: Readonly<Record<string, ItemNumbering>> = {
  SA: 'seller',
  VN: 'seller',
  VP: 'seller',
  EN: 'gtin',
  SRV: 'gtin',
  UP: 'gtin',
  EU: 'gtin',
  GB: 'gtin',
  IN: 'buyer',
  BP: 'buyer',
  MF: 'maker',
  MP: 'maker',
};

/** Action codes of a line (1229). A line without one is as the message has it. */
const acts: Readonly<Record<string, LineAct>> = {
  '1': 'add',
  '2': 'delete',
  '3': 'change',
  '4': 'same',
  '6': 'change',
};

const actWords = {
  line: 'a line',
  remedy: 'write 1 to add, 2 to delete, 3 to change, 4 for a line that stays',
};

/** Segments that begin a group of their own within a line; what follows is of that group. */
const groups = ['PRI', 'RFF', 'PAC', 'LOC', 'TAX', 'NAD', 'ALC', 'TDT', 'TOD', 'EQD', 'SCC', 'RCS', 'APR', 'CCI'];

/** The segments of a line that are about the whole of it: before any group, and those behind prices and references. */
function ownSegments(segments: readonly EdifactSegment[]): EdifactSegment[] {
  let within = '';
  return segments.filter(({ tag }) => {
    if (groups.includes(tag)) within = tag;
    return within === '' || within === 'PRI' || within === 'RFF' || within === 'TAX' || within === tag;
  });
}

/**
 * One LIN with what stands under it. Dates of the header count where the line has none of its own.
 * @param isPatch whether a line says what is to be done with it
 */
export function edifactLine(
  segments: readonly EdifactSegment[],
  header: { readonly notBefore?: Found<string>; readonly by?: Found<string> },
  isPatch: boolean,
  tell: Tell,
): SourceLine {
  const [lin] = segments as [EdifactSegment];
  const own = ownSegments(segments);
  const ordered = quantityOf(own, tell);
  const priced = priceOf(own, tell);
  checkUnits(ordered?.unit, priced.unit, tell);
  checkSplit(segments, tell);
  const worth = worthOf(ordered?.quantity?.value, priced.price?.value, priced.priceBase?.value);
  // A net price (AAA) has them in it; a gross one (AAB) has not.
  const allowances = priced.isNet ? [] : allowanceGroups(segments).flatMap((group) => allowanceOf(group, worth, tell));
  return {
    at: segmentPlace(lin),
    number: foundElement(lin, 1),
    act: isPatch ? lineActOf(foundElement(lin, 2), acts, actWords, tell) : undefined,
    name: nameOf(own),
    items: itemsOf(own),
    quantity: ordered?.quantity,
    unit: ordered?.unit,
    price: priced.price,
    priceBase: priced.priceBase,
    amount: monetaryAmount(own, ['203', '66'], tell),
    allowances,
    notBefore: dateOf(own, '2', '10', '64') ?? header.notBefore,
    by: dateOf(own, '63') ?? header.by,
    properties: propertiesOf(own),
  };
}

/** Item numbers of LIN, then those of PIA: 5 names the product, 1 adds to it. */
function itemsOf(own: readonly EdifactSegment[]): SourceLine['items'] {
  return itemNumbers(own).flatMap(({ code, id }) => {
    const by = Object.hasOwn(numberings, code) ? numberings[code] : undefined;
    return by ? [{ by, id }] : [];
  });
}

function itemNumbers(own: readonly EdifactSegment[]): { readonly code: string; readonly id: Found<string> }[] {
  const identified = own.filter(({ tag }) => tag === 'LIN' || tag === 'PIA');
  return identified.flatMap((segment) => {
    const elements = segment.tag === 'LIN' ? [3] : [2, 3, 4, 5, 6];
    return elements.flatMap((element) => {
      const id = foundElement(segment, element, 1);
      return id ? [{ code: elementText(segment, element, 2) ?? '', id }] : [];
    });
  });
}

/** The words of all IMD, as far as they are words. */
function nameOf(own: readonly EdifactSegment[]): Found<string> | undefined {
  const parts = own
    .filter(({ tag }) => tag === 'IMD')
    .flatMap((imd) => [4, 5].flatMap((component) => foundElement(imd, 3, component) ?? []));
  const [first] = parts;
  return first && { value: parts.map(({ value }) => value).join(' '), at: first.at };
}

function quantityOf(own: readonly EdifactSegment[], tell: Tell) {
  const [qty, ...others] = codedSegments(own, 'QTY', '21', '1');
  checkOnce(qty, others, 'quantity', tell);
  return qty && { quantity: decimalElement(qty, 1, 2, tell), unit: foundElement(qty, 1, 3) };
}

/** Net prices, in the order in which they count. Others tell what something would cost elsewhere, or with tax. */
const netPrices = ['AAA', 'NTP', 'INV', 'CAL'];

function priceOf(own: readonly EdifactSegment[], tell: Tell) {
  const [net] = codedSegments(own, 'PRI', ...netPrices);
  const pri = net ?? codedSegments(own, 'PRI', 'AAB')[0];
  checkOnce(pri, codedSegments(own, 'PRI', elementText(pri, 1) ?? ''), 'price', tell);
  if (!pri) return { isNet: false };
  const price = decimalElement(pri, 1, 2, tell);
  return { price, priceBase: decimalElement(pri, 1, 5, tell), unit: foundElement(pri, 1, 6), isNet: pri === net };
}

/** STATED_TWICE: of two figures under one code that are not alike, which one counts is a guess. */
function checkOnce(
  first: EdifactSegment | undefined,
  others: readonly EdifactSegment[],
  what: string,
  tell: Tell,
): void {
  const [code, value] = [elementText(first, 1, 1), elementText(first, 1, 2)];
  const other = others.find((each) => elementText(each, 1, 1) === code && elementText(each, 1, 2) !== value);
  if (!other) return;
  const second = elementText(other, 1, 2);
  tell({
    code: 'STATED_TWICE',
    at: segmentPlace(other),
    message: `the line says its ${what} twice: ${value ?? 'nothing'}, and here ${second ?? 'nothing'}`,
    value: second,
    limit: value,
    remedy: `send one ${what} for a line`,
  });
}

/** A price for another unit than is ordered is a guess about money. */
function checkUnits(ordered: Found<string> | undefined, priced: Found<string> | undefined, tell: Tell): void {
  if (!priced || priced.value === (ordered?.value ?? 'PCE')) return;
  tell({
    code: 'PRICE_UNIT_DIFFERS',
    at: priced.at,
    message: `the price is for ${priced.value}, and the line orders ${ordered?.value ?? 'pieces'}`,
    value: priced.value,
    limit: ordered?.value,
    remedy: 'send the price of the unit that is ordered',
  });
}

/** Split deliveries: quantities by place (LOC, QTY+11), or several dates of a schedule (SCC). */
function checkSplit(segments: readonly EdifactSegment[], tell: Tell): void {
  const splits = codedSegments(segments, 'QTY', '11');
  const [, second] = splits.length > 1 ? splits : scheduled(segments);
  if (!second) return;
  tell({
    code: 'SPLIT_DELIVERY',
    at: segmentPlace(second),
    message: 'the line is to be delivered in parts',
    remedy: 'send a line for each delivery',
  });
}

/** The dates of delivery of a line that differ from each other, those of its schedule included. */
function scheduled(segments: readonly EdifactSegment[]): EdifactSegment[] {
  const dates = codedSegments(segments, 'DTM', '2');
  return dates.filter((dtm, index) => {
    const value = dateIn(dtm)?.value;
    return dates.findIndex((other) => dateIn(other)?.value === value) === index;
  });
}

/** References and other numbers of a line by their codes: `RFF+CT`, `PIA+GN`. Of those that stand twice the first counts. */
function propertiesOf(own: readonly EdifactSegment[]): SourceLine['properties'] {
  const references = own
    .filter(({ tag }) => tag === 'RFF')
    .flatMap((rff): [string, Found<string>][] => {
      const [code, value] = [elementText(rff, 1, 1), foundElement(rff, 1, 2)];
      return code && value ? [[`RFF+${code}`, value]] : [];
    });
  const numbers = itemNumbers(own).flatMap(({ code, id }): [string, Found<string>][] =>
    code === '' || Object.hasOwn(numberings, code) ? [] : [[`PIA+${code}`, id]],
  );
  const described = own
    .filter(({ tag }) => tag === 'IMD')
    .flatMap((imd): [string, Found<string>][] => {
      const value = foundElement(imd, 3, 1);
      const code = elementText(imd, 2, 1);
      return value ? [[`IMD+${code ?? ''}`, value]] : [];
    });
  return Object.fromEntries([...references, ...numbers, ...described].reverse());
}
