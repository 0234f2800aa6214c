import { compareDecimals, decimalText } from '../decimal.ts';
import { attempt, type Head, Unreadable } from '../format.ts';
import type { Decimal, Found, ReadResult, SourceReading, SourceViolation } from '../reading.ts';
import { placeIn, readXml, type XmlElement } from '../xml/tree.ts';
import { childrenOf, firstAt, foundAt, foundAttribute } from '../xml/walk.ts';
import { dateAttribute, itemLines } from './lines.ts';
import { linesWorth, oneCurrency, orderAllowances, orderTotal } from './money.ts';
import { deliveryParty, orderParties } from './parties.ts';

/** Order types of the header that are no orders to deliver. `release` is one, of a blanket order's goods. */
const notOrders = ['blanket', 'stockTransport', 'stockTransportRelease'];

/**
 * Reads a cXML 1.2 OrderRequest: `new` and `update` are whole orders, `delete` cancels, and so does an update that deletes each line.
 * The rest of the mapping: README.md of this folder.
 */
export function readCxml(bytes: Uint8Array, head: Head): ReadResult {
  return attempt(() => {
    const { root } = readXml(bytes, head.contentType);
    if (root.local !== 'cXML') throw new Unreadable(`the root element is ${root.name}, not cXML`, placeIn(root));
    const request = firstAt(root, 'Request');
    const order = firstAt(request, 'OrderRequest') ?? firstAt(root, 'OrderRequest');
    const header = firstAt(order, 'OrderRequestHeader');
    if (!order || !header) return { readings: [], violations: [notAnOrder(order ?? request ?? root)] };
    return readOrder(root, request, order, header);
  });
}

function readOrder(
  root: XmlElement,
  request: XmlElement | undefined,
  order: XmlElement,
  header: XmlElement,
): ReadResult {
  const violations: SourceViolation[] = [];
  const tell = (violation: SourceViolation): void => void violations.push(violation);
  const id = foundAttribute(header, 'orderID');
  if (!id) {
    const at = { ...placeIn(header), path: `${placeIn(header).path}/@orderID` };
    const message = 'the order has no number';
    return { readings: [], violations: [{ code: 'ORDER_NUMBER_MISSING', at, message, remedy: 'send it as orderID' }] };
  }
  const type = foundAttribute(header, 'type');
  const orderType = foundAttribute(header, 'orderType');
  if (orderType && notOrders.includes(orderType.value)) tell(refusedType(orderType));
  const isDelete = type?.value === 'delete';
  if (type && !['new', 'update', 'delete'].includes(type.value)) tell(unknownType(type));
  const items = childrenOf(order, 'ItemOut');
  // What is canceled need not be right.
  const { lines, hold } = itemLines(items, header, isDelete ? () => {} : tell);
  const currency = isDelete ? undefined : oneCurrency(order, tell);
  const isEmptied = items.length > 0 && lines.length === 0 && type?.value === 'update';
  const total = orderTotal(header);
  const worth = isDelete || lines.length === 0 ? undefined : linesWorth(lines);
  // The Total of real orders is wrong too often to refuse them by.
  if (total && worth && compareDecimals(total.value, worth) !== 0) tell(totalDiffers(total, worth));
  const version = foundAttribute(header, 'orderVersion');
  const reading: SourceReading = {
    format: 'cxml',
    act: isDelete || isEmptied ? 'cancel' : 'whole',
    test: foundAttribute(request, 'deploymentMode')?.value === 'test',
    id,
    version,
    stated: statedRevision(version),
    documentId: foundAttribute(root, 'payloadID')?.value,
    purchaseOrder: id,
    buyerReference: foundAttribute(header, 'requisitionID'),
    placed: dateAttribute(header, 'orderDate'),
    currency,
    parties: orderParties(root, header, deliveryParty(header, items, isDelete ? () => {} : tell)),
    lines,
    allowances: isDelete ? [] : orderAllowances(header, tell),
    totals: total && !isDelete ? [{ of: 'lines', value: total }] : [],
    hold,
    kept: keptOf(root, header),
  };
  return { readings: [reading], violations };
}

/** What answers repeat: who wrote to whom, and as which. */
function keptOf(root: XmlElement, header: XmlElement): Record<string, string> {
  const from = credentialOf(root, 'From');
  const to = credentialOf(root, 'To');
  const entries: [string, string | undefined][] = [
    ['fromDomain', from?.attributes.domain],
    ['fromIdentity', foundAt(from, 'Identity')?.value],
    ['toDomain', to?.attributes.domain],
    ['toIdentity', foundAt(to, 'Identity')?.value],
    ['language', root.attributes['xml:lang']],
    ['orderDate', header.attributes.orderDate],
    ['type', header.attributes.type],
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1]?.trim())));
}

/** A party's own credential; that of the marketplace in between where there is no other. */
function credentialOf(root: XmlElement, party: string): XmlElement | undefined {
  const all = childrenOf(firstAt(root, 'Header', party), 'Credential');
  return all.find(({ attributes }) => attributes.type !== 'marketplace') ?? all[0];
}

function statedRevision(version: Found<string> | undefined): Found<number> | undefined {
  return version && /^[1-9]\d{0,8}$/.test(version.value) ? { value: Number(version.value), at: version.at } : undefined;
}

function notAnOrder(element: XmlElement): SourceViolation {
  const what = element.local === 'Request' ? (element.children[0]?.name ?? 'nothing') : element.name;
  return {
    code: 'NOT_AN_ORDER',
    at: placeIn(element),
    message: `the document is no OrderRequest: ${what} stands where one has to be`,
    value: what,
    remedy: 'send an OrderRequest with its OrderRequestHeader',
  };
}

function refusedType({ value, at }: Found<string>): SourceViolation {
  const message = `orders of type ${value} order nothing that is delivered to the buyer`;
  return { code: 'NOT_AN_ORDER', at, message, value, limit: 'regular, release', remedy: 'send a regular order' };
}

function unknownType({ value, at }: Found<string>): SourceViolation {
  const message = `nothing is known of the type ${JSON.stringify(value)}`;
  return { code: 'UNKNOWN_VALUE', at, message, value, limit: 'new, update, delete', remedy: 'use one of them' };
}

function totalDiffers(total: Found<Decimal>, worth: Decimal): SourceViolation {
  return {
    code: 'CONTROL_TOTAL',
    at: total.at,
    message: `Total says ${decimalText(total.value)}, and the lines are worth ${decimalText(worth)}`,
    limit: decimalText(worth),
    actual: decimalText(total.value),
    remedy: 'the lines count; send a Total that is their sum',
    isWarning: true,
  };
}
