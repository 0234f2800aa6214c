import type { AnswerLine, DocumentAnswer, WriteAnswer } from '../answer.ts';
import { decimalText } from '../decimal.ts';
import type { SourceReading } from '../reading.ts';
import type { XmlNode } from '../xml/write.ts';
import { comments, orderReference, writeCxmlReceipt, writeCxmlRequest } from './envelope.ts';

/** What became of an order as a ConfirmationRequest; its delivery as a ShipNoticeRequest; its mere receipt as a Response. */
export const writeConfirmation: WriteAnswer = (answer, reading) => {
  if (answer.outcome === 'received') return writeCxmlReceipt({ ...answer, status: 200 });
  if (answer.outcome === 'fulfilled') return writeShipNotice(answer, reading);
  const type = confirmationTypes[answer.outcome];
  // An order that is accepted or rejected as a whole has no lines in its confirmation.
  const items =
    type === 'accept' || type === 'reject' ? [] : answer.lines.flatMap((line) => itemOf(line, answer, reading));
  const header: XmlNode = [
    'ConfirmationHeader',
    [...comments(answer.notes), ['IdReference', '', { identifier: answer.orderNumber, domain: 'supplierReference' }]],
    { confirmID: answer.id, operation: 'new', type, noticeDate: answer.issuedAt },
  ];
  return writeCxmlRequest(answer, reading, ['ConfirmationRequest', [header, orderReference(reading), ...items]]);
};

const confirmationTypes = {
  accepted: 'accept',
  waiting: 'detail',
  mixed: 'except',
  rejected: 'reject',
  cancelled: 'accept',
  kept: 'reject',
} as const;

/** A line as it came, with what became of it. */
function itemOf(line: AnswerLine, { of }: DocumentAnswer, reading: SourceReading): XmlNode[] {
  const source = reading.lines[line.position];
  if (!source) return [];
  const quantity = source.quantity ? decimalText(source.quantity.value) : '0';
  const unit: XmlNode = ['UnitOfMeasure', source.unit?.value ?? 'EA'];
  const isWaiting = line.outcome === 'waiting' && line.promisedOn !== undefined;
  // What has gone out is not changed any more, and a cancellation does not get it back.
  const isAccepted =
    line.outcome === 'accepted' ||
    line.outcome === 'waiting' ||
    (of === 'cancellation' && line.outcome === 'cancelled');
  const type = isWaiting
    ? 'detail'
    : isAccepted || (of === 'order' && line.outcome === 'delivered')
      ? 'accept'
      : 'reject';
  // Noon in UTC is that day nearly everywhere.
  const date: Record<string, string> = isWaiting ? { deliveryDate: `${line.promisedOn}T12:00:00+00:00` } : {};
  const status: XmlNode = ['ConfirmationStatus', [unit, ...comments([line.note])], { quantity, type, ...date }];
  return [['ConfirmationItem', [unit, status], { quantity, lineNumber: lineNumberOf(line, reading) }]];
}

/** The notice that lines have gone out. Licenses go by mail to the people of the order: nothing of them stands here. */
export const writeShipNotice: WriteAnswer = (answer, reading) => {
  const delivered = answer.lines.filter(({ outcome, position }) => outcome === 'delivered' && reading.lines[position]);
  const items = delivered.map((line): XmlNode => {
    const { quantity, unit } = reading.lines[line.position] ?? {};
    const attributes = {
      quantity: quantity ? decimalText(quantity.value) : '0',
      lineNumber: lineNumberOf(line, reading),
    };
    return ['ShipNoticeItem', [['UnitOfMeasure', unit?.value ?? 'EA'], ...comments([line.note])], attributes];
  });
  const header: XmlNode = [
    'ShipNoticeHeader',
    [...comments(answer.notes), ['IdReference', '', { identifier: answer.orderNumber, domain: 'supplierReference' }]],
    {
      shipmentID: answer.id,
      operation: 'new',
      noticeDate: answer.issuedAt,
      shipmentDate: answer.issuedAt,
      deliveryDate: answer.issuedAt,
      shipmentType: 'actual',
      fulfillmentType: delivered.length === reading.lines.length ? 'complete' : 'partial',
    },
  ];
  const portion: XmlNode = ['ShipNoticePortion', [orderReference(reading), ...items]];
  return writeCxmlRequest(answer, reading, ['ShipNoticeRequest', [header, portion]]);
};

function lineNumberOf({ position }: AnswerLine, { lines }: SourceReading): string {
  return lines[position]?.number?.value ?? String(position + 1);
}
