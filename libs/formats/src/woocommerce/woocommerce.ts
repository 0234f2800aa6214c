import type { Format } from '../format.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { costOf, oneOrList, pricedBy, readJsonOrders, withoutLines, withoutNumber } from '../json/orders.ts';
import { type JsonNode, jsonAt, jsonItemsAt } from '../json/tree.ts';
import type { Allowance, Found, SourceLine, SourceParty, SourceReading, Tell } from '../reading.ts';
import { odataInstant } from '../s4/odata.ts';

/** Orders of WooCommerce, as its webhooks (`order.created`, `order.updated`) and its REST API have them. Mapping: README.md. */
export const woocommerce: Format = {
  name: 'woocommerce',
  detect: ({ start }) =>
    /^[^\w<]*[{[]/.test(start) && /"order_key"|"date_created_gmt"|"prices_include_tax"/.test(start),
  read: (bytes, head) => readJsonOrders(bytes, head, oneOrList, readOrder),
};

/** Paid, or delivered; and what is none any more. All other states wait. */
const counted = ['processing', 'completed'];
const ended = ['cancelled', 'refunded', 'trash'];

function readOrder(order: JsonNode, tell: Tell): SourceReading | undefined {
  const id = jsonField(order, 'number', 'id');
  if (!id) return withoutNumber(order, 'number', tell);
  if (!jsonAt(order, 'line_items')) return withoutLines(order, 'send the whole order', tell);
  const status = jsonField(order, 'status');
  const isEnded = status !== undefined && ended.includes(status.value);
  const isWaiting = status !== undefined && !isEnded && !counted.includes(status.value);
  const telling = isEnded ? () => {} : tell;
  const freight = jsonItemsAt(order, 'shipping_lines');
  const fees = jsonItemsAt(order, 'fee_lines');
  const costs = (all: readonly JsonNode[], reason: string): Allowance[] =>
    all.flatMap((each) => costOf(jsonDecimal(each, telling, 'total'), jsonField(each, 'name')?.value ?? reason));
  return {
    format: 'woocommerce',
    act: isEnded ? 'cancel' : 'whole',
    test: false,
    id,
    version: inUtc(jsonField(order, 'date_modified_gmt')),
    documentId: jsonField(order, 'id')?.value,
    placed: inUtc(jsonField(order, 'date_created_gmt')),
    currency: jsonField(order, 'currency'),
    parties: partiesOf(order),
    lines: jsonItemsAt(order, 'line_items').map((item) => lineOf(item, telling)),
    allowances: [...costs(freight, 'shipping'), ...costs(fees, 'fee')],
    totals: [],
    hold: isWaiting ? { value: `status ${status.value}`, at: status.at } : undefined,
  };
}

/** Its times in GMT have no sign of that. */
function inUtc(found: Found<string> | undefined): Found<string> | undefined {
  return found && odataInstant({ value: found.value.replace(/(\d)$/, '$1Z'), at: found.at });
}

/** `total` is net and after all discounts, whether or not prices in the shop have tax in them. */
function lineOf(item: JsonNode, tell: Tell): SourceLine {
  const quantity = jsonDecimal(item, tell, 'quantity');
  const sku = jsonField(item, 'sku');
  const product = jsonField(item, 'variation_id', 'product_id');
  const own = product && product.value !== '0' ? product : jsonField(item, 'product_id');
  return {
    at: item.at,
    number: jsonField(item, 'id'),
    name: jsonField(item, 'name'),
    items: [...(sku ? [{ by: 'seller' as const, id: sku }] : []), ...(own ? [{ by: 'buyer' as const, id: own }] : [])],
    quantity,
    ...pricedBy(undefined, quantity, jsonDecimal(item, tell, 'total')),
    allowances: [],
    properties: Object.fromEntries(
      jsonItemsAt(item, 'meta_data').flatMap((each): [string, Found<string>][] => {
        const [key, value] = [jsonField(each, 'key')?.value, jsonField(each, 'value')];
        return key && value ? [[key, value]] : [];
      }),
    ),
  };
}

/** In a shop, who buys is who uses it. A guest has no number. */
function partiesOf(order: JsonNode): SourceParty[] {
  const [billing, shipping] = [jsonAt(order, 'billing'), jsonAt(order, 'shipping')];
  const customer = jsonField(order, 'customer_id');
  const mail = jsonField(billing, 'email');
  const name = jsonField(shipping, 'company') ?? jsonField(billing, 'company') ?? personOf(billing);
  return [
    {
      role: 'endUser',
      ids: customer && customer.value !== '0' ? [{ value: `customer:${customer.value}`, at: customer.at }] : [],
      name,
      country: jsonField(shipping, 'country') ?? jsonField(billing, 'country'),
      mails: mail ? [mail] : [],
    },
  ];
}

function personOf(billing: JsonNode | undefined): Found<string> | undefined {
  const parts = [jsonField(billing, 'first_name'), jsonField(billing, 'last_name')].flatMap((part) => part ?? []);
  const [first] = parts;
  return first && { value: parts.map(({ value }) => value).join(' '), at: first.at };
}
