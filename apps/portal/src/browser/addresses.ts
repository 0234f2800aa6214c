/**
 * Every page of the portal: its address, and the answers of the interface that it shows first. The browser chooses the page by
 * it; the server knows by it which addresses exist, and puts those answers into the shell. It knows nothing of a browser.
 */

export type Parameters = Readonly<Record<string, string>>;

export interface Address {
  readonly page: string;
  /** Parts that begin with a colon are parameters; they match one part each. */
  readonly pattern: string;
  /** Addresses of the interface (`/api/…`) that the page asks for first, exactly as the browser asks for them. */
  readonly data: (parameters: Parameters, query?: URLSearchParams) => string[];
}

export interface MatchedAddress {
  readonly page: PageName;
  readonly parameters: Parameters;
  readonly data: readonly string[];
}

const id = (value = '') => encodeURIComponent(value);
const account = ({ id: accountId }: Parameters) => `/api/accounts/${id(accountId)}`;
const nothing = () => [];
const rules = '/api/rules?limit=500';
export const reasonCodesPath = '/api/reason-codes';
const licenses = (of: Parameters) => [account(of), `${account(of)}/licenses?limit=100`, rules];
const transfer = (_: Parameters, query = new URLSearchParams()) => {
  const [from, to] = [query.get('from'), query.get('to')];
  const sides = [from, to].flatMap((side) => (side ? [account({ id: side })] : []));
  return [
    ...sides,
    ...(from ? [`${account({ id: from })}/licenses?limit=200`, rules, programsPath] : []),
    accountsPath(),
  ];
};
const bulk = (_: Parameters, query = new URLSearchParams()) => {
  const from = query.get('from');
  return from ? [account({ id: from }), `${account({ id: from })}/licenses?limit=200`, programsPath] : [];
};
const stockBulk = (_: Parameters, query = new URLSearchParams()) => {
  const from = query.get('from');
  return from ? [account({ id: from }), withQuery('/api/stock', { account: from, limit: 200 }), programsPath] : [];
};
const stock = () => [stockPath];
const eventLog = (_: Parameters, query?: URLSearchParams) => [eventLogPath(query)];
const management = (_: Parameters, query?: URLSearchParams) => [
  eventLogPath(query),
  '/api/accounts?kind=customer&limit=100',
  '/api/products?program=miradore&limit=200',
  programsPath,
];

/** A part of an organization, with what it shows beside the organization itself. */
function part<Name extends string>(name: Name, data: (id: string, query?: URLSearchParams) => string[]) {
  return {
    page: 'organization',
    pattern: `/organizations/:id/${name}`,
    data: (of: Parameters, query?: URLSearchParams) => [account(of), ...data(of.id ?? '', query)],
  } as const;
}

