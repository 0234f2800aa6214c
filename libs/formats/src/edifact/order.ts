import { decimalText, parseDecimal } from '../decimal.ts';
import { attempt, type Head } from '../format.ts';
import type { Decimal, Found, ReadResult, SourceLine, SourceReading, Tell } from '../reading.ts';
import { allowanceGroups, allowanceOf, monetaryAmount, worthOf } from './amounts.ts';
import { decodeInterchange } from './charset.ts';
import { dateOf } from './dates.ts';
import { type Message, readInterchange } from './interchange.ts';
import { codedSegments, type EdifactSegment, elementText, foundElement, segmentPlace } from './lexer.ts';
import { edifactLine } from './lines.ts';
import { edifactParties, partyGroups } from './parties.ts';

/**
 * What kinds of order (BGM 1001) are orders to deliver; 50E is 402 as EANCOM had it before 2002. Blanket, consignment, sample and hire
 * orders are other contracts.
 */
const orderCodes = ['105', '220', '222', '224', '226', '402', '50E'];

/** Where the goods go (NAD): the place of delivery before the consignee, and what some call the ship-to. */
const deliveryCodes = ['DP', 'CN', 'ST'];

/** Message functions (1225) that say what is to be done; copies (7, 31) are read and do nothing. */
const functions: Readonly<Record<string, SourceReading['act']>> = {
  '1': 'cancel',
  '4': 'patch',
  '5': 'whole',
  '9': 'whole',
};
const copies = ['7', '31'];

/** Reads the ORDERS and ORDCHG of an interchange (D.96A to D.01B, EANCOM). The mapping: README.md of this folder. */
export function readEdifact(bytes: Uint8Array, head: Head): ReadResult {
  return attempt(() => {
    const { messages, violations: counts } = readInterchange(decodeInterchange(bytes, head.contentType));
    const violations = [...counts];
    const tell: Tell = (violation) => void violations.push(violation);
    return { readings: messages.flatMap((message) => readingOf(message, tell) ?? []), violations };
  });
}

function readingOf(message: Message, tell: Tell): SourceReading | undefined {
  const { type, header, unh } = message;
  const bgm = header.find(({ tag }) => tag === 'BGM');
  const code = foundElement(bgm, 1, 1);
  const isChange = type === 'ORDCHG';
  if (!(isChange || (type === 'ORDERS' && (!code || orderCodes.includes(code.value))))) {
    const what = type === 'ORDERS' ? `an order of kind ${code?.value}` : `${type || 'nothing'}`;
    return void tell({
      code: 'NOT_AN_ORDER',
      at: (type === 'ORDERS' ? code?.at : undefined) ?? segmentPlace(unh),
      message: `the message is ${what}, which is no order to deliver`,
      value: type === 'ORDERS' ? code?.value : type,
      limit: `ORDERS (${orderCodes.join(', ')}), ORDCHG`,
      remedy: type === 'ORDERS' ? 'say what it is in BGM (1001): 220 for an order to deliver' : 'send ORDERS or ORDCHG',
    });
  }
  const [ordered] = codedSegments(header, 'RFF', 'ON');
  const own = foundElement(bgm, 2, 1);
  const id = isChange ? foundElement(ordered, 1, 2) : own;
  if (!id) return missingNumber(bgm ?? unh, isChange, tell);
  const act = actOf(message, bgm, tell);
  if (!act) return undefined;
  return { ...orderOf(message, id, act, act === 'cancel' ? () => {} : tell), ...versionOf(bgm) };
}

function missingNumber(at: EdifactSegment, isChange: boolean, tell: Tell): undefined {
  const message = isChange ? 'the change does not say which order it changes' : 'the order has no number';
  const remedy = isChange ? 'send the number of the order as RFF+ON' : 'send it in BGM (1004)';
  tell({ code: 'ORDER_NUMBER_MISSING', at: segmentPlace(at), message, remedy });
}

