import { z } from 'zod';
import { requestBodies } from '../license-requests.ts';
import { lotFacts } from '../licenses.ts';
import { currency, date, derivedIdentifier, identifier, instant, signedAmount, violation } from '../text/primitives.ts';
import { json, type Route } from './http-route.ts';
import { invoiceChange, licenseStanding, movedLot, toldLot, transferSide } from './ledger/http-transfers.ts';

/** What can be asked of the ledger over HTTP: each request with its preview, which answers what the commit would. */

const nextInvoice = z.array(invoiceChange).optional();

// A refusal shows how far the plan got, so nothing of it is sure to be there.
const transferPlan = z.object({
  from: identifier.optional(),
  to: identifier.optional(),
  transferred: z.int().optional(),
  moved: z.array(movedLot).optional(),
  remaining: z
    .array(
      z.object({
        lotId: derivedIdentifier,
        sku: identifier,
        licenseKey: identifier.optional(),
        deviceType: identifier.optional(),
        quantity: z.int(),
      }),
    )
    .optional(),
  sides: z.array(transferSide).optional(),
  nextInvoice,
  planHash: z.string().optional(),
});

const countPlan = z.object({
  accountId: identifier.optional(),
  sku: identifier.optional(),
  name: z.string().optional(),
  quantity: z.number().optional(),
  before: licenseStanding.optional(),
  after: licenseStanding.optional(),
  contractId: identifier.optional().describe('Of a stock purchase: the contract that it is bought under.'),
  usableUntil: date.optional().describe('Of a stock purchase: the day by which the stock has to be used.'),
  minimum: z.int().optional(),
  currency: currency.optional(),
  currentEstimate: signedAmount.optional(),
  changedCost: signedAmount.optional(),
  addedLicenses: z.number().optional(),
  addedCost: signedAmount.optional(),
  decreasedLicenses: z.number().optional(),
  decreasedCost: signedAmount.optional(),
  estimatedTotal: signedAmount.optional(),
  nextInvoice,
  planHash: z.string().optional(),
});

const movedStock = movedLot.extend({
  targetLot: lotFacts.optional(),
  stockBefore: z.int().describe('In stock of the lot before.'),
  stockAfter: z.int().describe('In stock of the lot after.'),
});

const stockMovePlan = z.object({
  from: identifier.optional(),
  to: identifier.optional(),
  lot: toldLot.optional().describe('Where the stock is of one lot.'),
  targetLot: lotFacts.optional(),
  moved: z.array(movedStock).optional(),
  quantity: z.number().optional(),
  stockBefore: z.int().optional().describe('What can be moved of the lots or products that are named.'),
  stockAfter: z.int().optional(),
  nextInvoice,
  planHash: z.string().optional(),
});

const previewed = { violations: z.array(violation) };
const recorded = { journalId: derivedIdentifier, at: instant, initiatedBy: z.string() };
const transferred = { ...recorded, transferId: derivedIdentifier };

/** What a transfer would do, and what it has done. */
export const transferPreview = transferPlan.extend(previewed);
export const transferDone = transferPlan.extend(transferred);
const countPreview = countPlan.extend(previewed);
const countDone = countPlan.extend({
  ...recorded,
  lotId: derivedIdentifier.optional().describe('The lot that was made; absent when licenses were taken away.'),
});
// Licenses that a customer is to get are a lot when they are there, and have no id before.
const futureLot = lotFacts.partial({ lotId: true });
export const stockMovePreview = stockMovePlan.extend({
  ...previewed,
  targetLot: futureLot.optional(),
  moved: z.array(movedStock.extend({ targetLot: futureLot.optional() })).optional(),
});
export const stockMoveDone = stockMovePlan.extend(transferred);

/** Schemas of these routes that are worth a name. */
export const requestSchemas = {
  InvoiceChange: invoiceChange,
  TransferRequest: requestBodies.transfer,
  TransferPreview: transferPreview,
  TransferDone: transferDone,
  ReturnRequest: requestBodies.return,
  PurchaseRequest: requestBodies.purchase,
  CountPreview: countPreview,
  CountDone: countDone,
  StockPurchaseRequest: requestBodies.stockPurchase,
  StockMoveRequest: requestBodies.stockMove,
  StockMovePreview: stockMovePreview,
  StockMoveDone: stockMoveDone,
};

interface Request {
  readonly id: string;
  readonly path: string;
  readonly summary: string;
  readonly body: z.ZodType;
  readonly preview: z.ZodType;
  readonly done: z.ZodType;
  readonly bodyOptional?: true;
  readonly parameters?: Route['parameters'];
}

const count = { preview: countPreview, done: countDone };

const requests: readonly Request[] = [
  {
    id: 'Transfer',
    path: 'transfers',
    summary: 'Move licenses to another account',
    body: requestBodies.transfer,
    preview: transferPreview,
    done: transferDone,
  },
  {
    id: 'Return',
    path: 'transfers/{transferId}/return',
    summary: 'Give a whole transfer back',
    body: requestBodies.return,
    preview: transferPreview,
    done: transferDone,
    bodyOptional: true,
    parameters: { transferId: 'The transfer that is to be given back.' },
  },
  { id: 'Purchase', path: 'purchases', summary: 'Add licenses to a site', body: requestBodies.purchase, ...count },
  { id: 'Decrease', path: 'decreases', summary: 'Take licenses from a site', body: requestBodies.decrease, ...count },
  {
    id: 'StockPurchase',
    path: 'stock-purchases',
    summary: 'Buy licenses into stock',
    body: requestBodies.stockPurchase,
    ...count,
  },
  {
    id: 'StockMove',
    path: 'stock-moves',
    summary: 'Move licenses from stock',
    body: requestBodies.stockMove,
    preview: stockMovePreview,
    done: stockMoveDone,
  },
];

export const requestRoutes: readonly Route[] = requests.flatMap((request) => [
  commitRoute(request),
  previewRoute(request),
]);

function commitRoute({ id, path, summary, body, done, bodyOptional, parameters }: Request): Route {
  return {
    id: `commit${id}`,
    method: 'POST',
    path: `/api/${path}`,
    service: 'ledger',
    summary,
    description:
      'All of it is done, or nothing. With the `planHash` of a preview it is refused when the plan would now differ.',
    parameters,
    body: { 'application/json': body },
    bodyOptional,
    idempotent: true,
    answers: [json(201, 'Done.', done)],
    problems: {
      404: 'There is no such account or transfer that you can see.',
      409: 'The preview is stale: `PLAN_STALE`; preview again.',
      422: 'Refused, with every violation and, as `plan`, how far it got.',
    },
  };
}

function previewRoute({ id, path, summary, body, preview, bodyOptional, parameters }: Request): Route {
  return {
    id: `preview${id}`,
    method: 'POST',
    path: `/api/${path}/preview`,
    service: 'ledger',
    summary: `${summary}: what it would do`,
    description: 'Changes nothing. What stands in the way is in `violations`.',
    parameters,
    body: { 'application/json': body },
    bodyOptional,
    answers: [json(200, 'The plan, and what stands in its way.', preview)],
    problems: { 404: 'There is no such account or transfer that you can see.', 422: 'The body cannot be read.' },
  };
}
