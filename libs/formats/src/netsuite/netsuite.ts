import type { Format } from '../format.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { costOf, oneOrList, pricedBy, readJsonOrders, withoutLines, withoutNumber } from '../json/orders.ts';
import { type JsonNode, jsonAt, jsonItemsAt, jsonTextAt } from '../json/tree.ts';
import type { Allowance, Found, SourceLine, SourceParty, SourceReading, Tell } from '../reading.ts';
import { lookupOf } from '../s4/event.ts';
import { odataInstant } from '../s4/odata.ts';

/** Internal ids of records. */
export const netsuiteKeyForm = /^\d{1,18}$/;

/** Sales orders of NetSuite, as its REST record API has them (`?expandSubResources=true`), and the keys that a script sends. Mapping: README.md. */
export const netsuite: Format = {
  name: 'netsuite',
  detect: ({ start }) =>
    /^[^\w<]*[{[]/.test(start) && /"tranId"|"otherRefNum"|"recordType"\s*:\s*"salesorder"/i.test(start),
  read: (bytes, head) => readJsonOrders(bytes, head, oneOrList, readOrder),
};

/** Pending fulfillment, partly fulfilled, pending billing. Pending approval (A) and closed (H) wait; billed ones (G) were counted before. */
const counted = ['B', 'D', 'E', 'F', 'G'];

function readOrder(order: JsonNode, tell: Tell): SourceReading | undefined {
  const id = jsonField(order, 'tranId');
  const key = jsonField(order, 'id');
  const type = jsonField(order, 'recordType');
  if (type && type.value.toLowerCase() !== 'salesorder') {
    const value = type.value.slice(0, 60);
    return void tell({
      code: 'NOT_AN_ORDER',
      at: type.at,
      message: `the record is a ${value}, not a sales order`,
      value,
    });
  }
  if (!id && key && type && netsuiteKeyForm.test(key.value)) {
    const isDeleted = jsonField(order, 'type')?.value === 'delete';
    return lookupOf('netsuite', key, { kept: isDeleted ? { changeType: 'deleted' } : {} });
  }
  if (!id) return withoutNumber(order, 'tranId', tell);
  if (!jsonAt(order, 'item', 'items')) return withoutLines(order, 'read the order with expandSubResources=true', tell);
  if (jsonTextAt(order, 'item', 'hasMore')?.value === 'true') {
    return withoutLines(order, 'read the order with all of its items in one answer', tell);
  }
  const status = jsonTextAt(order, 'orderStatus', 'id') ?? jsonField(order, 'orderStatus');
  const isCancelled = status?.value === 'C';
  const telling = isCancelled ? () => {} : tell;
  const { lines, allowances } = linesOf(jsonItemsAt(order, 'item', 'items'), order, telling);
  const isWaiting = status && !isCancelled && !counted.includes(status.value);
  const freight = costOf(jsonDecimal(order, telling, 'shippingCost'), 'shipping');
  const discount = costOf(jsonDecimal(order, telling, 'discountTotal'), 'discount');
  return {
    format: 'netsuite',
    act: isCancelled ? 'cancel' : 'whole',
    test: false,
    id,
    version: odataInstant(jsonField(order, 'lastModifiedDate')),
    documentId: key?.value,
    purchaseOrder: jsonField(order, 'otherRefNum'),
    placed: jsonField(order, 'tranDate'),
    // A currency is a record of its own, and its name is what stands here.
    currency: jsonTextAt(order, 'currency', 'refName'),
    parties: partiesOf(order),
    lines,
    allowances: [...allowances, ...freight, ...discount],
    totals: [],
    hold: isWaiting ? { value: `order status ${status.value}`, at: status.at } : undefined,
  };
}

/** What stands on lines and orders nothing. */
const headings = ['Group', 'EndGroup', 'Subtotal', 'Description'];

/** Discounts stand on lines of their own, behind what they are of: a line, or behind a subtotal all of the lines before. */
function linesOf(items: readonly JsonNode[], order: JsonNode, tell: Tell) {
  const lines: SourceLine[] = [];
  const allowances: Allowance[] = [];
  let isBehindSubtotal = false;
  for (const item of items) {
    const type = typeOf(item);
    if (type === 'Discount') {
      const costs = costOf(jsonDecimal(item, tell, 'amount'), 'discount');
      const last = lines.at(-1);
      if (last && !isBehindSubtotal)
        lines[lines.length - 1] = { ...last, amount: undefined, allowances: [...last.allowances, ...costs] };
      else allowances.push(...costs);
      continue;
    }
    isBehindSubtotal = type === 'Subtotal' || type === 'EndGroup';
    if (headings.includes(type) || jsonField(item, 'isClosed')?.value === 'true') continue;
    lines.push(lineOf(item, order, tell));
  }
  return { lines, allowances };
}

function typeOf(item: JsonNode): string {
  const found = jsonTextAt(item, 'itemType', 'id') ?? jsonField(item, 'itemType');
  return found?.value ?? '';
}

function lineOf(item: JsonNode, order: JsonNode, tell: Tell): SourceLine {
  const quantity = jsonDecimal(item, tell, 'quantity');
  const name = jsonTextAt(item, 'item', 'refName');
  return {
    at: item.at,
    number: jsonField(item, 'line'),
    name: jsonField(item, 'description'),
    items: name ? [{ by: 'seller', id: name }] : [],
    quantity,
    unit: jsonTextAt(item, 'units', 'refName') ?? jsonField(item, 'units'),
    ...pricedBy(jsonDecimal(item, tell, 'rate'), quantity, jsonDecimal(item, tell, 'amount')),
    allowances: [],
    notBefore: jsonField(item, 'expectedShipDate') ?? jsonField(order, 'shipDate'),
    properties: Object.fromEntries(
      [...item.entries.keys()]
        .filter((key) => key.startsWith('custcol'))
        .flatMap((key) => {
          const found = jsonField(item, key) ?? jsonTextAt(item, key, 'refName');
          return found ? [[key, found] as const] : [];
        }),
    ),
  };
}

function partiesOf(order: JsonNode): SourceParty[] {
  const entity = jsonTextAt(order, 'entity', 'id');
  const ids: Found<string>[] = entity ? [entity] : [];
  const mail = jsonField(order, 'email');
  return [{ role: 'buyer', ids, name: jsonTextAt(order, 'entity', 'refName'), mails: mail ? [mail] : [] }];
}
