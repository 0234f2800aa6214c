import { z } from 'zod';
import { serviceNames } from '../services.ts';
import { json, type Route } from './http-route.ts';

/** Dead letters, many at a time. */

const service = z.enum(serviceNames);

const ids = z.array(z.string()).min(1).max(200);

/** Which dead letters are to be processed again: those that are named, or those that are alike. */
export const deadLetterReplay = z
  .object({
    ids: ids.optional().describe('As the list has them; they are processed in this order.'),
    topic: z.string().max(249).optional().describe('Those of this topic.'),
    cause: z.string().max(200).optional().describe('Those of this cause, as the counts have it.'),
  })
  .refine(({ ids: named, topic, cause }) => (named === undefined) !== (topic === undefined && cause === undefined), {
    path: ['ids'],
    message: 'has to be given, or else topic, cause or both',
    params: { code: 'REQUIRED', remedy: 'name the letters by ids, or those that are alike by topic and cause' },
  });

const replayed = z.object({
  replayed: z.array(z.string()).describe('Ids of those that went through.'),
  failed: z
    .array(
      z.object({ id: z.string().describe('Of the dead letter.'), error: z.string().describe('Why, as it is now.') }),
    )
    .describe('Those that failed again, or that are not open here.'),
  more: z.boolean().describe('There are more that are alike: 200 are processed by one request at most.'),
});

const counts = z.object({
  services: z
    .array(
      z.object({
        service: service.describe('The service that could not process them.'),
        open: z.int().describe('How many are open.'),
        causes: z
          .array(
            z.object({
              topic: z.string().describe('The topic that they came on.'),
              cause: z.string().describe('The code that their errors begin with, or how they begin.'),
              count: z.int().describe('How many.'),
            }),
          )
          .describe('The most frequent at the front; a hundred at most.'),
      }),
    )
    .describe('The services in this process.'),
});

/** Schemas of these routes that are worth a name. */
export const deadLetterSchemas = { DeadLetterReplay: deadLetterReplay, DeadLetterCounts: counts };

const query = { service: { schema: service, description: 'Those of one service alone.' } };
const problems = { 403: 'You are no operator.' };

export const deadLetterRoutes: readonly Route[] = [
  {
    id: 'countDeadLetters',
    method: 'GET',
    path: '/api/dead-letters/counts',
    service: 'process',
    summary: 'How many messages could not be processed, by service, topic and cause',
    description: 'For operators.',
    query,
    answers: [json(200, 'The counts.', counts)],
    problems,
  },
  {
    id: 'replayDeadLetters',
    method: 'POST',
    path: '/api/dead-letters/replay',
    service: 'process',
    summary: 'Process many dead letters again',
    description:
      'For operators. Each by itself, as if it had just been delivered; what was done already is not done twice.',
    query,
    body: { 'application/json': deadLetterReplay },
    answers: [json(200, 'What became of each.', replayed)],
    problems: { ...problems, 422: 'The body names none.' },
  },
];
