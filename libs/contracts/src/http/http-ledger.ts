import { z } from 'zod';
import { accountKind, accountUpdated } from '../accounts.ts';
import { category } from '../sale-facts.ts';
import { date, derivedIdentifier, identifier, lineOfText, program, quantity, violation } from '../text/primitives.ts';
import { accountRoutes, accountSchemas } from './http-accounts.ts';
import { json, page, paging, type Route } from './http-route.ts';
import { eventLogRoutes, eventLogSchemas } from './ledger/http-event-log.ts';
import { licenseStanding, transferRoutes, transferSchemas } from './ledger/http-transfers.ts';

/** What the ledger shows: accounts and their licenses; transfers and the event log stand below `ledger/`. */

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

/** One account alone: also whom its invoices bear. */
const shownAccount = account.extend({
  paysFor: z
    .array(z.object({ accountId: identifier, name: z.string() }))
    .describe(
      'The accounts whose lines come on its invoices (`invoiceTo: parent`), as far as you see them, by name; at most 100.',
    ),
  paysForCount: z.int().describe('How many they are.'),
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

/** Schemas of these routes that are worth a name. */
export const ledgerSchemas = {
  Account: account,
  ListedAccount: listedAccount,
  ShownAccount: shownAccount,
  ...accountSchemas,
  Standing: licenseStanding,
  License: license,
  ...transferSchemas,
  ...eventLogSchemas,
};

const noAccount = { 404: 'There is no such account that you can see.' };
const accountId = 'As the account system gave it.';

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
      stock: {
        schema: z.enum(['true', 'false']),
        description: '`true`: only accounts that can have stock: resellers, partners and distributors.',
      },
      attention: {
        schema: z.enum(['true', 'false']),
        description: '`true`: only those that use more than they have, or of which something ends within 60 days.',
      },
      sort: {
        schema: z.string(),
        description:
          '`accountId`, `name`, `kind` or `parentId`; or by what an account has of all types of device and programs together: `total`, `inUse`, ' +
          '`available` or `nextEnd`. With `-` in front for descending; without it `accountId`.',
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
    answers: [json(200, 'The account.', shownAccount)],
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
  ...transferRoutes,
  ...eventLogRoutes,
];
