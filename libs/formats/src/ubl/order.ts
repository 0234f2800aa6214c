import type { Found, SourceReading } from '../reading.ts';
import { placeIn, type XmlElement } from '../xml/tree.ts';
import { firstAt, foundAt } from '../xml/walk.ts';
import { keptOf } from './kept.ts';
import { allowancesOf, linesOf } from './lines.ts';
import { numberAt, type Violations } from './numbers.ts';
import { sourcePartiesOf } from './parties.ts';

/** Orders, and what Peppol says is to be taken as one (blanket orders and calls off them among it). */
const orderTypes = ['220', '105', '221', '224', '226', '227', '402'];

/** An Order, or an OrderChange: both are the whole new state. Undefined without the order's own number. */
export function readOrder(
  document: XmlElement,
  currency: Found<string> | undefined,
  violations: Violations,
): SourceReading | undefined {
  const isChange = document.local === 'OrderChange';
  const id = isChange ? foundAt(document, 'OrderReference', 'ID') : foundAt(document, 'ID');
  refuseOtherTypes(document, violations);
  if (!id) {
    violations.push(numberMissing(document, isChange ? 'cac:OrderReference/cbc:ID' : 'cbc:ID'));
    return undefined;
  }
  const totals = firstAt(document, 'AnticipatedMonetaryTotal');
  const lines = numberAt(totals, violations, 'LineExtensionAmount');
  const payable = numberAt(totals, violations, 'PayableAmount');
  return {
    format: 'ubl',
    act: 'whole',
    test: false,
    id,
    ...(isChange ? sequenceOf(document) : { version: { value: '0', at: placeIn(document) } }),
    documentId: foundAt(document, 'ID')?.value,
    purchaseOrder: id,
    buyerReference: foundAt(document, 'CustomerReference'),
    placed: momentOf(document),
    currency,
    parties: sourcePartiesOf(document),
    lines: linesOf(document, violations),
    allowances: allowancesOf(document, violations),
    totals: [
      ...(lines ? [{ of: 'lines' as const, value: lines }] : []),
      ...(payable ? [{ of: 'payable' as const, value: payable }] : []),
    ],
    kept: keptOf(document, currency?.value),
  };
}

/** An OrderCancellation names the order and no version of it: what is current is cancelled. */
export function readCancellation(document: XmlElement, violations: Violations): SourceReading | undefined {
  const id = foundAt(document, 'OrderReference', 'ID');
  if (!id) {
    violations.push(numberMissing(document, 'cac:OrderReference/cbc:ID'));
    return undefined;
  }
  return {
    format: 'ubl',
    act: 'cancel',
    test: false,
    id,
    documentId: foundAt(document, 'ID')?.value,
    purchaseOrder: id,
    placed: momentOf(document),
    parties: sourcePartiesOf(document),
    lines: [],
    allowances: [],
    totals: [],
    kept: keptOf(document, undefined),
  };
}

/** Changes are counted from 1; the order itself comes before the first, whenever it arrives. */
function sequenceOf(document: XmlElement): Pick<SourceReading, 'version' | 'stated'> {
  const version = foundAt(document, 'SequenceNumberID');
  if (!version || !/^\d{1,9}$/.test(version.value)) return { version };
  return { version, stated: { value: Number(version.value) + 1, at: version.at } };
}

/** The date, with the time where one stands: `2026-11-29T09:30:00+01:00`. */
function momentOf(document: XmlElement): Found<string> | undefined {
  const date = foundAt(document, 'IssueDate');
  const time = foundAt(document, 'IssueTime');
  return date && time ? { value: `${date.value}T${time.value}`, at: date.at } : date;
}

function refuseOtherTypes(document: XmlElement, violations: Violations): void {
  const type = foundAt(document, 'OrderTypeCode');
  if (!type || !/^\d{3}$/.test(type.value) || orderTypes.includes(type.value)) return;
  violations.push({
    code: 'NOT_AN_ORDER',
    at: type.at,
    message: `Documents of type ${type.value} are not taken as orders.`,
    value: type.value,
    limit: orderTypes.join(', '),
    remedy: 'Send an order (220).',
  });
}

function numberMissing(document: XmlElement, path: string) {
  return {
    code: 'ORDER_NUMBER_MISSING',
    at: placeIn(document),
    message: `The document does not say which order it is: ${path} is empty or missing.`,
    remedy: `Put the order's number into ${path}.`,
  };
}