/** What the message asks for. An ORDERS with function 4 whose lines say nothing of changes is the whole order. */
function actOf(
  { type, lines }: Message,
  bgm: EdifactSegment | undefined,
  tell: Tell,
): SourceReading['act'] | undefined {
  const code = foundElement(bgm, 3, 1);
  const isPatch = type === 'ORDCHG' || lines.some(([lin]) => elementText(lin, 2) !== undefined);
  if (!code) return type === 'ORDCHG' ? 'patch' : 'whole';
  if (copies.includes(code.value)) {
    const message = `the message is a copy (function ${code.value}), and nothing is done`;
    return void tell({ code: 'COPY', at: code.at, message, value: code.value, isWarning: true });
  }
  const act = Object.hasOwn(functions, code.value) ? functions[code.value] : undefined;
  if (act) return act === 'patch' && !isPatch ? 'whole' : act;
  return void tell({
    code: 'UNKNOWN_VALUE',
    at: code.at,
    message: `nothing is known of the message function ${code.value.slice(0, 10)}`,
    value: code.value.slice(0, 10),
    limit: [...Object.keys(functions), ...copies].join(', '),
    remedy: 'write 9 for a new order, 5 for one that replaces it, 4 for a change, 1 for a cancellation',
  });
}

/** Version and revision of the document number, where the directory has them (C106). */
function versionOf(bgm: EdifactSegment | undefined): Pick<SourceReading, 'version'> {
  return { version: foundElement(bgm, 2, 3) ?? foundElement(bgm, 2, 2) };
}

function orderOf(message: Message, id: Found<string>, act: SourceReading['act'], tell: Tell): SourceReading {
  const { header, summary, unb, unh } = message;
  const isPatch = act === 'patch';
  const dates = isPatch ? {} : { notBefore: dateOf(header, '2', '10', '64'), by: dateOf(header, '63') };
  const all = message.lines.map((segments) => edifactLine(segments, dates, isPatch, tell));
  // In a whole order, a line that is marked as deleted is not there any more.
  const lines = all.filter((_, index) => isPatch || elementText(message.lines[index]?.[0], 2) !== '2');
  const worth = sumOf(lines);
  checkCounts(message, all, tell);
  checkSublines(message, tell);
  checkPlaces(message, tell);
  const total = monetaryAmount(summary, ['79'], tell);
  const payable = monetaryAmount(summary, ['9', '77', '86', '128', '39'], tell);
  return {
    format: 'edifact',
    act,
    test: elementText(unb, 11) === '1',
    id,
    documentId: [elementText(unb, 5), elementText(unh, 1)].filter(Boolean).join('/'),
    purchaseOrder: id,
    buyerReference: foundElement(codedSegments(header, 'RFF', 'CR')[0], 1, 2),
    placed: dateOf(header, '137'),
    currency: currencyOf(message, tell),
    parties: edifactParties([...header, ...deliveryOf(message)]),
    lines,
    allowances: allowanceGroups(header).flatMap((group) => allowanceOf(group, total?.value ?? worth, tell)),
    totals: [
      ...(total ? [{ of: 'lines' as const, value: total }] : []),
      ...(payable ? [{ of: 'payable' as const, value: payable }] : []),
    ],
    kept: keptOf(message),
  };
}

/** CUX: the reference currency (2), the one of the order (9) before others; every amount that names one is in it. */
function currencyOf({ header, lines, summary }: Message, tell: Tell): Found<string> | undefined {
  const all = codedSegments(header, 'CUX', '2');
  const currency = foundElement(all.find((cux) => elementText(cux, 1, 3) === '9') ?? all[0], 1, 2);
  const amounts = [...header, ...lines.flat(), ...summary].filter(({ tag }) => tag === 'MOA');
  const named = amounts.flatMap((moa) => foundElement(moa, 1, 3) ?? []);
  const first = currency ?? named[0];
  const other = named.find(({ value }) => value !== first?.value);
  if (first && other) {
    const { value, at } = other;
    const message = `${value} stands here, and ${first.value} before; an order has one currency`;
    tell({ code: 'CURRENCY_MIXED', at, message, value, limit: first.value, remedy: 'send an order for each currency' });
  }
  return first;
}

/** Where no place of delivery stands on the order, the one that its lines have. */
function deliveryOf({ header, lines }: Message): readonly EdifactSegment[] {
  if (edifactParties(header).some(({ role }) => role === 'shipTo')) return [];
  const groups = lines.flatMap((line) => partyGroups(line));
  const delivery = groups.find(({ nad }) => deliveryCodes.includes(elementText(nad, 1) ?? ''));
  return delivery ? [delivery.nad, ...delivery.more] : [];
}

