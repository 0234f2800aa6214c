import { z } from 'zod';
import { answerOutcome } from '../../orders.ts';
import { instant } from '../../text/primitives.ts';
import { json, type Route } from '../http-route.ts';

/** Answers to the orders of documents over HTTP. */

const answerId = z.string().describe('Stands in the answer itself.');
const format = z.string().describe('Who writes it, as the profile of the sender calls that.');
const revision = z.int().describe('Which revision of the order it is about; 0 where nothing of the document went on.');
const outcome = answerOutcome.describe(
  '`mixed`: what had gone out stays. `kept`: a cancellation that stopped nothing. `received`: of the receipt alone. `fulfilled`: a notice that lines have gone out.',
);

const orderAnswerView = z.object({
  answerId,
  sender: z.string().describe('Whose document it answers.'),
  documentId: z.string().describe('The document, at `/api/order-documents/{documentId}`.'),
  revision,
  about: z.enum(['order', 'change', 'cancellation']).describe('What the document asks for.'),
  outcome: outcome.optional().describe('Not there of one that is still expected.'),
  format,
  contentType: z.string().optional().describe('The media type that it goes out with, once it is written.'),
  state: z
    .enum(['expected', 'waiting', 'sent', 'undeliverable', 'kept'])
    .describe(
      '`expected`: the order is not decided on yet. `waiting`: it is on its way. `kept`: its sender has no address for answers.',
    ),
  tries: z.int().describe('How often it was tried.'),
  queuedAt: instant.describe('When it was last wanted.'),
  dueAt: instant.optional().describe('When it is tried next.'),
  sentAt: instant.optional().describe('When it was last taken.'),
  lastError: z.string().optional().describe('Why it was not taken, or not written.'),
});

const orderAnswers = z.object({
  orderNumber: z.string(),
  items: z.array(orderAnswerView),
  mayResend: z.boolean().describe('Whether you may have them sent again.'),
});

const resentAnswer = z.object({ orderNumber: z.string(), answerId, format, revision, outcome });

/** Schemas of these routes that are worth a name. */
export const answerSchemas = { OrderAnswer: orderAnswerView, OrderAnswers: orderAnswers };

const parameters = { orderNumber: 'As the ERP gave it.' };

export const answerRoutes: readonly Route[] = [
  {
    id: 'showOrderAnswer',
    method: 'GET',
    path: '/api/orders/{orderNumber}/answer',
    service: 'intake',
    summary: 'The answers that the sender of an order gets',
    description: 'Newest first. Who sees the order sees them; no license is activated with any of them.',
    parameters,
    query: {
      format: {
        schema: z.string(),
        description: 'The newest answer in this format itself, byte for byte as it goes out, instead of the list.',
      },
      answerId: { schema: z.string(), description: 'This answer itself, byte for byte, instead of the list.' },
    },
    answers: [
      {
        status: 200,
        description: 'The answers; with `format` or `answerId` the bytes of one.',
        content: {
          'application/json': orderAnswers,
          'application/octet-stream': 'bytes',
        },
      },
    ],
    problems: { 404: 'There is no such order that you can see, or no answer in that format.' },
  },
  {
    id: 'resendOrderAnswer',
    method: 'POST',
    path: '/api/orders/{orderNumber}/answer/resend',
    service: 'intake',
    summary: 'Send an answer to an order again',
    description: 'With the same bytes, to the address that the profile of its sender has now.',
    parameters,
    query: {
      answerId: { schema: z.string(), description: 'Which one; without it the newest that tells of a decision.' },
    },
    idempotent: true,
    answers: [json(202, 'Queued.', resentAnswer)],
    problems: {
      403: 'You have no write access to any account of the order.',
      404: 'There is no such order that you can see.',
      422: '`NO_ANSWER`: none was written yet. `NO_ANSWER_ADDRESS`: its sender has no address for answers.',
    },
  },
];
