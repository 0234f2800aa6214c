import { type FakeSystem, type SystemAnswer, startFakeSystem } from './fake-system.ts';

/** An order as somebody keeps it. */
export interface SalesforceOrder {
  readonly Id: string;
  readonly OrderNumber: string;
  readonly Status: string;
  /** Milliseconds. */
  readonly changed: number;
  readonly quantity: number;
  readonly termMonths?: number;
}

const service = '/services/data/v65.0';
const token = 'salesforce-token';

/** Salesforce's REST queries as far as orders are read, one record a page, and tokens for `client:secret`. */
export async function startFakeSalesforce(): Promise<FakeSystem<SalesforceOrder>> {
  return await startFakeSystem<SalesforceOrder>({
    isLetIn: ({ headers }) => headers.authorization === `Bearer ${token}`,
    open: ({ url, headers }) => {
      if (url.pathname !== '/services/oauth2/token') return undefined;
      const isGood = headers.authorization === `Basic ${Buffer.from('client:secret').toString('base64')}`;
      return isGood
        ? { json: { access_token: token, token_type: 'Bearer' } }
        : { status: 400, json: { error: 'invalid' } };
    },
    answer: ({ url }, { orders }, isPart) => {
      const soql = url.searchParams.get('q') ?? '';
      const key = / WHERE Id = '([A-Za-z0-9]+)'$/.exec(soql)?.[1];
      if (key === undefined) return listOf(url, soql, [...orders.values()]);
      const order = orders.get(key);
      const records = order ? [recordOf(order, fieldsOf(soql), isPart)] : [];
      return { json: { totalSize: records.length, done: true, records } };
    },
  });
}

/** Which fields a query names: what it does not name is in no answer. */
function fieldsOf(soql: string): ReadonlySet<string> {
  return new Set(soql.match(/[A-Za-z0-9_.]+/g));
}

function recordOf(order: SalesforceOrder, fields: ReadonlySet<string>, isPart: boolean): object {
  const { Id, OrderNumber, Status, changed, quantity, termMonths } = order;
  const item = {
    ...{ Id: '802xx0000000001AAA', OrderItemNumber: '0000000001', Quantity: quantity, UnitPrice: 118 },
    ...{ TotalPrice: quantity * 118, Product2: { Name: 'Wireless', ProductCode: 'AP-STD' } },
    ...(fields.has('SBQQ__SubscriptionTerm__c') ? { SBQQ__SubscriptionTerm__c: termMonths } : {}),
  };
  const more = isPart ? { nextRecordsUrl: `${service}/query/0r8xx-1` } : {};
  return {
    ...{ Id, OrderNumber, Status, LastModifiedDate: new Date(changed).toISOString().replace('Z', '+0000') },
    ...{ AccountId: '001xx0000000001AAA', Account: { Name: 'Lodz', AccountNumber: 'C-107' } },
    ...(fields.has('CurrencyIsoCode') ? { CurrencyIsoCode: 'EUR' } : {}),
    OrderItems: { totalSize: isPart ? 2 : 1, done: !isPart, ...more, records: [item] },
  };
}

function listOf(url: URL, soql: string, orders: readonly SalesforceOrder[]): SystemAnswer {
  const since = Date.parse(/ WHERE SystemModstamp >= (\S+) ORDER BY/.exec(soql)?.[1] ?? '') || 0;
  const all = orders.filter(({ changed }) => changed >= since).sort((one, other) => one.changed - other.changed);
  // The cursor of the fake says from when and how far.
  const [, from = '0', start = '0'] = /\/query\/(\d+)-(\d+)$/.exec(url.pathname) ?? [];
  const rest = all.filter(({ changed }) => changed >= Number(from)).slice(Number(start));
  const next = `${service}/query/${since || from}-${Number(start) + 1}`;
  const records = rest.slice(0, 1).map(({ Id }) => ({ Id }));
  const isDone = rest.length <= 1;
  return { json: { totalSize: all.length, done: isDone, records, ...(isDone ? {} : { nextRecordsUrl: next }) } };
}
