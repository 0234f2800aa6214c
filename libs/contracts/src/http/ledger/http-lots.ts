import { z } from 'zod';
import {
  date,
  derivedIdentifier,
  identifier,
  instant,
  lineOfText,
  month,
  program,
  quantity,
} from '../../text/primitives.ts';
import { json, page, paging, type Route } from '../http-route.ts';
import { toldLot } from './http-transfers.ts';

/** Lots, stock and flows, as the ledger shows them. */

const party = z.object({
  accountId: identifier.optional().describe('Absent: another account, which you do not see.'),
  name: z.string().describe('Of the account; `another account` for one that you do not see.'),
});

const holder = party.extend({ quantity: z.int().describe('How many it holds now.') });

const lot = toldLot.extend({
  stock: z.boolean(),
  deviceType: identifier.optional(),
  edition: identifier.optional(),
  package: identifier.optional(),
  licenseKey: identifier.optional().describe('The license key that it came under.'),
  entitlementId: derivedIdentifier.optional(),
  holders: z
    .array(holder)
    .describe(
      'Who holds it now. Accounts that you do not see are one entry, for those alone who see the account that it was made for.',
    ),
});

const journal = z.object({
  journalId: derivedIdentifier,
  action: z.enum(['fulfil', 'purchase', 'decrease', 'transfer', 'return', 'stock-purchase', 'stock-move', 'expire']),
  at: instant,
  initiatedBy: z.string(),
  note: z.string().optional(),
  quantity: z.int().describe('How many of the lot.'),
  from: party.optional().describe('Absent: the licenses were made.'),
  to: party.optional().describe('Absent: the licenses ended, or were taken away.'),
});

const stock = z.object({
  accountId: identifier,
  accountName: lineOfText.describe('Name of the account that holds it.'),
  lotId: derivedIdentifier,
  sku: identifier,
  name: lineOfText,
  program,
  package: identifier.optional(),
  contractId: identifier.optional(),
  quantity,
  startsOn: date,
  endsOn: date.optional().describe('The last day on which it can be moved; absent: it does not end.'),
  daysLeft: z
    .int()
    .optional()
    .describe('0 on its last day, on the calendar of who holds it; below 0 when that is past.'),
});

const flow = z.object({
  source: identifier.describe('The account that gave.'),
  target: identifier.describe('The account that got.'),
  sku: identifier,
  quantity: z.int().describe('The sum of what went that way.'),
  count: z.int().describe('How many transfers, returns and moves of stock it is the sum of.'),
});

const monthOfEnds = z.object({
  month: month.describe('In which they end; months in which nothing ends are left out.'),
  sku: identifier,
  quantity: z.int().describe('How many licenses of the product end in it.'),
});

/** Schemas of these routes that are worth a name. */
export const lotSchemas = {
  LotWithHolders: lot,
  LotJournal: journal,
  Stock: stock,
  Flow: flow,
  MonthOfEnds: monthOfEnds,
};

const noLot = { 404: 'There is no such lot that you can see.' };
const lotId = 'As lists of licenses have it.';

export const lotRoutes: readonly Route[] = [
  {
    id: 'showLot',
    method: 'GET',
    path: '/api/lots/{lotId}',
    service: 'ledger',
    summary: 'One lot, and who holds it now',
    description: 'For those who see an account that holds or held it, or one that stands on its order.',
    parameters: { lotId },
    answers: [json(200, 'The lot.', lot)],
    problems: noLot,
  },
  {
    id: 'listLotHistory',
    method: 'GET',
    path: '/api/lots/{lotId}/history',
    service: 'ledger',
    summary: 'What became of a lot',
    description: 'Journals that you see a side of, the newest first.',
    parameters: { lotId },
    query: paging,
    answers: [json(200, 'A page of journals.', page(journal))],
    problems: noLot,
  },
  {
    id: 'listStock',
    method: 'GET',
    path: '/api/stock',
    service: 'ledger',
    summary: 'Stock of your accounts, with the days until it has to be used',
    description: 'In the order of its end.',
    query: { account: { schema: identifier, description: 'Only what this account holds.' }, ...paging },
    answers: [json(200, 'A page of stock.', page(stock))],
  },
  {
    id: 'showEnds',
    method: 'GET',
    path: '/api/ends',
    service: 'ledger',
    summary: 'How many licenses of your accounts end in each of the next twelve months, by product',
    description:
      'This month from today (UTC) on, and the eleven after it. Stock is left out: it has a list of its own.',
    query: { account: { schema: identifier, description: 'Only what this account holds.' } },
    answers: [json(200, 'By month and product, in their order.', z.object({ items: z.array(monthOfEnds) }))],
  },
  {
    id: 'listFlows',
    method: 'GET',
    path: '/api/flows',
    service: 'ledger',
    summary: 'How many licenses went between your accounts and others',
    description: 'Transfers, returns and moves of stock, added up by source, target and product, in that order.',
    query: {
      account: { schema: identifier, description: 'Only what went from this account or to it.' },
      from: { schema: date, description: 'Only what was recorded on that day (UTC) or later.' },
      to: { schema: date, description: 'Only what was recorded on that day (UTC) or earlier.' },
      ...paging,
    },
    answers: [json(200, 'A page of flows.', page(flow))],
  },
];
