import type { DocumentAnswer, WrittenAnswer } from '../answer.ts';
import type { Receipt } from '../format.ts';
import type { SourceReading } from '../reading.ts';
import { writeXml, type XmlNode } from '../xml/write.ts';

const dtd = 'http://xml.cxml.org/schemas/cXML/1.2.063';

/** What procurement systems call the statuses that we give. */
const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  406: 'Not Acceptable',
  409: 'Conflict',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The Response in the exchange that brought a document: 200 taken, 4xx never again, 5xx to be sent again. */
export function writeCxmlReceipt({ id, issuedAt, status, notes }: Receipt): WrittenAnswer {
  const attributes = { code: String(status), text: statusTexts[status] ?? (status < 400 ? 'Accepted' : 'Error') };
  const response: XmlNode = ['Response', [['Status', notes.join(' · '), attributes]]];
  return written('cXML', ['cXML', [response], { payloadID: payloadId(id), timestamp: issuedAt, 'xml:lang': 'en-US' }]);
}

/**
 * A request of ours to the buyer's system: from whom the order went to, to whom it came from. The buyer's secret for us is not in it: who
 * delivers it adds that.
 */
export function writeCxmlRequest(
  answer: DocumentAnswer,
  { kept = {}, test }: SourceReading,
  request: XmlNode,
): WrittenAnswer {
  const ours = credential(kept.toDomain, kept.toIdentity);
  const header: XmlNode = [
    'Header',
    [
      ['From', [ours]],
      ['To', [credential(kept.fromDomain, kept.fromIdentity)]],
      ['Sender', [ours, ['UserAgent', 'Seatwright']]],
    ],
  ];
  const body: XmlNode = ['Request', [request], { deploymentMode: test ? 'test' : 'production' }];
  const attributes = { payloadID: payloadId(answer.id), timestamp: answer.issuedAt, 'xml:lang': 'en-US' };
  return written('Fulfill', ['cXML', [header, body], attributes]);
}

/** The order and the document that an answer is about, as they came. */
export function orderReference({ id, documentId = '', kept }: SourceReading): XmlNode {
  const date: Record<string, string> = kept?.orderDate ? { orderDate: kept.orderDate } : {};
  return ['OrderReference', [['DocumentReference', '', { payloadID: documentId }]], { orderID: id.value, ...date }];
}

/** Texts for people at the other end. */
export function comments(notes: readonly (string | undefined)[]): XmlNode[] {
  return notes.flatMap((note): XmlNode[] => (note ? [['Comments', note, { 'xml:lang': 'en-US' }]] : []));
}

function credential(domain = '', identity = ''): XmlNode {
  return ['Credential', [['Identity', identity]], { domain }];
}

function payloadId(id: string): string {
  return id.includes('@') ? id : `${id}@seatwright`;
}

function written(file: string, root: XmlNode): WrittenAnswer {
  const [declaration = '', ...rest] = writeXml(root).split('\n');
  const text = [declaration, `<!DOCTYPE cXML SYSTEM "${dtd}/${file}.dtd">`, ...rest].join('\n');
  return { contentType: 'text/xml; charset=utf-8', bytes: new TextEncoder().encode(text) };
}
