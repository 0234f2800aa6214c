import { odooKeyForm } from '#formats/odoo/odoo.ts';
import { keysIn, type ReadSystem, rootOf, type SystemAsk, type SystemService } from './read-system.ts';

const pageSize = 500;
const partner = {
  fields: { display_name: {}, ref: {}, email: {}, country_id: { fields: { code: {} } } },
};
const plain = ['name', 'client_order_ref', 'state', 'date_order', 'write_date', 'commitment_date'];
const plainOfLines = [
  'display_type',
  'is_downpayment',
  'name',
  'product_uom_qty',
  'price_unit',
  'discount',
  'price_subtotal',
];
const orderFields = {
  currency_id: { fields: { name: {} } },
  partner_id: partner,
  partner_shipping_id: partner,
  partner_invoice_id: partner,
};
const lineFields = {
  product_id: { fields: { display_name: {}, default_code: {} } },
  product_uom_id: { fields: { name: {} } },
};

/** Odoo from 19 on, by its JSON-2 API; the address is that of the server. */
export const odooSystem: ReadSystem = {
  formats: ['odoo'],
  format: 'odoo',
  keyForm: odooKeyForm,
  keyOf: (key) => key,
  takes: ['database', 'fields'],
  order: (service, key) => {
    const { order = [], lines = [] } = service.fields ?? {};
    const fields = { ...named([...plainOfLines, ...lines]), ...lineFields };
    const specification = { ...named([...plain, ...order]), ...orderFields, order_line: { fields } };
    return asked(service, 'web_read', { ids: [Number(key)], specification });
  },
  isMissing: (answer) => Array.isArray(answer) && answer.length === 0,
  changed: (service, since) => changedAfter(service, since.slice(0, 19).replace('T', ' '), 0),
  page: (answer, { body = '{}' }, service) => {
    const keys = keysIn(answer, 'id');
    const last = Number(keys.at(-1));
    const { domain } = JSON.parse(body) as { domain: [unknown, [string, string, string]] };
    const next = keys.length < pageSize ? undefined : changedAfter(service, domain[1][2], last);
    return { keys, next };
  },
  event: (key) => ({ _model: 'sale.order', _id: Number(key) }),
};

/** Orders of which something changed, or a line did; times are in UTC. By the last key, so that nothing moves over the edge of a page. */
function changedAfter(service: SystemService, since: string, key: number): SystemAsk {
  const changed = ['|', ['write_date', '>=', since], ['order_line.write_date', '>=', since]];
  return asked(service, 'search_read', {
    domain: [...changed, ['id', '>', key]],
    fields: ['id'],
    order: 'id',
    limit: pageSize,
  });
}

function asked(service: SystemService, method: string, body: object): SystemAsk {
  const { database } = service;
  return {
    address: `${rootOf(service)}/json/2/sale.order/${method}`,
    headers: database === undefined ? {} : { 'x-odoo-database': database },
    // Texts in one language, whatever the user's is: units and countries are told apart by them.
    body: JSON.stringify({ ...body, context: { lang: 'en_US' } }),
  };
}

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, {}]));
