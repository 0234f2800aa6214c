import { z } from 'zod';
import {
  accountIdentifier,
  derivedIdentifier,
  identifier,
  kindName,
  longText,
  recordedEmail,
} from './text/primitives.ts';

/** Topic `license-requests`, in: what the portal and HTTP do as well, for systems. */

/** `sha256` of a preview's plan; a commit that carries one is refused when the plan would now differ (L3). */
const planHash = z.string().regex(/^[0-9a-f]{64}$/, 'is not the plan hash of a preview');

// A quantity is checked by the ledger's own rules (L6), so that a refusal names limit and actual figure.
const askedQuantity = z.number();

/** What a line of a transfer can name its licenses by. */
export const lineNames = z.object({
  lotId: derivedIdentifier.optional(),
  licenseKey: identifier.optional(),
  deviceType: kindName.optional(),
  sku: identifier.optional(),
  quantity: askedQuantity,
});

/** How many of lot, key and product a line names. */
export function namesOf({ lotId, licenseKey, sku }: z.infer<typeof lineNames>): number {
  return [lotId, licenseKey, sku].filter((name) => name !== undefined).length;
}

const transferLine = lineNames.refine(
  (line) => namesOf(line) === 1,
  'names its licenses by exactly one of lotId, licenseKey (with deviceType) and sku',
);

/** The person that the sending system speaks for; authority is decided by it. */
const requestedBy = recordedEmail.optional();
const note = longText(500).optional();

/** Body of `POST /api/transfers`; over Kafka `license.transfer-requested.v1`, with `requestedBy`. */
export const transferRequested = z.object({
  from: accountIdentifier,
  to: accountIdentifier,
  lines: z.array(transferLine).min(1).max(200),
  planHash: planHash.optional(),
  note,
  requestedBy,
});

/** `license.return-requested.v1`: all of what one transfer moved goes back (M5). */
export const returnRequested = z.object({
  transferId: derivedIdentifier,
  planHash: planHash.optional(),
  note,
  requestedBy,
});

/** `license.purchase-requested.v1` and `license.decrease-requested.v1` */
export const purchaseRequested = z.object({
  accountId: accountIdentifier,
  sku: identifier,
  quantity: askedQuantity,
  planHash: planHash.optional(),
  note,
  requestedBy,
});
export const decreaseRequested = purchaseRequested;

/** `stock.purchase-requested.v1` */
export const stockPurchaseRequested = purchaseRequested.extend({ contractId: identifier });

/** A lot of stock or a product, and how many of it. */
export const stockLine = z
  .object({ lotId: derivedIdentifier.optional(), sku: identifier.optional(), quantity: askedQuantity })
  .refine((line) => (line.lotId === undefined) !== (line.sku === undefined), 'names its stock by either lotId or sku');

const stockMove = z.object({
  from: accountIdentifier,
  to: accountIdentifier,
  lotId: derivedIdentifier.optional(),
  sku: identifier.optional(),
  quantity: askedQuantity.optional(),
  lines: z.array(stockLine).min(1).max(200).optional(),
  planHash: planHash.optional(),
  note,
});

/** `stock.move-requested.v1`: one lot, one product, or several of them in lines; each line has a quantity of its own. */
export const stockMoveRequested = stockMove.extend({ requestedBy }).superRefine(checkStockNamed);

interface StockNamed {
  readonly lotId?: string;
  readonly sku?: string;
  readonly quantity?: number;
  readonly lines?: readonly unknown[];
}

function checkStockNamed({ lotId, sku, quantity, lines }: StockNamed, context: z.RefinementCtx): void {
  const [first, second] = Object.entries({ lotId, sku, lines }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  const fault = (path: string, message: string, code?: string) => {
    context.addIssue({ code: 'custom', path: [path], message, params: { code } });
  };
  if (first === undefined) fault('lotId', 'is missing; name the stock by lotId, by sku or in lines', 'REQUIRED');
  else if (second !== undefined) fault(second, `cannot stand beside ${first}: name the stock once`);
  else if (lines === undefined && quantity === undefined) {
    fault('quantity', 'is missing; it has to be a whole number', 'REQUIRED');
  } else if (lines !== undefined && quantity !== undefined) {
    fault('quantity', 'cannot stand beside lines: each line has its own');
  }
}

const person = { requestedBy: true } as const;

/** Transfers that are decided one after the other, and made all together or not at all (L6). */
const transferBatch = z.object({
  transfers: z
    .array(transferRequested.omit({ ...person, planHash: true }))
    .min(1)
    .max(200)
    .describe('In the order in which they are decided.'),
  planHash: planHash.optional(),
});

/** Moves of stock, likewise (L6). */
const stockMoveBatch = z.object({
  moves: z
    .array(stockMove.omit({ planHash: true }).superRefine(checkStockNamed))
    .min(1)
    .max(200)
    .describe('In the order in which they are decided.'),
  planHash: planHash.optional(),
});

const purchase = purchaseRequested.omit(person);

/** The same over HTTP, where whoever is signed in asks, and for nobody else. */
export const requestBodies = {
  transfer: transferRequested.omit(person),
  transferBatch,
  return: returnRequested.omit({ transferId: true, ...person }),
  purchase,
  decrease: purchase,
  stockPurchase: stockPurchaseRequested.omit(person),
  stockMove: stockMove.superRefine(checkStockNamed),
  stockMoveBatch,
} as const;

export type TransferRequested = z.infer<typeof transferRequested>;

/** The event types of topic `license-requests`. */
export const licenseRequestEvents = {
  'license.transfer-requested.v1': transferRequested,
  'license.return-requested.v1': returnRequested,
  'license.purchase-requested.v1': purchaseRequested,
  'license.decrease-requested.v1': decreaseRequested,
  'stock.purchase-requested.v1': stockPurchaseRequested,
  'stock.move-requested.v1': stockMoveRequested,
} as const;