export const addresses = [
  {
    page: 'overview',
    pattern: '/',
    data: () => [
      '/api/accounts?limit=100',
      urgentPath,
      '/api/event-log?limit=8',
      '/api/transfer-cases?state=submitted&limit=20',
      refusedOrdersPath,
      '/api/ends',
      '/api/invoices?limit=100',
      // Who may buy what is missing: known at once, so that nothing is offered and taken back.
      programsPath,
    ],
  },
  { page: 'organizations', pattern: '/organizations', data: (_, query) => [accountsPath(query)] },
  { page: 'map', pattern: '/organizations/map', data: (_, query) => [flowsPath(query)] },
  {
    page: 'organization',
    pattern: '/organizations/:id',
    data: licenses,
  },
  {
    page: 'organization',
    pattern: '/organizations/:id/licenses',
    data: licenses,
  },
  part('stock', (id) => [accountStockPath(id)]),
  part('entitlements', (id, query) => [entitlementsPath(query, id)]),
  part('orders', (id, query) => [ordersPath(query, id)]),
  part('invoices', (id, query) => [invoicesPath(query, id)]),
  part('map', (id, query) => [flowsPath(query, id)]),
  { page: 'organization', pattern: '/organizations/:id/people', data: (parameters) => [account(parameters)] },
  { page: 'organization', pattern: '/organizations/:id/history', data: (parameters) => [account(parameters)] },
  { page: 'organization', pattern: '/organizations/:id/settings', data: (parameters) => [account(parameters)] },
  { page: 'transfer', pattern: '/transfer', data: transfer },
  { page: 'bulk', pattern: '/transfer/bulk', data: bulk },
  { page: 'license-management', pattern: '/license-management', data: management },
  { page: 'license-management', pattern: '/license-management/transfer', data: management },
  { page: 'license-management', pattern: '/license-management/purchase', data: management },
  { page: 'license-management', pattern: '/license-management/decrease', data: management },
  { page: 'event-log', pattern: '/event-log', data: eventLog },
  { page: 'entitlements', pattern: '/entitlements', data: (_, query) => [entitlementsPath(query)] },
  // Its lot has its name.
  {
    page: 'entitlement',
    pattern: '/entitlements/:id',
    data: (of) => [`/api/entitlements/${id(of.id)}`, lotPath(of.id)],
  },
  { page: 'orders', pattern: '/orders', data: (_, query) => [ordersPath(query)] },
  {
    page: 'order',
    pattern: '/orders/:number',
    data: ({ number = '' }) => [
      `/api/orders/${id(number)}`,
      ...(['/api/entitlements', '/api/mails', '/api/event-log'] as const).map((path) => traceListPath(path, number)),
      withQuery('/api/invoices', { orderNumber: number, limit: 6 }),
      answersPath(number),
    ],
  },
  { page: 'documents', pattern: '/documents', data: (_, query) => [documentsPath(query)] },
  { page: 'document', pattern: '/documents/:id', data: (of) => [`/api/order-documents/${id(of.id)}`] },
  { page: 'invoices', pattern: '/invoices', data: (_, query) => [invoicesPath(query)] },
  {
    page: 'next-invoice',
    pattern: '/invoices/next/:account',
    data: ({ account: of = '' }, query = new URLSearchParams()) => [
      account({ id: of }),
      nextInvoicePath(of, query.get('currency'), 200, query.get('purchaseOrder')),
    ],
  },
  { page: 'invoice', pattern: '/invoices/:number', data: ({ number }) => [`/api/invoices/${id(number)}`] },
  { page: 'cases', pattern: '/cases', data: (_, query) => [casesPath(query), '/api/accounts?limit=100'] },
  { page: 'new-case', pattern: '/cases/new', data: nothing },
  {
    page: 'case',
    pattern: '/cases/:id',
    data: (of) => [`/api/transfer-cases/${id(of.id)}`, '/api/accounts?limit=100'],
  },
  { page: 'stock', pattern: '/stock', data: stock },
  { page: 'stock', pattern: '/stock/purchase', data: () => [stockPath, resellersPath, stockProductsPath] },
  { page: 'stock', pattern: '/stock/:lot/move', data: stock },
  { page: 'bulk', pattern: '/stock/bulk', data: stockBulk },
  { page: 'search', pattern: '/search', data: nothing },
  { page: 'rules', pattern: '/rules', data: () => [reasonCodesPath, rules] },
  { page: 'rules', pattern: '/rules/:code', data: () => [reasonCodesPath, rules] },
  { page: 'settings', pattern: '/settings', data: nothing },
  { page: 'transfers', pattern: '/transfers', data: (_, query) => [transfersPath(query)] },
  { page: 'transfer-record', pattern: '/transfers/:id', data: (of) => [`/api/transfers/${id(of.id)}`] },
  { page: 'lot', pattern: '/lots/:id', data: (of) => [lotPath(of.id), lotHistoryPath(of.id ?? '')] },
  { page: 'verify', pattern: '/verify', data: nothing },
  {
    page: 'dead-letters',
    pattern: '/operations/dead-letters',
    data: (_, query) => [deadLettersPath(query), deadLetterCountsPath(query)],
  },
  { page: 'dead-letter', pattern: '/operations/dead-letters/:id', data: (of) => [`/api/dead-letters/${id(of.id)}`] },
  { page: 'mails', pattern: '/operations/mails', data: (_, query) => [mailsPath(query)] },
  { page: 'health', pattern: '/operations/health', data: () => ['/api/dead-letters/counts'] },
] as const satisfies readonly Address[];

export type PageName = (typeof addresses)[number]['page'];

/** The page at an address, or undefined: there is none. A part that cannot be decoded matches nothing. */
export function pageAt(path: string, search = ''): MatchedAddress | undefined {
  for (const address of addresses as readonly (Address & { page: PageName })[]) {
    const parameters = parametersOf(address.pattern, path);
    if (!parameters) continue;
    return { page: address.page, parameters, data: address.data(parameters, new URLSearchParams(search)) };
  }
  return undefined;
}

function parametersOf(pattern: string, path: string): Parameters | undefined {
  const [expected, actual] = [pattern.split('/'), path.split('/')];
  if (expected.length !== actual.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const given = actual[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== given) return undefined;
      continue;
    }
    // Split before it is decoded: an id may hold a slash.
    const value = decoded(given);
    if (value === undefined || value === '') return undefined;
    found[part.slice(1)] = value;
  }
  return found;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Accounts that somebody has to look at. */
export const urgentPath = '/api/accounts?attention=true&limit=100';
export const programsPath = '/api/programs?limit=200';
export const refusedOrdersPath = '/api/orders?state=rejected&limit=5';
export const stockPath = '/api/stock?limit=100';
export const resellersPath = '/api/accounts?stock=true&limit=100';
export const stockProductsPath = '/api/products?program=stock&limit=200';

/** What is sold under a program, or what of it a text is found in. */
export function productsPath(program: string, q = ''): string {
  return withQuery('/api/products', { program, q, limit: 200 });
}

/** An address of the interface with those of the query that have a value, in the order given. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined | null>>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') given.set(name, String(value));
  }
  const text = given.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** What the interface sorts accounts by, under the names of the columns. */
const accountSorts: Readonly<Record<string, string>> = {
  id: 'accountId',
  name: 'name',
  kind: 'kind',
  parent: 'parentId',
  total: 'total',
  inUse: 'inUse',
  available: 'available',
  end: 'nextEnd',
};

