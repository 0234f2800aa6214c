import { z } from 'zod';
import { date, derivedIdentifier, identifier, instant, violation } from '../../text/primitives.ts';
import { file, json, page, paging, type Route } from '../http-route.ts';

/** The event log, as a list and for a spreadsheet (D8, L8). */

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
export const eventLogSchemas = { LoggedEvent: loggedEvent };

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

export const eventLogRoutes: readonly Route[] = [
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
