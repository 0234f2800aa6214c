import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A sales order as somebody keeps it in the company. */
export interface FakeSalesOrder {
  readonly id: string;
  readonly number: string;
  /** Milliseconds. */
  readonly changed: number;
  readonly quantity: number;
}

export interface FakeBusinessCentral {
  /** Up to the company. */
  readonly address: string;
  readonly orders: Map<string, FakeSalesOrder>;
  /** States of invoices by the numbers of their orders. */
  readonly invoices: Map<string, string>;
  /** What was asked for, with path and query. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

const company = '/v2.0/tenant/Production/api/v2.0/companies(0a1b2c3d-0000-0000-0000-000000000001)';

/**
 * Business Central's API v2.0 as far as orders are read: `salesOrders(ID)` with `$expand`, and the list by `lastModifiedDateTime`, one order
 * a page. Takes the header `x-key: secret`. Listens on a port of this machine.
 */
export async function startFakeBusinessCentral(): Promise<FakeBusinessCentral> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', fake.address);
    fake.asked.push(url.pathname + decodeURIComponent(url.search));
    const [, id] = /\/salesOrders(?:\(([^)]*)\))?$/.exec(url.pathname) ?? [];
    const isList = url.pathname.endsWith('/salesOrders');
    const found = id !== undefined ? entityOf(fake, id, url) : isList ? listOf(fake, url) : invoicesOf(fake, url);
    const status = request.headers['x-key'] === 'secret' ? (found ? 200 : 404) : 401;
    response.writeHead(status, { 'content-type': 'application/json; odata.metadata=minimal' });
    response.end(JSON.stringify(status === 200 ? found : { error: { code: String(status) } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeBusinessCentral = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${company}`,
    orders: new Map(),
    invoices: new Map(),
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}

function listOf({ orders, address }: FakeBusinessCentral, url: URL): object {
  const since = Date.parse(/ge (\S+)/.exec(url.searchParams.get('$filter') ?? '')?.[1] ?? '');
  const skip = Number(url.searchParams.get('$skiptoken') ?? 0);
  const all = [...orders.values()].filter(({ changed }) => changed >= since).sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = { '@odata.context': `${address}/$metadata#salesOrders`, value: all.slice(skip, skip + 1).map(idOf) };
  if (skip + 1 >= all.length) return page;
  url.searchParams.set('$skiptoken', String(skip + 1));
  return { ...page, '@odata.nextLink': url.href };
}

function invoicesOf({ invoices }: FakeBusinessCentral, url: URL): object | undefined {
  if (!url.pathname.endsWith('/salesInvoices')) return undefined;
  const [, quoted = ''] = /^orderNumber eq '(.*)'$/.exec(url.searchParams.get('$filter') ?? '') ?? [];
  const status = invoices.get(quoted.replaceAll("''", "'"));
  return { value: status === undefined ? [] : [{ id: 'invoice', status }] };
}

function idOf({ id }: FakeSalesOrder): object {
  return { '@odata.etag': `W/"${id}"`, id };
}

function entityOf({ orders, address }: FakeBusinessCentral, id: string, url: URL): object | undefined {
  const order = orders.get(id);
  if (!order) return undefined;
  const line = {
    ...{ sequence: 10000, lineType: 'Item', lineObjectNumber: 'AP-STD', unitOfMeasureCode: 'PCS' },
    ...{ quantity: order.quantity, unitPrice: 118, netAmount: order.quantity * 118 },
  };
  return {
    '@odata.context': `${address}/$metadata#salesOrders/$entity`,
    ...{ id, number: order.number, orderDate: '2026-11-21', customerNumber: '10000', customerName: 'Łódź' },
    ...{ currencyCode: 'EUR', pricesIncludeTax: false, status: 'Open', email: 'it@lodz.example' },
    lastModifiedDateTime: new Date(order.changed).toISOString(),
    ...(url.searchParams.get('$expand') === 'salesOrderLines' ? { salesOrderLines: [line] } : {}),
  };
}
