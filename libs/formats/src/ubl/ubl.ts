import { attempt, type Format, type Head } from '../format.ts';
import type { ReadResult, SourceReading } from '../reading.ts';
import { placeIn, readXml } from '../xml/tree.ts';
import { currencyOf } from './currency.ts';
import { writeDespatchAdvice } from './despatch.ts';
import { isPeppol, ublNamespace, unwrap } from './envelope.ts';
import { judgeByArithmetic, judgeByPeppol } from './judged.ts';
import type { Violations } from './numbers.ts';
import { readCancellation, readOrder } from './order.ts';
import { writeAdvancedResponse, writeOrderResponse } from './response.ts';

const signature = new RegExp(`${ublNamespace}[A-Za-z]+-2|namespaces/StandardBusinessDocumentHeader`);
const read = ['Order', 'OrderChange', 'OrderCancellation'];

/** UBL 2: Order, OrderChange and OrderCancellation, Peppol's and others. README.md says field by field. */
export const ubl: Format = {
  name: 'ubl',
  // The zeros of UTF-16 stand between the letters.
  detect: ({ start }) => signature.test(start.replaceAll('\0', '')),
  read: (bytes, head) => attempt(() => readUbl(bytes, head)),
  answers: {
    'order-response': writeOrderResponse,
    'advanced-response': writeAdvancedResponse,
    'despatch-advice': writeDespatchAdvice,
  },
};

function readUbl(bytes: Uint8Array, head: Head): ReadResult {
  const { document, envelope } = unwrap(readXml(bytes, head.contentType).root);
  if (!read.includes(document.local) || document.uri !== `${ublNamespace}${document.local}-2`) {
    const violation = {
      code: 'NOT_AN_ORDER',
      at: placeIn(document),
      message: `The document is ${document.name} of ${JSON.stringify(document.uri)}.`,
      limit: read.join(', '),
      actual: document.local,
      remedy: 'Send an Order, an OrderChange or an OrderCancellation of UBL 2.',
    };
    return { readings: [], violations: [violation] };
  }
  const violations: Violations = [];
  const isOfPeppol = isPeppol(document);
  const currency = currencyOf(document, !isOfPeppol, violations);
  const reading =
    document.local === 'OrderCancellation'
      ? readCancellation(document, violations)
      : readOrder(document, currency, violations);
  if (isOfPeppol) judgeByPeppol(document, violations);
  else judgeByArithmetic(document, violations);
  return { readings: reading ? [inEnvelope(reading, envelope)] : [], violations };
}

function inEnvelope(reading: SourceReading, envelope: Readonly<Record<string, string>>): SourceReading {
  return { ...reading, kept: { ...reading.kept, ...envelope } };
}
