import { z } from 'zod';
import { serviceNames } from '../services.ts';
import { instant, lineOfText } from '../text/primitives.ts';
import { file, json, page, paging, type Route } from './http-route.ts';

/** What every process answers, whichever services are in it. */

const liveness = z.object({
  status: z.enum(['ok', 'stalled']),
  stalled: z.array(z.string()).describe('Loops that stand still.'),
});

const readiness = z.object({
  status: z.enum(['ok', 'degraded', 'waiting']),
  missing: z.array(z.string()).describe('What is not there yet, and why.'),
  warnings: z.array(z.string()).describe('What works badly while the process is ready all the same.'),
});

const deadLetterHead = z.object({
  id: z.string(),
  service: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  key: z.string().nullable().describe('Its first 200 characters.'),
  size: z.int().nullable().describe('Bytes of its content; null where it has none.'),
  text: z.string().nullable().describe('How its content begins, where that is UTF-8: 200 characters at most.'),
  error: z.string().describe('Why it could not be processed; in a list its first 500 characters.'),
  attempts: z.int(),
  deadAt: instant,
  replayedAt: instant.nullable(),
  settledAt: instant.nullable(),
  settledBy: z.string().nullable(),
  settledReason: z.string().nullable(),
});

/** Which dead letters a list has. */
export const deadLetterState = z.enum(['open', 'settled']);

/** Why nothing is to become of a dead letter. */
export const deadLetterSettlement = z.object({ reason: lineOfText });

const deadLetter = deadLetterHead.extend({ headers: z.record(z.string(), z.string()) });

const reasonCode = z.object({
  code: z.string().describe('Of a violation; never renamed.'),
  sentence: z.string().describe('What has to hold.'),
  remedy: z.string().describe('What would make it possible.'),
  about: z
    .enum(['licenses', 'orders', 'entitlements', 'invoices', 'documents', 'any', 'portal'])
    .describe('What is refused by it; `any`: whatever is sent.'),
});

/** Schemas of these routes that are worth a name. */
export const processSchemas = {
  ReasonMeaning: reasonCode,
  Readiness: readiness,
  DeadLetterHead: deadLetterHead,
  DeadLetter: deadLetter,
};

export const processRoutes: readonly Route[] = [
  {
    id: 'isLive',
    method: 'GET',
    path: '/health/live',
    service: 'process',
    summary: 'Whether the process is alive',
    open: true,
    answers: [
      json(200, 'It is.', liveness),
      json(503, 'A loop has stood still for minutes; the answer names it.', liveness),
    ],
  },
  {
    id: 'isReady',
    method: 'GET',
    path: '/health/ready',
    service: 'process',
    summary: 'Whether databases and broker can be reached',
    open: true,
    answers: [
      json(200, 'Ready for work.', readiness),
      json(503, 'Something is missing; the answer names it.', readiness),
    ],
  },
  {
    id: 'readMetrics',
    method: 'GET',
    path: '/metrics',
    service: 'process',
    summary: 'Metrics for Prometheus',
    answers: [{ status: 200, description: 'Text format 0.0.4.', content: { 'text/plain': 'text' } }],
  },
  {
    id: 'readOpenApi',
    method: 'GET',
    path: '/api/openapi.json',
    service: 'process',
    summary: 'This description',
    open: true,
    answers: [json(200, 'OpenAPI 3.1.', z.looseObject({ openapi: z.string() }))],
  },
  {
    id: 'showReasonCodes',
    method: 'GET',
    path: '/api/reason-codes',
    service: 'process',
    summary: 'Every code that something can be refused by, whichever service refuses it',
    description: 'All of them, by code.',
    open: true,
    answers: [json(200, 'All codes.', z.object({ items: z.array(reasonCode) }))],
  },
  {
    id: 'listDeadLetters',
    method: 'GET',
    path: '/api/dead-letters',
    service: 'process',
    summary: 'Messages that could not be processed',
    description:
      'For operators. Oldest first; what was replayed is no longer listed, what was settled with `state=settled` alone. What is in them is at `/api/dead-letters/{id}/content`.',
    query: {
      service: {
        schema: z.enum(serviceNames),
        description: 'Those of one service alone.',
      },
      state: {
        schema: deadLetterState,
        description: 'Those that are open, as without it, or those that were settled.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of dead letters.', page(deadLetterHead))],
    problems: { 403: 'You are no operator.' },
  },
  {
    id: 'showDeadLetter',
    method: 'GET',
    path: '/api/dead-letters/{id}',
    service: 'process',
    summary: 'One dead letter with its headers',
    description: 'For operators.',
    parameters: { id: 'Of the dead letter, as the list has it.' },
    answers: [json(200, 'The dead letter.', deadLetter)],
    problems: { 404: 'There is no dead letter of that id that you can see, or it was replayed.' },
  },
  {
    id: 'readDeadLetter',
    method: 'GET',
    path: '/api/dead-letters/{id}/content',
    service: 'process',
    summary: 'What is in a dead letter',
    description: 'For operators. The bytes as they came, but for a passcode in clear.',
    parameters: { id: 'Of the dead letter, as the list has it.' },
    answers: [file('application/octet-stream', 'The bytes.')],
    problems: { 404: 'There is no dead letter of that id that you can see, or it was replayed.' },
  },
  {
    id: 'replayDeadLetter',
    method: 'POST',
    path: '/api/dead-letters/{id}/replay',
    service: 'process',
    summary: 'Process a dead letter again',
    description: 'For operators. As if it had just been delivered; what was done already is not done twice.',
    parameters: { id: 'Of the dead letter, as the list has it.' },
    answers: [json(200, 'It went through.', z.object({ id: z.string(), replayed: z.literal(true) }))],
    problems: {
      403: 'You are no operator.',
      404: 'There is no dead letter of that id, or it was replayed.',
      422: 'It failed again; the list says why.',
    },
  },
  {
    id: 'settleDeadLetter',
    method: 'POST',
    path: '/api/dead-letters/{id}/settle',
    service: 'process',
    summary: 'Settle a dead letter that replay can never mend',
    description:
      'For operators. Nothing is to become of it: it leaves the list and the metrics, and stays kept with its bytes, who settled it, ' +
      'when and why. Coming again from the same place, it stays settled.',
    parameters: { id: 'Of the dead letter, as the list has it.' },
    body: { 'application/json': deadLetterSettlement },
    answers: [json(200, 'It is settled.', z.object({ id: z.string(), settled: z.literal(true) }))],
    problems: {
      403: 'You are no operator.',
      404: 'There is no dead letter of that id that is open.',
      422: 'There is no reason, or it is no line of text.',
    },
  },
];