/** SEVERAL_SHIP_TO: an order has one end customer. */
function checkPlaces({ header, lines }: Message, tell: Tell): void {
  const key = (nad: EdifactSegment | undefined) => elementText(nad, 2) ?? elementText(nad, 4) ?? elementText(nad, 3);
  const other = ['DP', 'ST']
    .map((code) => [header, ...lines].flatMap((segments) => codedSegments(segments, 'NAD', code)))
    .flatMap((places) => places.find((nad) => key(nad) !== key(places[0])) ?? [])[0];
  if (!other) return;
  tell({
    code: 'SEVERAL_SHIP_TO',
    at: segmentPlace(other),
    message: 'the line goes somewhere else than the lines before it; an order has one end customer',
    remedy: 'send an order for each place of delivery',
  });
}

/** ITEM_IN_PRICED_GROUP: a sub-line (C829) is part of another line; counted beside it, it would be delivered and paid twice. */
function checkSublines({ lines }: Message, tell: Tell): void {
  for (const [lin] of lines) {
    const indicator = foundElement(lin, 4, 1);
    if (indicator?.value !== '1') continue;
    const parent = elementText(lin, 4, 2);
    tell({
      code: 'ITEM_IN_PRICED_GROUP',
      at: indicator.at,
      message: `the line is a part of line ${parent ?? 'that it does not name'}, and both are ordered`,
      value: parent,
      remedy: 'order the whole, or each of its parts',
    });
  }
}

/** CNT: how many lines there are (2) has to agree; the sum of quantities (1) is told for people alone, since units differ. */
function checkCounts({ lines, summary }: Message, read: readonly SourceLine[], tell: Tell): void {
  for (const cnt of codedSegments(summary, 'CNT', '2', '1')) {
    const stated = foundElement(cnt, 1, 2);
    const isLines = elementText(cnt, 1) === '2';
    const worked: Decimal = isLines ? { digits: BigInt(lines.length), scale: 0 } : quantitiesOf(read);
    const value = stated && parseDecimal(stated.value, 'either');
    if (value && decimalText(shortened(value)) === decimalText(shortened(worked))) continue;
    tell({
      code: 'COUNT_MISMATCH',
      at: stated?.at ?? segmentPlace(cnt),
      message: `CNT says ${stated?.value ?? 'nothing'} for ${isLines ? 'lines' : 'the sum of quantities'}, and there are ${decimalText(worked)}`,
      value: stated?.value,
      limit: decimalText(worked),
      actual: stated?.value,
      isWarning: isLines ? undefined : true,
      remedy: 'send the message whole',
    });
  }
}

function quantitiesOf(lines: readonly SourceLine[]): Decimal {
  const all = lines.flatMap(({ quantity }) => quantity?.value ?? []);
  const scale = Math.max(0, ...all.map((each) => each.scale));
  return { digits: all.reduce((sum, each) => sum + each.digits * 10n ** BigInt(scale - each.scale), 0n), scale };
}

function shortened({ digits, scale }: Decimal): Decimal {
  return scale > 0 && digits % 10n === 0n ? shortened({ digits: digits / 10n, scale: scale - 1 }) : { digits, scale };
}

function sumOf(lines: readonly SourceLine[]): Decimal | undefined {
  let digits = 0n;
  for (const { amount, quantity, price, priceBase } of lines) {
    const worth = worthOf(quantity?.value, price?.value, priceBase?.value) ?? amount?.value;
    if (!worth || worth.scale > 6) return undefined;
    digits += worth.digits * 10n ** BigInt(6 - worth.scale);
  }
  return { digits, scale: 6 };
}

/** What an answer has to give back: the two ends of the interchange, its syntax and the directory, and who the parties are. */
function keptOf({ unb, unh, header, type }: Message): Record<string, string> {
  const said = (segment: EdifactSegment, element: number) =>
    segment.elements[element - 1]?.map(({ value }) => value.trim()).join('\n') ?? '';
  const party = (code: string) => partyGroups(header).find(({ nad }) => elementText(nad, 1) === code)?.nad;
  const parties = ['BY', 'SU'].flatMap((code) => {
    const nad = party(code);
    return nad ? [[code, said(nad, 2)] as const] : [];
  });
  return {
    syntax: said(unb, 1),
    from: said(unb, 2),
    to: said(unb, 3),
    reference: elementText(unb, 5) ?? '',
    message: elementText(unh, 1) ?? '',
    type,
    directory: said(unh, 2),
    ...Object.fromEntries(parties),
  };
}
