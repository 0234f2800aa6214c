import { z } from 'zod';
import { accountKind, accountUpdated } from '../accounts.ts';
import { lotFacts } from '../licenses.ts';
import {
  category,
  currency,
  date,
  derivedIdentifier,
  identifier,
  instant,
  lineOfText,
  price,
  program,
  quantity,
  signedAmount,
  violation,
} from '../text/primitives.ts';
import { accountRoutes, accountSchemas } from './http-accounts.ts';
import { file, json, page, paging, type Route } from './http-route.ts';

/** What the ledger shows: accounts, their licenses, transfers, the event log. */

/** How many licenses there are, in use and free. */
export const licenseStanding = z.object({ total: z.int(), inUse: z.int(), available: z.int() });

const account = accountUpdated.omit({ changedBy: true }).extend({
  products: z.array(licenseStanding.extend({ sku: identifier })),
  deviceTypes: z
    .array(
      licenseStanding.extend({
        deviceType: identifier.optional().describe('Absent: the product is for no type of device.'),
        products: z
          .array(z.object({ sku: identifier, total: z.int(), inUse: z.int() }))
          .describe('Each product for it.'),
      }),
    )
    .describe('The same by type of device, where nothing is counted twice: these can be added up.'),
  programs: z
    .array(
      licenseStanding.extend({
        program,
        nextEnd: date.optional().describe('The next day on which something of it ends; absent: nothing does.'),
      }),
    )
    .describe('The products added up by program, by name.'),
  may: z
    .object({
      transfer: z.boolean().describe('Transfer licenses from it, and give transfers back.'),
      purchase: z.boolean().describe('Add licenses to it.'),
      decrease: z.boolean().describe('Take licenses from it.'),
      stock: z.boolean().describe('Buy and move stock, where the account is a reseller.'),
      case: z.boolean().describe('Submit transfer cases.'),
      administer: z.boolean().describe('Change the account, and who administers it.'),
    })
    .describe('What you may ask for the account, by your memberships; whether the rules allow it, previews say.'),
});

/** What accounts can be asked whether they are eligible for (T8). */
export const eligibleFor = z.enum(['transfer', 'stock-move']);
export const eligibleQuantity = quantity;

const listedAccount = account.extend({
  eligible: z.boolean().optional().describe('With `eligibleFor`: nothing stands in the way.'),
  reasons: z
    .array(violation)
    .optional()
    .describe('With `eligibleFor`: what stands in the way, as the preview of the request says it.'),
});

/** What a lot is on a day. */
export const licenseStatus = z.enum(['future', 'active', 'grace', 'expired']);

const license = z.object({
  lotId: derivedIdentifier,
  sku: identifier,
  name: lineOfText,
  program,
  category,
  quantity,
  transferableQuantity: z.int().min(0),
  reason: z.string().optional(),
  returnOf: derivedIdentifier.optional(),
  returns: z.array(z.object({ transferId: derivedIdentifier, quantity })).optional(),
  startsOn: date,
  endsOn: date.optional(),
  graceEndsOn: date.optional(),
  status: licenseStatus,
  originAccountId: identifier,
  deviceType: identifier.optional(),
  edition: identifier.optional(),
  package: identifier.optional(),
  licenseKey: identifier.optional(),
  orderNumber: identifier.optional(),
  entitlementId: derivedIdentifier.optional(),
  activationCode: z.string().optional(),
  ssrn: z.string().optional(),
  stock: z.boolean(),
});

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

const loggedEvent = z.object({
  id: z.string(),
  date: instant,
  type: z.string(),
  source: identifier.nullable(),
  sourceName: z.string().nullable(),
  target: identifier.nullable(),
  targetName: z.string().nullable(),
  licenseCount: z.int(),
  initiatedBy: z.string(),
  reference: z.string(),
  note: z.string().nullable(),
  violations: z.array(violation).nullable(),
});

const loggedEvents = page(loggedEvent).extend({
  estimatedTotal: z
    .int()
    .describe('How many events there are on all pages: of one page exactly, of more about. 10000 may stand for more.'),
});

/** Schemas of these routes that are worth a name. */
export const ledgerSchemas = {
  Account: account,
  ListedAccount: listedAccount,
  ...accountSchemas,
  Standing: licenseStanding,
  License: license,
  Lot: toldLot,
  MovedLot: movedLot,
  Transfer: transfer,
  LoggedEvent: loggedEvent,
};

const noAccount = { 404: 'There is no such account that you can see.' };
const accountId = 'As the account system gave it.';

