import { type FakeSystem, startFakeSystem } from './fake-system.ts';

/** A Sales Order as somebody keeps it; `modified` in the zone of the site. */
export interface ErpnextOrder {
  readonly name: string;
  readonly amended_from?: string;
  readonly docstatus: number;
  readonly status: string;
  readonly modified: string;
  readonly quantity: number;
}

/** The REST API of Frappe as far as sales orders are read. Lets in `token key:secret`. */
export async function startFakeErpnext(): Promise<FakeSystem<ErpnextOrder>> {
  return await startFakeSystem<ErpnextOrder>({
    isLetIn: ({ headers }) => headers.authorization === 'token key:secret',
    answer: ({ url }, { orders }) => {
      const name = decodeURIComponent(/^\/api\/resource\/Sales%20Order\/([^/]+)$/.exec(url.pathname)?.[1] ?? '');
      if (name === '') return { json: { data: listOf(url, [...orders.values()]) } };
      const order = orders.get(name);
      if (!order) return { status: 404, json: { exc_type: 'DoesNotExistError' } };
      return { json: { data: documentOf(order) } };
    },
  });
}

function listOf({ searchParams }: URL, orders: readonly ErpnextOrder[]): object[] {
  const [[, , since]] = JSON.parse(searchParams.get('filters') ?? '') as [[string, string, string]];
  const [start, length] = ['limit_start', 'limit_page_length'].map((name) => Number(searchParams.get(name))) as [
    number,
    number,
  ];
  const changed = orders.filter(({ modified }) => modified >= since);
  return changed.slice(start, start + length).map(({ name }) => ({ name }));
}

function documentOf({ quantity, ...order }: ErpnextOrder): object {
  const amounts = { qty: quantity, rate: 118, amount: quantity * 118, net_amount: quantity * 118 };
  return {
    ...{ doctype: 'Sales Order', ...order, transaction_date: '2026-11-21', customer: 'Lodz', currency: 'EUR' },
    ...{ customer_name: 'Lodz', contact_email: 'it@lodz.example', net_total: quantity * 118 },
    items: [{ doctype: 'Sales Order Item', idx: 1, item_code: 'AP-STD', uom: 'Nos', ...amounts }],
  };
}
