import type { Format } from '../format.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { oneOrList, pricedBy, readJsonOrders, withoutLines, withoutNumber } from '../json/orders.ts';
import { type JsonNode, jsonAt, jsonItemsAt, jsonTextAt } from '../json/tree.ts';
import type { Found, SourceLine, SourceParty, SourceReading, Tell } from '../reading.ts';
import { lookupOf } from '../s4/event.ts';

/** Ids of records. */
export const odooKeyForm = /^\d{1,15}$/;

/** Sales orders of Odoo with their lines (`web_read`), and webhooks of its automation rules, which have a key. Mapping: README.md. */
export const odoo: Format = {
  name: 'odoo',
  detect: ({ start }) => /^[^\w<]*[{[]/.test(start) && /"_model"\s*:\s*"sale\.order"|"order_line"/.test(start),
  read: (bytes, head) => readJsonOrders(bytes, head, (root) => oneOrList(jsonAt(root, 'result') ?? root), readOrder),
};

function readOrder(order: JsonNode, tell: Tell): SourceReading | undefined {
  const key = jsonField(order, '_id');
  const model = jsonField(order, '_model');
  if (model && model.value !== 'sale.order') {
    const value = model.value.slice(0, 60);
    return void tell({
      code: 'NOT_AN_ORDER',
      at: model.at,
      message: `the record is a ${value}, not a sale.order`,
      value,
    });
  }
  if (key && odooKeyForm.test(key.value)) return lookupOf('odoo', key, { kept: {} });
  const id = jsonField(order, 'name');
  if (!id) return withoutNumber(order, 'name', tell);
  const lines = jsonAt(order, 'order_line');
  // Without a specification, Odoo answers the ids of lines alone.
  if (!lines || lines.items.some(({ kind }) => kind !== 'object')) {
    return withoutLines(order, 'read the order with the fields of order_line (web_read)', tell);
  }
  const state = text(order, 'state');
  const isCancelled = state?.value === 'cancel';
  const isHeld = state !== undefined && !isCancelled && state.value !== 'sale' && state.value !== 'done';
  const telling = isCancelled ? () => {} : tell;
  return {
    format: 'odoo',
    act: isCancelled ? 'cancel' : 'whole',
    test: false,
    id,
    version: text(order, 'write_date'),
    documentId: jsonField(order, 'id')?.value,
    purchaseOrder: text(order, 'client_order_ref'),
    placed: inUtc(text(order, 'date_order')),
    currency: named(order, 'currency_id', 'name'),
    parties: partiesOf(order),
    lines: jsonItemsAt(order, 'order_line')
      .filter((line) => text(line, 'display_type') === undefined && !isDownPayment(line))
      .map((line) => lineOf(line, order, telling)),
    allowances: [],
    totals: [],
    hold: isHeld ? { value: `state ${state.value}`, at: state.at } : undefined,
  };
}

/** A line that an invoice of a down payment adds to the order: it orders nothing. */
function isDownPayment(line: JsonNode): boolean {
  return jsonField(line, 'is_downpayment')?.value === 'true';
}

/** What is not there is `false` in Odoo. */
function text(node: JsonNode | undefined, name: string): Found<string> | undefined {
  const end = jsonAt(node, name);
  return end?.kind === 'boolean' ? undefined : jsonField(node, name);
}

/** Times of Odoo are in UTC and do not say so. */
function inUtc(found: Found<string> | undefined): Found<string> | undefined {
  const isTime = found && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(found.value);
  return isTime ? { value: `${found.value.replace(' ', 'T')}Z`, at: found.at } : found;
}

/** A field of what a relation leads to: `{ "id": 7, "name": "EUR" }`, or the name in `[7, "EUR"]`. */
function named(node: JsonNode, relation: string, field: string): Found<string> | undefined {
  const end = jsonAt(node, relation);
  if (end?.kind !== 'array') return text(end, field);
  const name = end.items[1];
  return name?.kind === 'text' && name.text.trim() !== '' ? { value: name.text.trim(), at: name.at } : undefined;
}

/** `price_subtotal` is the line's amount less its discount and without tax. */
function lineOf(line: JsonNode, order: JsonNode, tell: Tell): SourceLine {
  const quantity = jsonDecimal(line, tell, 'product_uom_qty');
  const code = codeOf(line);
  return {
    at: line.at,
    // Sequences stand twice, and change when somebody moves a line.
    number: jsonField(line, 'id'),
    name: text(line, 'name'),
    items: code ? [{ by: 'seller', id: code }] : [],
    quantity,
    unit: named(line, 'product_uom_id', 'name') ?? named(line, 'product_uom', 'name'),
    ...pricedBy(jsonDecimal(line, tell, 'price_unit'), quantity, jsonDecimal(line, tell, 'price_subtotal')),
    allowances: [],
    notBefore: inUtc(text(order, 'commitment_date')),
    properties: Object.fromEntries(
      [...line.entries.keys()]
        .filter((name) => name.startsWith('x_'))
        .flatMap((name) => {
          const found = text(line, name);
          return found ? [[name, found] as const] : [];
        }),
    ),
  };
}

/** The product's own code, else the one that Odoo writes in front of its name: `[AP-STD] Wireless`. */
function codeOf(line: JsonNode): Found<string> | undefined {
  const own = text(jsonAt(line, 'product_id'), 'default_code');
  if (own) return own;
  const name = named(line, 'product_id', 'display_name');
  const code = /^\[([^\]]+)\]/.exec(name?.value ?? '')?.[1];
  return name && code ? { value: code, at: name.at } : undefined;
}

function partiesOf(order: JsonNode): SourceParty[] {
  const partner = (role: 'buyer' | 'shipTo' | 'billTo', relation: string): SourceParty[] => {
    const end = jsonAt(order, relation);
    const id = end?.kind === 'array' ? end.items[0] : jsonAt(end, 'id');
    if (!end || end.kind === 'boolean' || !id) return [];
    const mail = text(end, 'email');
    const name = named(order, relation, 'display_name') ?? text(end, 'name');
    const ids = [text(end, 'ref'), { value: id.text, at: id.at }].flatMap((each) => each ?? []);
    return [{ role, ids, name, country: jsonTextAt(end, 'country_id', 'code'), mails: mail ? [mail] : [] }];
  };
  return [
    ...partner('buyer', 'partner_id'),
    ...partner('shipTo', 'partner_shipping_id'),
    ...partner('billTo', 'partner_invoice_id'),
  ];
}