const view = {
  account: { schema: identifier, description: 'Only what this account is source or target of.' },
  from: { schema: date, description: 'Only what was recorded on that day (UTC) or later.' },
  to: { schema: date, description: 'Only what was recorded on that day (UTC) or earlier.' },
  type: { schema: z.string(), description: 'Only events of this type, as they have it.' },
  reference: {
    schema: derivedIdentifier,
    description:
      'Only what is about this journal, request or case, about this lot, or about the lots of the order of that number.',
  },
  search: {
    schema: z.string(),
    description: "Text that one of the six columns holds as it is shown, or an account's id.",
  },
  sort: {
    schema: z.string(),
    description:
      '`date`, `type`, `source`, `target`, `licenseCount` or `initiatedBy`, with `-` in front for descending; without it `-date`.',
  },
};

export const ledgerRoutes: readonly Route[] = [
  {
    id: 'listAccounts',
    method: 'GET',
    path: '/api/accounts',
    service: 'ledger',
    summary: 'Your accounts, with what they have of each product',
    description:
      'By id, unless `sort` says otherwise. With `eligibleFor` each says whether it can take licenses of `from` or give some to `to`, and if not, why: what the preview of ' +
      'that request would say. Without `sku` and `lotId` it is enough that one product of the giver can move. Pages have at most 100 accounts then.',
    query: {
      q: { schema: z.string(), description: 'Part of the name or of the id, in any case.' },
      kind: { schema: accountKind, description: 'Only accounts of this kind.' },
      parent: { schema: identifier, description: 'Only accounts that belong to this one.' },
      sort: {
        schema: z.string(),
        description: '`accountId`, `name` or `kind`, with `-` in front for descending; without it `accountId`.',
      },
      eligibleFor: { schema: eligibleFor, description: 'Say of each whether it is eligible for it.' },
      from: { schema: identifier, description: 'The account that gives; `to` is each that is listed.' },
      to: { schema: identifier, description: 'The account that takes; `from` is each that is listed.' },
      sku: { schema: identifier, description: 'The product that is to move.' },
      lotId: { schema: derivedIdentifier, description: 'The lot that is to move; a stock move needs it or `sku`.' },
      quantity: { schema: eligibleQuantity, description: 'How many are to move; without it 1.' },
      ...paging,
    },
    answers: [json(200, 'A page of accounts.', page(listedAccount))],
    problems: noAccount,
  },
  {
    id: 'showAccount',
    method: 'GET',
    path: '/api/accounts/{accountId}',
    service: 'ledger',
    summary: 'One account',
    parameters: { accountId },
    answers: [json(200, 'The account.', account)],
    problems: noAccount,
  },
  ...accountRoutes,
  {
    id: 'listLicenses',
    method: 'GET',
    path: '/api/accounts/{accountId}/licenses',
    service: 'ledger',
    summary: 'Licenses of an account, and how many of each can be transferred',
    description: 'In the order of their end, unless `sort` says otherwise.',
    parameters: { accountId },
    query: {
      name: { schema: z.string(), description: 'Part of name or sku.' },
      hideNonTransferable: {
        schema: z.enum(['true', 'false']),
        description: '`true`: only what can be transferred, or moved from stock.',
      },
      status: { schema: licenseStatus, description: "Only what is so today, on the account's calendar." },
      program: { schema: z.string(), description: 'Only licenses of this program.' },
      stock: { schema: z.enum(['true', 'false']), description: '`true`: only stock; `false`: only what is none.' },
      sort: {
        schema: z.string(),
        description:
          '`endsOn`, `startsOn`, `name`, `sku` or `quantity`, with `-` in front for descending; without it `endsOn`.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of licenses.', page(license))],
    problems: noAccount,
  },
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
  {
    id: 'listEvents',
    method: 'GET',
    path: '/api/event-log',
    service: 'ledger',
    summary: 'The event log: what was done and what was refused',
    query: { ...view, ...paging },
    answers: [json(200, 'A page of the log.', loggedEvents)],
  },
  {
    id: 'exportEvents',
    method: 'GET',
    path: '/api/event-log.csv',
    service: 'ledger',
    summary: 'The event log for a spreadsheet',
    description:
      'The current view with the same query, without one all there is. Cells that would start a formula are made harmless.',
    query: {
      columns: {
        schema: z.string(),
        description:
          'Names with commas between, each once, in the order to be shown: `date`, `type`, `source`, `target`, `licenseCount`, ' +
          '`initiatedBy`; without it all.',
      },
      ...view,
    },
    answers: [file('text/csv', 'CSV, UTF-8.')],
  },
];
