import {
  addDecimals,
  compareDecimals,
  decimalText,
  divideExactly,
  multiplyDecimals,
  negateDecimal,
} from '../decimal.ts';
import type { Format } from '../format.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { costOf, oneOrList, readJsonOrders, sumOfFound, withoutLines, withoutNumber } from '../json/orders.ts';
import { type JsonNode, jsonAt, jsonItemsAt } from '../json/tree.ts';
import type { Allowance, Decimal, Found, SourceLine, SourceParty, SourceReading, Tell } from '../reading.ts';
import { odataInstant } from '../s4/odata.ts';

/** Orders of Shopify, as its webhooks (`orders/paid`, `orders/updated`, `orders/cancelled`) and its Admin API have them. Mapping: README.md. */
export const shopify: Format = {
  name: 'shopify',
  detect: ({ start }) =>
    /^[^\w<]*[{[]/.test(start) && /gid:\\?\/\\?\/shopify\\?\/Order\b|"financial_status"/.test(start),
  read: (bytes, head) => readJsonOrders(bytes, head, ordersIn, readOrder),
};

/** A list of the Admin API has them under `orders`, one order under `order`; a webhook is the order itself. */
function ordersIn(root: JsonNode): readonly JsonNode[] {
  const list = jsonAt(root, 'orders');
  return list ? list.items : oneOrList(jsonAt(root, 'order') ?? root);
}

function readOrder(order: JsonNode, tell: Tell): SourceReading | undefined {
  const id = jsonField(order, 'order_number', 'name');
  if (!id) return withoutNumber(order, 'order_number', tell);
  if (!jsonAt(order, 'line_items')) return withoutLines(order, 'send the whole order', tell);
  const isCancelled = jsonField(order, 'cancelled_at') !== undefined;
  const status = jsonField(order, 'financial_status');
  const telling = isCancelled ? () => {} : tell;
  const items = jsonItemsAt(order, 'line_items');
  const lines = items.flatMap((item, index) => lineOf(item, { index, order }, telling) ?? []);
  return {
    format: 'shopify',
    act: isCancelled ? 'cancel' : 'whole',
    test: jsonField(order, 'test')?.value === 'true',
    id: { value: id.value.replace(/^#/, ''), at: id.at },
    version: odataInstant(jsonField(order, 'updated_at')),
    documentId: jsonField(order, 'id')?.value,
    purchaseOrder: jsonField(order, 'po_number'),
    placed: jsonField(order, 'created_at'),
    currency: jsonField(order, 'currency'),
    parties: partiesOf(order),
    lines,
    allowances: allowancesIn(order, items, telling),
    totals: [],
    hold: status && !paid.includes(status.value) ? { value: `payment ${status.value}`, at: status.at } : undefined,
    kept: jsonField(order, 'taxes_included')?.value === 'true' ? { pricesIncludeTax: 'true' } : undefined,
  };
}

/** An order that nobody has paid is not delivered. */
const paid = ['paid', 'partially_refunded'];

interface Position {
  readonly index: number;
  readonly order: JsonNode;
}

/** Undefined where editing or refunds took all of a line away; it stays in the list, so that the others keep their numbers. */
function lineOf(item: JsonNode, { index, order }: Position, tell: Tell): SourceLine | undefined {
  const ordered = jsonDecimal(item, tell, 'quantity');
  const quantity = jsonDecimal(item, tell, 'current_quantity') ?? afterRefunds(item, { ordered, order }, tell);
  if (quantity?.value.digits === 0n) return undefined;
  const sku = jsonField(item, 'sku');
  const maker = jsonField(item, 'variant_id', 'product_id');
  return {
    at: item.at,
    number: { value: String(index + 1), at: item.at },
    name: jsonField(item, 'name', 'title'),
    items: [
      ...(sku ? [{ by: 'seller' as const, id: sku }] : []),
      ...(maker ? [{ by: 'buyer' as const, id: maker }] : []),
    ],
    quantity,
    price: jsonDecimal(item, tell, 'price'),
    allowances: discountOf(item, ordered?.value, quantity?.value, tell),
    properties: Object.fromEntries(
      jsonItemsAt(item, 'properties').flatMap((property): [string, Found<string>][] => {
        const [name, value] = [jsonField(property, 'name')?.value, jsonField(property, 'value')];
        return name && value ? [[name, value]] : [];
      }),
    ),
  };
}

/** What refunds leave of a line, in payloads whose lines do not say it themselves (`current_quantity`). */
function afterRefunds(
  item: JsonNode,
  { ordered, order }: { readonly ordered: Found<Decimal> | undefined; readonly order: JsonNode },
  tell: Tell,
): Found<Decimal> | undefined {
  const id = jsonField(item, 'id')?.value;
  if (!ordered || id === undefined) return ordered;
  const refunded = jsonItemsAt(order, 'refunds')
    .flatMap((refund) => jsonItemsAt(refund, 'refund_line_items'))
    .filter((each) => jsonField(each, 'line_item_id')?.value === id)
    .flatMap((each) => jsonDecimal(each, tell, 'quantity') ?? []);
  const left = refunded.reduce((rest, { value }) => addDecimals(rest, negateDecimal(value)), ordered.value);
  const isLess = compareDecimals(left, nothing) < 0;
  return { value: isLess ? nothing : left, at: ordered.at };
}

const nothing: Decimal = { digits: 0n, scale: 0 };

/** The share that discounts have in a line (those of the whole order included), for what is left of its quantity. */
function discountOf(item: JsonNode, ordered: Decimal | undefined, left: Decimal | undefined, tell: Tell): Allowance[] {
  const shares = jsonItemsAt(item, 'discount_allocations').flatMap((each) => jsonDecimal(each, tell, 'amount') ?? []);
  const discount = sumOfFound(shares) ?? jsonDecimal(item, tell, 'total_discount');
  if (!discount || discount.value.digits === 0n) return [];
  const { at } = discount;
  const reason = { value: 'discount', at };
  const digits = ordered && left ? divideExactly(multiplyDecimals(discount.value, left), ordered, 6) : undefined;
  if (digits !== undefined) return [{ kind: 'allowance', amount: { value: { digits, scale: 6 }, at }, reason }];
  const message = `a discount of ${decimalText(discount.value)} has no exact share in what is left of the line`;
  tell({ code: 'PRICE_NOT_REPRESENTABLE', at, message, remedy: 'refund the order and place it anew' });
  return [];
}

/** Freight, and discounts of the whole order that lines have no share of. */
function allowancesIn(order: JsonNode, items: readonly JsonNode[], tell: Tell): Allowance[] {
  const freight = jsonItemsAt(order, 'shipping_lines').flatMap((each) =>
    costOf(jsonDecimal(each, tell, 'discounted_price', 'price'), 'shipping'),
  );
  const isShared = items.some((item) => jsonItemsAt(item, 'discount_allocations').length > 0);
  const stated = items.some((item) => /[1-9]/.test(jsonField(item, 'total_discount')?.value ?? ''));
  const total = isShared || stated ? undefined : jsonDecimal(order, tell, 'total_discounts');
  const whole = total && total.value.digits !== 0n ? [total] : [];
  return [
    ...freight,
    ...whole.map((amount): Allowance => ({ kind: 'allowance', amount, reason: { value: 'discount', at: amount.at } })),
  ];
}

/** In a shop, who buys is who uses it. */
function partiesOf(order: JsonNode): SourceParty[] {
  const customer = jsonAt(order, 'customer');
  const address = jsonAt(order, 'shipping_address') ?? jsonAt(order, 'billing_address');
  const id = jsonField(customer, 'id');
  const mail = jsonField(order, 'email', 'contact_email') ?? jsonField(customer, 'email');
  const company = jsonField(address, 'company', 'name');
  return [
    {
      role: 'endUser',
      ids: id ? [{ value: `customer:${id.value}`, at: id.at }] : [],
      name: company,
      country: jsonField(address, 'country_code'),
      mails: mail ? [mail] : [],
    },
  ];
}