function accountSort(sort: string | null): string | undefined {
  const [, sign = '', column = ''] = /^(-?)(.*)$/.exec(sort ?? '') ?? [];
  const by = accountSorts[column];
  return by === undefined ? undefined : sign + by;
}

/** The list of organizations as the page's own query asks for it. */
export function accountsPath(query = new URLSearchParams()): string {
  return withQuery('/api/accounts', {
    q: query.get('q'),
    kind: query.get('kind'),
    attention: query.has('attention') ? 'true' : undefined,
    sort: accountSort(query.get('sort')),
    limit: 100,
  });
}

/** What of the page's query narrows the event log, and how it is sorted. */
export function eventLogQuery(query: URLSearchParams): Record<string, string | null> {
  const names = ['account', 'search', 'from', 'to', 'type', 'reference', 'sort'];
  return Object.fromEntries(names.map((name) => [name, query.get(name)]));
}

/** The event log as the page's own query asks for it. */
export function eventLogPath(query = new URLSearchParams()): string {
  return withQuery('/api/event-log', { ...eventLogQuery(query), limit: 100 });
}

/** Lists of one account are those of all accounts with the account fixed. */
export function entitlementsPath(query = new URLSearchParams(), of?: string): string {
  const [q, status, endsBefore, sort] = ['q', 'status', 'endsBefore', 'sort'].map((name) => query.get(name));
  return withQuery('/api/entitlements', { account: of, q, status, endsBefore, sort, limit: 100 });
}

export function ordersPath(query = new URLSearchParams(), of?: string): string {
  return withQuery('/api/orders', { account: of, q: query.get('q'), state: query.get('state'), limit: 100 });
}

/** Documents of other systems as the page's own query asks for them. */
export function documentsPath(query = new URLSearchParams()): string {
  const [sender, order, outcome] = ['sender', 'order', 'outcome'].map((name) => query.get(name));
  return withQuery('/api/order-documents', { sender, order, outcome, limit: 100 });
}

/** The answers that the sender of an order gets. */
export function answersPath(orderNumber: string): string {
  return `/api/orders/${encodeURIComponent(orderNumber)}/answer`;
}

/** What a service has of one order. */
export function traceListPath(
  path: '/api/entitlements' | '/api/mails' | '/api/event-log',
  orderNumber: string,
): string {
  const name = path === '/api/event-log' ? 'reference' : 'orderNumber';
  return withQuery(path, { [name]: orderNumber, limit: 500 });
}

export function invoicesPath(query = new URLSearchParams(), of?: string): string {
  const [state, payment] = [query.get('state'), query.get('payment')];
  return withQuery('/api/invoices', { accountId: of, state, payment, limit: 100 });
}

/** The next invoice of an account with its first lines. */
export function nextInvoicePath(
  of: string,
  currency: string | null = null,
  limit = 200,
  purchaseOrder: string | null = null,
): string {
  return withQuery(`/api/accounts/${id(of)}/next-invoice`, { currency, purchaseOrder, limit });
}

/** How licenses went between organizations in the time of the page's own query. */
export function flowsPath(query = new URLSearchParams(), of?: string): string {
  return withQuery('/api/flows', { account: of, from: query.get('from'), to: query.get('to'), limit: 500 });
}

/** What the next invoices of accounts come to; at most a hundred. */
export function nextInvoicesPath(accountIds: readonly string[]): string {
  const accounts = accountIds.map((each) => each.replaceAll(/[%,]/g, encodeURIComponent)).join(',');
  return withQuery('/api/next-invoices', { accounts, limit: 100 });
}

export function accountStockPath(of: string): string {
  return withQuery('/api/stock', { account: of, limit: 100 });
}

export function transfersPath(query = new URLSearchParams()): string {
  const [account, lot, action, returnable] = ['account', 'lot', 'action', 'returnable'].map((name) => query.get(name));
  return withQuery('/api/transfers', { account, lot, action, returnable, limit: 100 });
}

export function casesPath(query = new URLSearchParams()): string {
  return withQuery('/api/transfer-cases', { state: query.get('state'), rules: 'true', limit: 100 });
}

/** Whose dead letters a page shows: each service has its own. */
export function serviceOf(query = new URLSearchParams()): string {
  return query.get('service') ?? 'intake';
}

export function deadLettersPath(query = new URLSearchParams()): string {
  return withQuery('/api/dead-letters', { service: serviceOf(query), state: query.get('state'), limit: 100 });
}

export function deadLetterCountsPath(query = new URLSearchParams()): string {
  return withQuery('/api/dead-letters/counts', { service: serviceOf(query) });
}

export function mailsPath(query = new URLSearchParams()): string {
  return withQuery('/api/mails', { kind: query.get('kind'), state: query.get('state'), limit: 100 });
}

/** The mails of one shipment. */
export function shipmentMailsPath(shipmentId: string): string {
  return withQuery('/api/mails', { about: shipmentId, limit: 100 });
}

export function lotPath(lotId?: string): string {
  return `/api/lots/${id(lotId)}`;
}

export function lotHistoryPath(lotId: string): string {
  return `/api/lots/${id(lotId)}/history?limit=100`;
}
