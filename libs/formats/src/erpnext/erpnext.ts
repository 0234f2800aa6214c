import type { Format } from '../format.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { costOf, oneOrList, pricedBy, readJsonOrders, withoutLines, withoutNumber } from '../json/orders.ts';
import { type JsonNode, jsonAt, jsonItemsAt } from '../json/tree.ts';
import type { Found, SourceLine, SourceParty, SourceReading, Tell } from '../reading.ts';
import { lookupOf } from '../s4/event.ts';

/** Names of documents: series have slashes and dots in them; two dots in a row would lead elsewhere. */
export const erpnextKeyForm = /^(?!.*\.\.)[\p{L}\p{N}_/#&()-][\p{L}\p{N} ._/#&()-]{0,139}$/u;

/** Sales orders of ERPNext, as its REST API has them and a webhook whose body is `{{ doc | json }}`. Mapping: README.md. */
export const erpnext: Format = {
  name: 'erpnext',
  detect: ({ start }) => /^[^\w<]*[{[]/.test(start) && /"doctype"\s*:\s*"Sales Order"|"docstatus"/.test(start),
  read: (bytes, head) => readJsonOrders(bytes, head, (root) => oneOrList(jsonAt(root, 'data') ?? root), readOrder),
};

function readOrder(order: JsonNode, tell: Tell): SourceReading | undefined {
  const type = jsonField(order, 'doctype');
  if (type && type.value !== 'Sales Order') {
    const message = `the document is a ${type.value.slice(0, 60)}, not a sales order`;
    return void tell({ code: 'NOT_AN_ORDER', at: type.at, message, value: type.value.slice(0, 60) });
  }
  const id = jsonField(order, 'name');
  if (!id) return withoutNumber(order, 'name', tell);
  // Whoever sends a name alone has it read: a state without lines is cut.
  const isKey = type && !jsonAt(order, 'items') && !jsonAt(order, 'docstatus') && erpnextKeyForm.test(id.value);
  if (isKey) return lookupOf('erpnext', id, { kept: {} });
  if (!jsonAt(order, 'items')) return withoutLines(order, 'have the whole document in the body of the webhook', tell);
  const state = jsonField(order, 'docstatus');
  const isCancelled = state?.value === '2';
  const telling = isCancelled ? () => {} : tell;
  const items = jsonItemsAt(order, 'items');
  const hasNet = items.every((item) => jsonField(item, 'net_amount') !== undefined);
  const discount = hasNet ? undefined : jsonDecimal(order, telling, 'discount_amount');
  const total = jsonDecimal(order, telling, 'net_total');
  return {
    format: 'erpnext',
    act: isCancelled ? 'cancel' : 'whole',
    test: false,
    id: numberOf(order, id),
    version: jsonField(order, 'modified'),
    documentId: id.value,
    purchaseOrder: jsonField(order, 'po_no'),
    placed: jsonField(order, 'transaction_date'),
    currency: jsonField(order, 'currency'),
    parties: partiesOf(order),
    lines: items.map((item) => lineOf(item, order, telling)),
    allowances: discount
      ? costOf({ value: { ...discount.value, digits: -discount.value.digits }, at: discount.at }, 'discount')
      : [],
    totals: total ? [{ of: 'lines', value: total }] : [],
    hold: holdOf(state, jsonField(order, 'status')),
  };
}

/** `SO-1-2`, which was amended from `SO-1-1`, is the next state of order `SO-1`. */
function numberOf(order: JsonNode, id: Found<string>): Found<string> {
  const amended = jsonField(order, 'amended_from');
  return amended ? { value: id.value.replace(/-\d+$/, ''), at: id.at } : id;
}

/** A draft, or one that somebody holds, or closed before all of it was delivered. */
function holdOf(state: Found<string> | undefined, status: Found<string> | undefined): Found<string> | undefined {
  if (state?.value === '0') return { value: 'a draft', at: state.at };
  if (status?.value === 'Closed') return { value: 'closed', at: status.at };
  return status?.value === 'On Hold' ? { value: 'on hold', at: status.at } : undefined;
}

/** Net amounts have the discounts of the whole order in them, and no tax. */
function lineOf(item: JsonNode, order: JsonNode, tell: Tell): SourceLine {
  const quantity = jsonDecimal(item, tell, 'qty');
  const [code, customers] = [jsonField(item, 'item_code'), jsonField(item, 'customer_item_code')];
  return {
    at: item.at,
    number: jsonField(item, 'idx'),
    name: jsonField(item, 'item_name', 'description'),
    items: [
      ...(code ? [{ by: 'seller' as const, id: code }] : []),
      ...(customers ? [{ by: 'buyer' as const, id: customers }] : []),
    ],
    quantity,
    unit: jsonField(item, 'uom'),
    ...pricedBy(jsonDecimal(item, tell, 'rate'), quantity, jsonDecimal(item, tell, 'net_amount', 'amount')),
    allowances: [],
    notBefore: jsonField(item, 'delivery_date') ?? jsonField(order, 'delivery_date'),
    properties: Object.fromEntries(
      [...item.entries.keys()]
        .filter((name) => name.startsWith('custom_'))
        .flatMap((name) => {
          const found = jsonField(item, name);
          return found ? [[name, found] as const] : [];
        }),
    ),
  };
}

function partiesOf(order: JsonNode): SourceParty[] {
  const [customer, mail] = [jsonField(order, 'customer'), jsonField(order, 'contact_email')];
  const name = jsonField(order, 'customer_name');
  return [{ role: 'buyer', ids: customer ? [customer] : [], name, mails: mail ? [mail] : [] }];
}
