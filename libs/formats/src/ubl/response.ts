import type { AnswerLine, DocumentAnswer, WriteAnswer } from '../answer.ts';
import { decimalText } from '../decimal.ts';
import type { SourceReading } from '../reading.ts';
import type { XmlNode } from '../xml/write.ts';
import { aggregate, basic, issuedAt, itemFrom, lineIdOf, noteFrom, partyFrom, writtenUbl } from './answer-parts.ts';
import { writeDespatchAdvice } from './despatch.ts';

/** What a response says of the whole: acknowledged, accepted, rejected, or line by line. */
const codes = {
  received: 'AB',
  accepted: 'AP',
  waiting: 'CA',
  mixed: 'CA',
  rejected: 'RE',
  cancelled: 'AP',
  kept: 'RE',
  fulfilled: 'AP',
} as const;

/** An OrderResponse of Peppol's Ordering (T76), which is about orders; a notice of delivery is a DespatchAdvice. */
export const writeOrderResponse: WriteAnswer = (answer, reading) =>
  answer.outcome === 'fulfilled'
    ? writeDespatchAdvice(answer, reading)
    : written(answer, reading, 'order_response', 'ordering');

/** An OrderResponse of Peppol's Advanced Ordering (T116), about orders, changes and cancellations. */
export const writeAdvancedResponse: WriteAnswer = (answer, reading) =>
  answer.outcome === 'fulfilled'
    ? writeDespatchAdvice(answer, reading)
    : written(answer, reading, 'order_response_advanced', 'advanced_ordering');

function written(answer: DocumentAnswer, reading: SourceReading, specification: string, process: string) {
  const code = codeOf(answer, reading);
  const isOfChange = answer.of === 'change' && process === 'advanced_ordering';
  return writtenUbl('OrderResponse', [
    basic('CustomizationID', `urn:fdc:peppol.eu:poacc:trns:${specification}:3`),
    basic('ProfileID', `urn:fdc:peppol.eu:poacc:bis:${process}:3`),
    basic('ID', answer.id),
    basic('SalesOrderID', answer.orderNumber),
    ...issuedAt(answer),
    basic('OrderResponseCode', code),
    noteFrom(answer),
    // A cancellation names no currency, and there is no amount in its answer: XXX is ISO 4217's "no currency".
    basic('DocumentCurrencyCode', reading.currency?.value ?? 'XXX'),
    basic('CustomerReference', reading.buyerReference?.value),
    aggregate('OrderReference', basic('ID', reading.id.value)),
    isOfChange ? aggregate('OrderChangeDocumentReference', basic('ID', reading.documentId)) : undefined,
    aggregate('SellerSupplierParty', partyFrom(reading, 'seller')),
    aggregate('BuyerCustomerParty', partyFrom(reading, 'buyer')),
    ...(code === 'CA' ? linesFrom(answer, reading) : []),
  ]);
}

/** A response line by line needs lines: a cancellation has none, and what it did not stop was not cancelled. */
function codeOf({ outcome }: DocumentAnswer, { lines }: SourceReading): string {
  const code = codes[outcome];
  return code === 'CA' && lines.length === 0 ? 'RE' : code;
}

/** Every line of the document, those that nothing is said of as accepted. */
function linesFrom(answer: DocumentAnswer, reading: SourceReading): XmlNode[] {
  const told = new Map(answer.lines.map((line) => [line.position, line]));
  return reading.lines.map((line, position): XmlNode => {
    const { outcome, promisedOn, note } = told.get(position) ?? { position, outcome: 'accepted' };
    const unit: Record<string, string> = line.unit ? { unitCode: line.unit.value } : {};
    const quantity = line.quantity && decimalText(line.quantity.value);
    const promise = aggregate('PromisedDeliveryPeriod', basic('StartDate', promisedOn));
    const item: XmlNode = [
      'cac:LineItem',
      [
        basic('ID', lineIdOf(line, position)),
        basic('Note', note),
        basic('LineStatusCode', statusOf(outcome, answer)),
        basic('Quantity', quantity, unit),
        outcome === 'waiting' ? aggregate('Delivery', promise) : undefined,
        itemFrom(line, position),
      ],
    ];
    return ['cac:OrderLine', [item, aggregate('OrderLineReference', basic('LineID', lineIdOf(line, position)))]];
  });
}

/** UNCL 1229: 5 accepted, 7 not accepted, 42 already delivered, which no change and no cancellation gets back. */
function statusOf(outcome: AnswerLine['outcome'], { of }: DocumentAnswer): string {
  if (outcome === 'delivered') return of === 'order' ? '5' : '42';
  return outcome === 'accepted' || outcome === 'waiting' ? '5' : '7';
}
