import { z } from 'zod';
import { lotFacts } from '../../licenses.ts';
import {
  currency,
  date,
  derivedIdentifier,
  identifier,
  instant,
  price,
  quantity,
  signedAmount,
} from '../../text/primitives.ts';
import { json, page, paging, type Route } from '../http-route.ts';

/** Transfers, returns and stock moves as they were recorded, and what previews say of them. */

/** How many licenses there are, in use and free. */
export const licenseStanding = z.object({ total: z.int(), inUse: z.int(), available: z.int() });

/** A quantity of a lot that moved; its price is told to those who may see who paid it. */
export const toldLot = lotFacts.partial({ unitPrice: true, currency: true });
export const movedLot = z.object({
  quantity,
  licenseKey: identifier.optional().describe('The license key that it moved from, which its holder has now as well.'),
  deviceType: identifier.optional(),
  lot: toldLot,
});

export const transferAction = z.enum(['transfer', 'return', 'stock-move']);

/** What an account holds now under a license key (K9). */
export const remainingUnderKey = z.object({
  lotId: derivedIdentifier,
  sku: identifier,
  licenseKey: identifier,
  deviceType: identifier.optional(),
  quantity: z.int(),
});

/** By how much the next invoice of an account changes, for one product at one price (D7). */
export const invoiceChange = z.object({
  accountId: identifier,
  sku: identifier,
  quantity: z.int(),
  unitPrice: price,
  amount: signedAmount,
  currency,
});

/** What one side of a transfer has of a product, before and after (D4). */
export const transferSide = z.object({
  accountId: identifier,
  name: z.string(),
  product: z.string(),
  before: licenseStanding,
  after: licenseStanding,
});

const asPlanned =
  'As the plan said when it was committed, of sides that you see; absent of what earlier releases recorded.';

const transfer = z.object({
  transferId: derivedIdentifier,
  action: transferAction,
  from: identifier,
  to: identifier,
  fromName: z.string().optional().describe('Absent of an account that you do not see.'),
  toName: z.string().optional().describe('Absent of an account that you do not see.'),
  at: instant,
  initiatedBy: z.string(),
  note: z.string().optional(),
  returnOf: derivedIdentifier.optional(),
  returnedBy: derivedIdentifier.optional(),
  moved: z.array(movedLot),
  remaining: z
    .array(remainingUnderKey)
    .optional()
    .describe('What the source holds now under the license keys that were moved from; for those who see it.'),
  sides: z.array(transferSide).optional().describe(`What each side had before and after. ${asPlanned}`),
  nextInvoice: z.array(invoiceChange).optional().describe(`By how much next invoices changed. ${asPlanned}`),
  stockBefore: z.int().optional().describe(`Of a stock move: what was in stock. ${asPlanned}`),
  stockAfter: z.int().optional().describe(`Of a stock move: what was left in stock. ${asPlanned}`),
});

/** Schemas of these routes that are worth a name. */
export const transferSchemas = { Lot: toldLot, MovedLot: movedLot, Transfer: transfer };

export const transferRoutes: readonly Route[] = [
  {
    id: 'listTransfers',
    method: 'GET',
    path: '/api/transfers',
    service: 'ledger',
    summary: 'Transfers, returns and stock moves of your accounts',
    description: 'The newest first.',
    query: {
      account: { schema: identifier, description: 'Only what went from this account or to it.' },
      from: { schema: date, description: 'Only what was recorded on that day (UTC) or later.' },
      action: { schema: transferAction, description: 'Only these.' },
      lot: { schema: derivedIdentifier, description: 'Only what moved of this lot.' },
      returnable: {
        schema: z.enum(['true', 'false']),
        description:
          '`true`: only transfers to your accounts of which all is still there and nothing was given back; what the rules say of it, the preview of the return tells.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of transfers.', page(transfer))],
  },
  {
    id: 'showTransfer',
    method: 'GET',
    path: '/api/transfers/{transferId}',
    service: 'ledger',
    summary: 'One transfer, return or stock move',
    parameters: { transferId: 'As the commit answered it.' },
    answers: [json(200, 'As it was recorded.', transfer)],
    problems: { 404: 'There is no such transfer that you can see.' },
  },
];
