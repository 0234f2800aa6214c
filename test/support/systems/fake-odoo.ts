import { type FakeSystem, type SystemRequest, startFakeSystem } from './fake-system.ts';

/** A `sale.order` as somebody keeps it; times as Odoo writes them. */
export interface OdooOrder {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly write_date: string;
  /** When a line last changed: the order has another time. */
  readonly lineChanged?: string;
  readonly quantity: number;
}

/** Odoo's JSON-2 API as far as orders are read: `web_read` by its specification, and `search_read` of ids. Lets in key `secret` of database `lodz`. */
export async function startFakeOdoo(): Promise<FakeSystem<OdooOrder>> {
  return await startFakeSystem<OdooOrder>({
    isLetIn: ({ headers }) => headers.authorization === 'Bearer secret' && headers['x-odoo-database'] === 'lodz',
    answer: (request, { orders }) => {
      const body = JSON.parse(request.body) as { ids: number[]; specification: Specification };
      if (request.url.pathname === '/json/2/sale.order/search_read')
        return { json: found(request, [...orders.values()]) };
      const records = body.ids.flatMap((id) => orders.get(String(id)) ?? []);
      return { json: records.map((order) => read(whole(order), body.specification)) };
    },
  });
}

type Specification = { readonly [name: string]: { readonly fields?: Specification } };
type Value = string | number | boolean | Value[] | { [name: string]: Value };

/** What a specification asks for, and ids: of a relation without `fields` its id alone. */
function read(record: Value, specification: Specification): Value {
  if (Array.isArray(record)) return record.map((each) => read(each, specification));
  if (typeof record !== 'object') return record;
  const own = Object.entries(specification).map(([name, { fields }]): [string, Value] => {
    const value = record[name] ?? false;
    if (typeof value !== 'object') return [name, value];
    if (fields) return [name, read(value, fields)];
    return [name, Array.isArray(value) ? value.map((each) => (each as { id: number }).id) : (value.id ?? false)];
  });
  return { id: record.id ?? 0, ...Object.fromEntries(own) };
}

function whole({ quantity, lineChanged: _, ...order }: OdooOrder): Value {
  const partner = { id: 7, display_name: 'Lodz', ref: 'C-107', email: 'it@lodz.example', country_id: false };
  const product = { id: 7, display_name: '[AP-STD] Wireless', default_code: 'AP-STD' };
  const line = { id: 101, display_type: false, name: 'Wireless', product_id: product, product_uom_qty: quantity };
  const deposit = { ...line, id: 102, is_downpayment: true, product_uom_qty: 0, price_unit: 100, price_subtotal: 0 };
  const priced = { ...line, product_uom_id: { id: 1, name: 'Units' }, price_unit: 118, price_subtotal: quantity * 118 };
  return {
    ...order,
    ...{ date_order: '2026-11-21 09:00:00', currency_id: { id: 1, name: 'EUR' } },
    ...{ partner_id: partner, partner_shipping_id: partner, partner_invoice_id: partner },
    order_line: [priced, deposit],
  };
}

function found({ body }: SystemRequest, orders: readonly OdooOrder[]): Value {
  const { domain, limit } = JSON.parse(body) as { domain: [string, unknown, unknown, unknown]; limit: number };
  const [, [, , since], , [, , above]] = domain as [
    string,
    [string, string, string],
    unknown,
    [string, string, number],
  ];
  const changed = orders.filter(({ id, write_date, lineChanged = '' }) => {
    return id > above && (write_date >= since || lineChanged >= since);
  });
  const sorted = changed.sort((one, other) => one.id - other.id);
  return sorted.slice(0, limit).map(({ id }) => ({ id }));
}
