import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A sales order as somebody keeps it in the system. */
export interface FakeOrder {
  readonly SalesOrder: string;
  /** Milliseconds. */
  readonly changed: number;
  readonly items: readonly Readonly<Record<string, string>>[];
  readonly more?: Readonly<Record<string, string>>;
}

/** What can go wrong with the next answers; each counts down. */
export type Trouble =
  | 'slow'
  | '429'
  | '503'
  | '401'
  | '403'
  | 'cut'
  | 'log-on page'
  | 'redirect'
  | 'large'
  | 'no connection';

export interface FakeS4 {
  readonly address: string;
  /** Of the same orders by OData V4. */
  readonly v4Address: string;
  readonly tokenAddress: string;
  readonly orders: Map<string, FakeOrder>;
  /** The next answers go wrong so, one after the other. */
  readonly troubles: Trouble[];
  /** What was asked for, with path and query. */
  readonly asked: { readonly path: string; readonly authorization?: string; readonly etag?: string }[];
  /** Tokens that were given, the last of which is good. */
  readonly tokens: string[];
  /** Called before an order is written into the answer: a change between event and read. */
  beforeAnswer?: (key: string) => void | Promise<void>;
  readonly close: () => Promise<void>;
}

const service = '/sap/opu/odata/sap/API_SALES_ORDER_SRV';
const v4Service = '/sap/opu/odata4/sap/api_salesorder/srvd_a2x/sap/salesorder/0001';

/**
 * S/4HANA as its published OpenAPI has it, as far as orders are read: `A_SalesOrder('KEY')` and its list, `$expand`, `/Date(ms)/`, decimals
 * as text, `error.message.value`, ETags; basic credentials `user:secret`, or tokens. The same as `SalesOrder/KEY` of `CE_SALESORDER_0001`, with
 * ISO times, `_Item`, and links to next pages that are relative. Listens on a port of this machine.
 */
export async function startFakeS4(pageSize = 2): Promise<FakeS4> {
  const server = createServer((request, response) => void answer(fake, request, response, pageSize));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeS4 = {
    address: root + service,
    v4Address: root + v4Service,
    tokenAddress: `${root}/oauth/token`,
    orders: new Map(),
    troubles: [],
    asked: [],
    tokens: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}

async function answer(
  fake: FakeS4,
  request: IncomingMessage,
  response: ServerResponse,
  pageSize: number,
): Promise<void> {
  const url = new URL(request.url ?? '/', fake.address);
  if (url.pathname === '/oauth/token') return giveToken(fake, request, response);
  const { authorization, 'if-none-match': etag } = request.headers;
  fake.asked.push({ path: url.pathname + decodeURIComponent(url.search), authorization, etag });
  const trouble = fake.troubles.shift();
  if (trouble && !isAnswered(trouble, request, response)) return;
  const good = [`Basic ${Buffer.from('user:secret').toString('base64')}`, `Bearer ${fake.tokens.at(-1)}`];
  if (!good.includes(authorization ?? '')) return fail(response, 401, 'unauthorized');
  const isV4 = url.pathname.startsWith(v4Service);
  const key = /\/A_SalesOrder\('([^']*)'\)$|\/SalesOrder\/([^/]+)$/.exec(url.pathname)?.slice(1).find(Boolean);
  if (key === undefined) return sendJson(response, listOf(fake, url, pageSize));
  await fake.beforeAnswer?.(key);
  const order = fake.orders.get(key);
  if (!order) return fail(response, 404, 'the sales order does not exist');
  const tag = `W/"datetimeoffset'${new Date(order.changed).toISOString()}'"`;
  if (etag === tag) return void response.writeHead(304).end();
  const expand = url.searchParams.get('$expand') ?? '';
  const text = JSON.stringify(isV4 ? v4EntityOf(order, expand, tag) : { d: entityOf(fake, order, expand, tag) });
  response.writeHead(200, { 'content-type': 'application/json;charset=utf-8', etag: tag });
  response.end(trouble === 'cut' ? text.slice(0, text.length / 2) : text);
}

