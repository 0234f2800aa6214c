import { z } from 'zod';
import { instant, violation } from '../../text/primitives.ts';
import { type Content, file, json, page, paging, type Route } from '../http-route.ts';

/** Documents of other systems over HTTP: the ways in, and what became of them. */

const place = z.object({
  path: z.string().describe('As the format names its places: an XPath, a segment and its element, a JSON path.'),
  line: z.int().optional().describe('From 1.'),
  column: z.int().optional().describe('From 1.'),
});

const outcome = z
  .enum(['placed', 'changed', 'cancelled', 'repeated', 'stale', 'refused', 'test', 'held', 'lookup'])
  .describe(
    '`placed`, `changed`, `cancelled`: it went on, and is decided on in its turn. `repeated`, `stale`: it says nothing new. ' +
      '`refused`: here, or where it was decided on; the violations say why. `test`: checked, and nothing more. `held`: its sender does not want it placed yet. ' +
      '`lookup`: only a key came.',
  );

const orderNumber = z.string().describe('Under which the order goes on.');
const revision = z
  .int()
  .optional()
  .describe('Which revision of the order it became; not there where nothing of it goes on.');

const documentOrder = z.object({
  position: z.int().describe('Which one it is of the orders in the document, from 0.'),
  act: z.enum(['whole', 'patch', 'cancel', 'lookup']).describe('What the document asks for.'),
  sourceId: z.string().describe("The sender's own number of the order."),
  orderNumber,
  revision,
  outcome,
  state: z
    .enum(['accepted', 'rejected', 'cancelled'])
    .optional()
    .describe('How the order stands now, once it was decided on.'),
  violations: z.array(violation).describe('Why it was refused, here or where it was decided on.'),
  warnings: z.array(violation).describe('What was noticed and stopped nothing.'),
  ignored: z
    .array(
      z.object({
        number: z.string().optional().describe("The line's own number."),
        item: z.string().optional().describe('The first of its ids.'),
        at: place.describe('Where it stands.'),
      }),
    )
    .describe('Lines that are no licenses.'),
});

const orderDocument = z.object({
  documentId: z.string().describe('Of sender and bytes: the same document again is the same.'),
  sender: z.string().describe('Whose document it is.'),
  format: z.string().describe('The format that it was read as.'),
  contentType: z.string().optional().describe('The media type that it came with.'),
  sha256: z.string().describe('Digest of the bytes as they came, in hex.'),
  receivedAt: instant.describe('When it came.'),
  orders: z.array(documentOrder).describe('The orders in it, each with an outcome of its own.'),
  violations: z.array(violation).describe('What is wrong with parts that are of no order.'),
});

/** What is answered when a document was taken. */
const documentTaken = z.object({
  documentId: z.string().describe('To look it up at `/api/order-documents/{documentId}`.'),
  sha256: z.string().describe('Digest of the bytes as they came, in hex.'),
  orders: z
    .array(
      z.object({
        orderNumber,
        revision,
        outcome,
        violations: z.array(violation).describe('Why it was refused; empty for all others.'),
      }),
    )
    .describe('The orders in it.'),
});

/** Schemas of these routes that are worth a name. */
export const documentSchemas = {
  OrderDocument: orderDocument,
  OrderOfDocument: documentOrder,
  OrderDocumentTaken: documentTaken,
};

/** Media types of documents, beside JSON. */
export const documentTypes: Content = {
  'application/xml': 'bytes',
  'text/xml': 'bytes',
  'application/edi-x12': 'bytes',
  'application/edifact': 'bytes',
  'text/plain': 'bytes',
  'application/octet-stream': 'bytes',
};

export const documentTakenAnswer = json(202, 'Taken; its orders are decided on in their turn.', documentTaken);

export const documentRoutes: readonly Route[] = [
  {
    id: 'sendDocument',
    method: 'POST',
    path: '/api/senders/{sender}/documents',
    service: 'intake',
    summary: 'Send a document with orders',
    description:
      'For systems that can set nothing but an address: whose document it is stands in the address, and the profile of the sender ' +
      'says how it proves itself (basic, HMAC over the body, a secret in the document, a client certificate at the proxy). A cXML ' +
      'document is answered with a cXML Response, the handshake of a Business Central subscription with its token.',
    open: true,
    bytes: 'always',
    parameters: { sender: 'As its profile calls it.' },
    query: {
      validationToken: {
        description:
          'The handshake of a Business Central subscription: answered with itself, as text, and nothing is taken.',
        schema: z.string().max(1024),
      },
    },
    body: { 'application/json': 'bytes', ...documentTypes },
    answers: [documentTakenAnswer],
    problems: {
      401: 'There is no such sender, or the document does not prove that it is from it.',
      422: 'The document cannot be read; nothing of it is kept.',
      503: 'It could not be stored; send it again.',
    },
  },
  {
    id: 'listOrderDocuments',
    method: 'GET',
    path: '/api/order-documents',
    service: 'intake',
    summary: 'Documents with orders of your accounts',
    description: 'Newest first; those on whose every order one of your accounts stands.',
    query: {
      sender: { schema: z.string(), description: 'Only those of this sender.' },
      order: { schema: z.string(), description: 'Only those with this order, by the number under which it goes on.' },
      outcome: {
        schema: outcome,
        description:
          'Only those with an order that came to this; `refused` also those with parts of no order that were.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of documents.', page(orderDocument))],
  },
  {
    id: 'showOrderDocument',
    method: 'GET',
    path: '/api/order-documents/{documentId}',
    service: 'intake',
    summary: 'One document, with what became of each of its orders',
    parameters: { documentId: 'As it was answered when the document came.' },
    answers: [json(200, 'The document.', orderDocument)],
    problems: { 404: 'There is no such document that you can see.' },
  },
  {
    id: 'showOrderDocumentContent',
    method: 'GET',
    path: '/api/order-documents/{documentId}/content',
    service: 'intake',
    summary: 'The document itself, as it came, without secrets',
    parameters: { documentId: 'As it was answered when the document came.' },
    answers: [file('application/octet-stream', 'Its bytes.')],
    problems: { 404: 'There is no such document that you can see.' },
  },
];
