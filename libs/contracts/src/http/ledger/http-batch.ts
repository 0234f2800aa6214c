import { z } from 'zod';
import { requestBodies } from '../../license-requests.ts';
import { transferDone, transferPreview } from '../http-requests.ts';
import { json, type Route } from '../http-route.ts';

/** Many transfers in one request: a fold over the same books, in one transaction. */

const planHash = z.string().describe('Of all plans; a commit that carries it is refused when they would now differ.');

const batchPreview = z.object({
  transfers: z
    .array(transferPreview)
    .describe('Each as it would be after those before it; one that is refused changes nothing.'),
  refused: z
    .int()
    .describe('How many of them something stands in the way of. The commit is refused unless it is 0: leave them out.'),
  planHash,
});

const batchDone = z.object({
  transfers: z.array(transferDone).describe('Each as it was made.'),
  planHash,
});

/** Schemas of these routes that are worth a name. */
export const batchSchemas = {
  TransferBatchRequest: requestBodies.transferBatch,
  TransferBatchPreview: batchPreview,
  TransferBatchDone: batchDone,
};

export const batchRoutes: readonly Route[] = [
  {
    id: 'commitTransferBatch',
    method: 'POST',
    path: '/api/transfers/batch',
    service: 'ledger',
    summary: 'Move licenses in up to 200 transfers, all of them or none',
    description:
      'They are decided one after the other, each over what those before it changed, and made in one transaction. With the `planHash` of a ' +
      'preview it is refused when a plan would now differ.',
    body: { 'application/json': requestBodies.transferBatch },
    idempotent: true,
    answers: [json(201, 'Done.', batchDone)],
    problems: {
      404: 'None of the accounts that give is one that you can see.',
      409: 'The preview is stale: `PLAN_STALE`; preview again.',
      422: 'Refused, with every violation; its path begins with the transfer, as in `transfers[3].lines[0].quantity`. Nothing is done; what was refused is in the event log.',
    },
  },
  {
    id: 'previewTransferBatch',
    method: 'POST',
    path: '/api/transfers/batch/preview',
    service: 'ledger',
    summary: 'Move licenses in up to 200 transfers: what it would do',
    description:
      'Changes nothing. Each transfer is shown as it would be after those before it, with what stands in its way.',
    body: { 'application/json': requestBodies.transferBatch },
    answers: [json(200, 'The plans, and what stands in their way.', batchPreview)],
    problems: { 404: 'None of the accounts that give is one that you can see.', 422: 'The body cannot be read.' },
  },
];