/** Makes the trouble; true where an answer still has to be written. */
function isAnswered(trouble: Trouble, request: IncomingMessage, response: ServerResponse): boolean {
  if (trouble === 'cut') return true;
  if (trouble === 'slow') return false;
  if (trouble === 'no connection') request.socket.destroy();
  else if (trouble === 'log-on page')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log on</html>');
  else if (trouble === 'redirect') response.writeHead(302, { location: 'http://127.0.0.1:9/login' }).end();
  else if (trouble === 'large')
    response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(5_000_000)}"`);
  else if (trouble === '429') response.writeHead(429, { 'retry-after': '7' }).end();
  else fail(response, Number(trouble), 'trouble');
  return false;
}

function giveToken(fake: FakeS4, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization !== `Basic ${Buffer.from('client:secret').toString('base64')}`)
    fail(response, 401, 'client');
  else giveNext(fake, response);
}

function giveNext(fake: FakeS4, response: ServerResponse): void {
  fake.tokens.push(`token-${fake.tokens.length + 1}`);
  sendJson(response, { access_token: fake.tokens.at(-1), expires_in: 3600, token_type: 'bearer' });
}

/** Orders by number that changed since, a page at a time. */
function listOf(fake: FakeS4, url: URL, pageSize: number): unknown {
  const isV4 = url.pathname.startsWith(v4Service);
  const since = Date.parse(/ ge (?:datetimeoffset')?([^']+)/.exec(url.searchParams.get('$filter') ?? '')?.[1] ?? '');
  const skip = Number(url.searchParams.get('$skiptoken') ?? 0);
  const all = [...fake.orders.values()]
    .filter(({ changed }) => !(changed < since))
    .sort((a, b) => (a.SalesOrder < b.SalesOrder ? -1 : 1));
  const results = all.slice(skip, skip + pageSize).map(({ SalesOrder }) => ({ SalesOrder }));
  const isLast = skip + pageSize >= all.length;
  url.searchParams.set('$skiptoken', String(skip + pageSize));
  if (isV4) return { value: results, ...(isLast ? {} : { '@odata.nextLink': `SalesOrder${url.search}` }) };
  return { d: { results, ...(isLast ? {} : { __next: url.href }) } };
}

function entityOf(
  fake: FakeS4,
  { SalesOrder, changed, items, more }: FakeOrder,
  expand: string,
  etag: string,
): unknown {
  const id = `${fake.address}/A_SalesOrder('${SalesOrder}')`;
  const deferred = { __deferred: { uri: `${id}/to_Item` } };
  return {
    __metadata: { id, type: 'API_SALES_ORDER_SRV.A_SalesOrderType', etag },
    SalesOrder,
    LastChangeDateTime: `/Date(${changed}+0000)/`,
    TransactionCurrency: 'EUR',
    SoldToParty: '17100001',
    ...more,
    to_Item: expand.includes('to_Item') ? { results: items } : deferred,
  };
}

function v4EntityOf({ SalesOrder, changed, items, more }: FakeOrder, expand: string, etag: string): unknown {
  const _Item = items.map(({ Material, RequestedQuantity, ...item }) => {
    return { ...item, Product: Material, RequestedQuantity: Number(RequestedQuantity) };
  });
  return {
    '@odata.context': '$metadata#SalesOrder/$entity',
    '@odata.etag': etag,
    SalesOrder,
    LastChangeDateTime: new Date(changed).toISOString(),
    TransactionCurrency: 'EUR',
    SoldToParty: '17100001',
    ...more,
    ...(expand.startsWith('_Item(') ? { _Item } : {}),
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function fail(response: ServerResponse, status: number, value: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code: String(status), message: { lang: 'en', value } } }));
}
