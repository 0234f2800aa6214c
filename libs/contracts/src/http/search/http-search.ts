import { z } from 'zod';
import type { ServiceName } from '../../services.ts';
import { json, type Route } from '../http-route.ts';

/** One search for everything: each service answers what is its own, five of each kind, and whoever asks puts them together. */

const kind = z.enum(['order', 'entitlement', 'account', 'lot', 'transfer', 'case', 'invoice']);

const hit = z.object({
  kind: kind.describe('What it is.'),
  id: z.string().describe('By which it is read.'),
  title: z.string().describe('How people call it.'),
  detail: z.string().optional().describe('What tells it apart from others.'),
});

const hits = z.object({ items: z.array(hit).describe('Five of each kind at most.') });

/** Schemas of these routes that are worth a name. */
export const searchSchemas = { SearchHit: hit };

const searches: readonly (readonly [id: string, service: ServiceName, what: string])[] = [
  ['searchOrders', 'intake', "orders, by a part of their number or of the customer's own, the newest first"],
  [
    'searchEntitlements',
    'fulfillment',
    'entitlements, by a part of id, order number, sku or product name, the newest first; codes and SSRNs are looked up',
  ],
  ['searchLedger', 'ledger', 'accounts, by a part of name or id; lots by id or license key, transfers and cases by id'],
  ['searchInvoices', 'invoicing', 'invoices and credit notes, by a part of number or account name, the newest first'],
];

export const searchRoutes: readonly Route[] = searches.map(([id, service, what]) => ({
  id,
  method: 'GET',
  path: `/api/search/${service}`,
  service,
  summary: `Search ${service} for what you may see`,
  description: `Finds ${what}; in any case.`,
  query: { q: { schema: z.string().min(2).max(100), description: 'What is sought; two characters at least.' } },
  answers: [json(200, 'What was found.', hits)],
  problems: { 400: '`q` is missing or too short.' },
}));
