import { z } from 'zod';
import { requestBodies } from '../../license-requests.ts';
import { stockMoveDone, stockMovePreview, transferDone, transferPreview } from '../http-requests.ts';
import { json, type Route } from '../http-route.ts';

/** Many transfers or moves of stock in one request: a fold over the same books, in one transaction. */

const planHash = z.string().describe('Of all plans; a commit that carries it is refused when they would now differ.');

const refused = z
  .int()
  .describe('How many of them something stands in the way of. The commit is refused unless it is 0: leave them out.');

const eachAsItWouldBe = 'Each as it would be after those before it; one that is refused changes nothing.';
const eachAsMade = 'Each as it was made.';

const transferBatchPreview = z.object({
  transfers: z.array(transferPreview).describe(eachAsItWouldBe),
  refused,
  planHash,
});
const transferBatchDone = z.object({ transfers: z.array(transferDone).describe(eachAsMade), planHash });
const stockMoveBatchPreview = z.object({
  moves: z.array(stockMovePreview).describe(eachAsItWouldBe),
  refused,
  planHash,
});
const stockMoveBatchDone = z.object({ moves: z.array(stockMoveDone).describe(eachAsMade), planHash });

/** Schemas of these routes that are worth a name. */
export const batchSchemas = {
  TransferBatchRequest: requestBodies.transferBatch,
  TransferBatchPreview: transferBatchPreview,
  TransferBatchDone: transferBatchDone,
  StockMoveBatchRequest: requestBodies.stockMoveBatch,
  StockMoveBatchPreview: stockMoveBatchPreview,
  StockMoveBatchDone: stockMoveBatchDone,
};

interface Batch {
  readonly id: string;
  readonly path: string;
  /** As a sentence goes on with it. */
  readonly what: string;
  readonly one: string;
  /** A violation's path, as an example. */
  readonly at: string;
  readonly body: z.ZodType;
  readonly preview: z.ZodType;
  readonly done: z.ZodType;
}

const batches: readonly Batch[] = [
  {
    id: 'TransferBatch',
    path: '/api/transfers/batch',
    what: 'Move licenses in up to 200 transfers',
    one: 'transfer',
    at: 'transfers[3].lines[0].quantity',
    body: requestBodies.transferBatch,
    preview: transferBatchPreview,
    done: transferBatchDone,
  },
  {
    id: 'StockMoveBatch',
    path: '/api/stock-moves/batch',
    what: 'Move licenses from stock in up to 200 moves',
    one: 'move',
    at: 'moves[3].quantity',
    body: requestBodies.stockMoveBatch,
    preview: stockMoveBatchPreview,
    done: stockMoveBatchDone,
  },
];

export const batchRoutes: readonly Route[] = batches.flatMap((batch) => [commitRoute(batch), previewRoute(batch)]);

function commitRoute({ id, path, what, one, at, body, done }: Batch): Route {
  return {
    id: `commit${id}`,
    method: 'POST',
    path,
    service: 'ledger',
    summary: `${what}, all of them or none`,
    description:
      'They are decided one after the other, each over what those before it changed, and made in one transaction. With the `planHash` of a ' +
      'preview it is refused when a plan would now differ.',
    body: { 'application/json': body },
    idempotent: true,
    answers: [json(201, 'Done.', done)],
    problems: {
      404: 'None of the accounts that give is one that you can see.',
      409: 'The preview is stale: `PLAN_STALE`; preview again.',
      422: `Refused, with every violation; its path begins with the ${one}, as in \`${at}\`. Nothing is done; what was refused is in the event log.`,
    },
  };
}

function previewRoute({ id, path, what, one, body, preview }: Batch): Route {
  return {
    id: `preview${id}`,
    method: 'POST',
    path: `${path}/preview`,
    service: 'ledger',
    summary: `${what}: what it would do`,
    description: `Changes nothing. Each ${one} is shown as it would be after those before it, with what stands in its way.`,
    body: { 'application/json': body },
    answers: [json(200, 'The plans, and what stands in their way.', preview)],
    problems: { 404: 'None of the accounts that give is one that you can see.', 422: 'The body cannot be read.' },
  };
}
