import { type FakeSystem, type SystemAnswer, startFakeSystem } from './fake-system.ts';

/** A sales order as somebody keeps it in a company. */
export interface DynamicsOrder {
  readonly dataAreaId: string;
  readonly SalesOrderNumber: string;
  readonly SalesOrderStatus: string;
  /** An instant. */
  readonly OrderCreationDateTime: string;
  readonly quantity: number;
}

const token = 'dynamics-token';
const entity = '/data/SalesOrderHeadersV2';

/**
 * OData of Finance and Supply Chain Management as far as orders are read: `SalesOrderHeadersV2` by its two keys with `$expand`, and the list, one
 * order a page; of other companies than the user's with `cross-company=true` alone. Tokens for `client:secret`.
 */
export async function startFakeDynamics365(): Promise<FakeSystem<DynamicsOrder>> {
  return await startFakeSystem<DynamicsOrder>({
    isLetIn: ({ headers }) => headers.authorization === `Bearer ${token}`,
    open: ({ url, headers, body }) => {
      if (url.pathname !== '/tenant/oauth2/v2.0/token') return undefined;
      const isGood = headers.authorization === `Basic ${Buffer.from('client:secret').toString('base64')}`;
      const isScoped = new URLSearchParams(body).get('scope') === `${url.origin}/.default`;
      return isGood && isScoped ? { json: { access_token: token, expires_in: 3599 } } : { status: 401, json: {} };
    },
    answer: ({ url }, { orders }, isPart) => {
      if (url.searchParams.get('cross-company') !== 'true') return missing;
      const found = /\(dataAreaId='([a-z0-9]+)',SalesOrderNumber='([^']+)'\)$/.exec(decodeURIComponent(url.pathname));
      if (!found) return { json: listOf(url, [...orders.values()]) };
      const order = orders.get(`${found[1]}:${found[2]}`);
      const isExpanded = url.searchParams.get('$expand') === 'SalesOrderLines';
      return order ? { json: entityOf(order, isExpanded, isPart) } : missing;
    },
  });
}

const missing: SystemAnswer = { status: 404, json: { error: { code: '', message: 'No HTTP resource was found' } } };

function entityOf({ quantity, ...order }: DynamicsOrder, isExpanded: boolean, isPart: boolean): object {
  const line = {
    LineNumber: 1,
    LineCreationSequenceNumber: 1,
    SalesOrderLineStatus: 'Backorder',
    ItemNumber: 'AP-STD',
  };
  const amounts = {
    OrderedSalesQuantity: quantity,
    SalesPrice: 118,
    SalesPriceQuantity: 1,
    LineAmount: quantity * 118,
  };
  const lines = [{ ...line, ...amounts, SalesUnitSymbol: 'ea', RequestedShippingDate: '1900-01-01T12:00:00Z' }];
  const more = isPart ? { 'SalesOrderLines@odata.nextLink': `${entity}?$skip=1` } : {};
  return {
    '@odata.context': `${entity}/$entity`,
    ...order,
    ...{ CurrencyCode: 'EUR', OrderingCustomerAccountNumber: 'C-107', IsSalesProcessingStopped: 'No' },
    ...(isExpanded ? { SalesOrderLines: lines } : {}),
    ...more,
  };
}

function listOf(url: URL, orders: readonly DynamicsOrder[]): object {
  const since = Date.parse(/OrderCreationDateTime ge (\S+)/.exec(url.searchParams.get('$filter') ?? '')?.[1] ?? '');
  const skip = Number(url.searchParams.get('$skip') ?? 0);
  const all = orders.filter(({ OrderCreationDateTime }) => Date.parse(OrderCreationDateTime) >= since);
  const value = all.slice(skip, skip + 1).map(({ dataAreaId, SalesOrderNumber }) => ({ dataAreaId, SalesOrderNumber }));
  const next = new URL(url);
  next.searchParams.set('$skip', String(skip + 1));
  return { value, ...(all.length > skip + 1 ? { '@odata.nextLink': next.href } : {}) };
}
