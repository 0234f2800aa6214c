import { addresses } from '#apps/portal/src/browser/addresses.ts';
import { people } from '../browser.ts';
import { requester } from '../sample-more.ts';
import { documentedOrder, type Things } from './things.ts';

/**
 * Where the walk goes: to every address of the portal, as the MSP's super user and as it stands. What has a parameter, shows more with
 * a query, or is for somebody else says so here, in one line each.
 */

export interface Visit {
  readonly at: (things: Things) => string;
  /** Who goes there; undefined: a guest. */
  readonly as: string | undefined;
}

type Pattern = (typeof addresses)[number]['pattern'];

const visits: Partial<Record<Pattern, Visit>> = {
  '/organizations/:id': to('/organizations/ACC-100'),
  '/organizations/:id/licenses': to('/organizations/ACC-101/licenses'),
  '/organizations/:id/people': to('/organizations/MSP-1/people'),
  '/organizations/:id/history': to('/organizations/ACC-100/history'),
  '/organizations/:id/settings': to('/organizations/ACC-100/settings'),
  '/organizations/:id/stock': to('/organizations/RES-1/stock', people.reseller),
  '/organizations/:id/entitlements': to('/organizations/ACC-100/entitlements'),
  '/organizations/:id/orders': to('/organizations/ACC-100/orders'),
  '/organizations/:id/invoices': to('/organizations/ACC-100/invoices'),
  '/organizations/:id/map': to('/organizations/ACC-101/map?as=table'),
  '/event-log': to('/event-log?from=2026-11-03'),
  '/invoices/next/:account': to('/invoices/next/ACC-101'),
  '/transfer': to('/transfer?from=ACC-100&to=ACC-101'),
  '/transfer/bulk': to('/transfer/bulk?from=ACC-100'),
  '/license-management/purchase': to('/license-management/purchase?for=ACC-901&sku=MIRADORE-PREMIUM'),
  '/entitlements': to('/entitlements?status=active&endsBefore=2028-01-01'),
  '/entitlements/:id': to('/entitlements/ENT-SO-10001-1'),
  '/orders/:number': to('/orders/SO-10001'),
  '/documents/:id': to(({ document }) => `/documents/${document}`),
  '/invoices/:number': to(({ invoice }) => `/invoices/${encodeURIComponent(invoice)}`),
  '/stock': to('/stock', people.reseller),
  '/stock/purchase': to('/stock/purchase', people.reseller),
  '/stock/bulk': to('/stock/bulk?from=RES-1', people.reseller),
  '/stock/:lot/move': to(({ stockLot }) => `/stock/${encodeURIComponent(stockLot)}/move`, people.reseller),
  '/cases/new': to('/cases/new', requester),
  '/cases/:id': to((things) => `/cases/${things.case}`, people.support),
  '/transfers/:id': to(({ transfer }) => `/transfers/${transfer}`),
  '/lots/:id': to(({ lot }) => `/lots/${encodeURIComponent(lot)}`),
  '/search': to('/search?q=so-1000'),
  '/rules/:code': to('/rules/EXCEEDS_TRANSFERABLE'),
  '/operations/dead-letters': to('/operations/dead-letters?service=ledger', people.operator),
  '/operations/dead-letters/:id': to('/operations/dead-letters/ledger-1', people.operator),
  '/operations/mails': to('/operations/mails', people.operator),
  '/operations/health': to('/operations/health', people.operator),
};

/** Pages that look otherwise with other things, and what is not there, or not for who asks. */
const more: Readonly<Record<string, Visit>> = {
  'a refused order': to('/orders/SO-10010', people.operator),
  'an order that one may not see': to('/orders/SO-10010'),
  'the rule of an order': to('/rules/UNKNOWN_SKU?language=de'),
  'an order of a document': to(`/orders/${documentedOrder}`),
  'an invoice for operators': to(({ invoice }) => `/invoices/${encodeURIComponent(invoice)}`, people.operator),
  'drafts of invoices': to('/invoices?state=draft', people.operator),
  'license management of an owner': to('/license-management', people.owner),
  'license management of a reseller': to('/license-management', people.reseller),
  'no page': to('/nothing-is-here'),
  'no entitlement': to('/entitlements/NO-SUCH'),
  'no lot of stock': to('/stock/NO-SUCH/move', people.reseller),
  'a form in German': to('/license-management/transfer?language=de'),
  'the page for guests': { ...to('/verify'), as: undefined },
  'the page for guests, in German': { ...to('/verify?language=de'), as: undefined },
};

export const everyVisit: readonly (readonly [name: string, visit: Visit])[] = [
  ...addresses.map(({ pattern }) => [pattern, visits[pattern] ?? to(pattern)] as const),
  ...Object.entries(more),
].filter(([name]) => new RegExp(process.env.PORTAL_VISITS ?? '').test(name));

function to(at: string | ((things: Things) => string), as: string = people.superUser): Visit {
  return { at: typeof at === 'string' ? () => at : at, as };
}
