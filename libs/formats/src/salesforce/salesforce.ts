import { exactlyAt, parseDecimal } from '../decimal.ts';
import type { Format } from '../format.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { oneOrList, pricedBy, readJsonOrders, withoutLines, withoutNumber } from '../json/orders.ts';
import { type JsonNode, jsonAt, jsonItemsAt, jsonTextAt } from '../json/tree.ts';
import type { Found, SourceLine, SourceParty, SourceReading, Tell } from '../reading.ts';
import { lookupOf } from '../s4/event.ts';
import { odataInstant } from '../s4/odata.ts';

/** Ids of orders, of 15 signs or of 18. */
export const salesforceKeyForm = /^801(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/;

/** Orders of Salesforce with their OrderItems, CPQ's fields included, and OrderStatusChangedEvent, which has a key. Mapping: README.md. */
export const salesforce: Format = {
  name: 'salesforce',
  detect: ({ start }) =>
    /^[^\w<]*[{[]/.test(start) &&
    /"OrderItems"|"OrderNumber"|"OrderId"\s*:\s*"801|"type"\s*:\s*"Order"|"ChangeEventHeader"/.test(start),
  read: (bytes, head) => readJsonOrders(bytes, head, ordersIn, readOrder),
};

/** A query's records, an event's payload, or the order itself. */
function ordersIn(root: JsonNode): readonly JsonNode[] {
  const records = jsonAt(root, 'records');
  if (records) return records.items;
  const event = jsonAt(root, 'data', 'payload') ?? jsonAt(root, 'payload');
  const changed = jsonAt(event, 'ChangeEventHeader');
  return changed ? [changed] : oneOrList(event ?? root);
}

/** The header of Change Data Capture: the records that changed alike. Of an item it has no key of the order. */
function changedOrders(header: JsonNode, tell: Tell): readonly SourceReading[] {
  const entity = jsonField(header, 'entityName');
  const isDeleted = /^(GAP_)?DELETE$/.test(jsonField(header, 'changeType')?.value ?? '');
  const ids = jsonItemsAt(header, 'recordIds').filter(({ text }) => salesforceKeyForm.test(text));
  if (entity?.value === 'Order' && ids.length > 0) {
    const kept: Record<string, string> = isDeleted ? { changeType: 'deleted' } : {};
    return ids.map(({ text, at }) => lookupOf('salesforce', { value: text, at }, { kept }));
  }
  const [at, message] = [entity?.at ?? header.at, 'the change is of no order'];
  const remedy = 'capture changes of the object Order; a change of an item changes its order too';
  tell({ code: 'NOT_AN_ORDER', at, message, value: entity?.value.slice(0, 60), remedy });
  return [];
}

function readOrder(order: JsonNode, tell: Tell): SourceReading | readonly SourceReading[] | undefined {
  if (jsonField(order, 'entityName')) return changedOrders(order, tell);
  const key = jsonField(order, 'OrderId');
  const id = jsonField(order, 'OrderNumber');
  if (!id && key && salesforceKeyForm.test(key.value)) return lookupOf('salesforce', key, { kept: {} });
  if (!id) return withoutNumber(order, 'OrderNumber', tell);
  const reduction = jsonField(order, 'IsReductionOrder');
  if (reduction?.value === 'true') {
    const message = 'the order reduces another one';
    return void tell({ code: 'NOT_AN_ORDER', at: reduction.at, message, remedy: 'return licenses in the portal' });
  }
  if (!jsonAt(order, 'OrderItems')) return withoutLines(order, 'read the order with its OrderItems', tell);
  if (jsonTextAt(order, 'OrderItems', 'done')?.value === 'false') {
    return withoutLines(order, 'read the order with all of its OrderItems in one answer', tell);
  }
  const status = jsonField(order, 'Status');
  const isCancelled = /^Cancell?ed$/.test(status?.value ?? '');
  const isHeld = status !== undefined && !isCancelled && status.value !== 'Activated';
  const telling = isCancelled ? () => {} : tell;
  return {
    format: 'salesforce',
    act: isCancelled ? 'cancel' : 'whole',
    test: false,
    id,
    version: odataInstant(zoned(jsonField(order, 'LastModifiedDate'))),
    documentId: jsonField(order, 'Id')?.value,
    purchaseOrder: jsonField(order, 'PoNumber'),
    placed: jsonField(order, 'EffectiveDate'),
    // Only organizations with several currencies have it; the profile knows the others'.
    currency: jsonField(order, 'CurrencyIsoCode'),
    parties: partiesOf(order),
    lines: jsonItemsAt(order, 'OrderItems', 'records').map((item) => lineOf(item, telling)),
    allowances: [],
    totals: [],
    hold: isHeld ? { value: `status ${status.value}`, at: status.at } : undefined,
  };
}

/** `+0000` is `+00:00`. */
function zoned(found: Found<string> | undefined): Found<string> | undefined {
  return found && { value: found.value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'), at: found.at };
}

function lineOf(item: JsonNode, tell: Tell): SourceLine {
  const quantity = jsonDecimal(item, tell, 'Quantity');
  const number = jsonField(item, 'OrderItemNumber');
  const code = jsonTextAt(item, 'Product2', 'ProductCode') ?? jsonTextAt(item, 'PricebookEntry', 'ProductCode');
  return {
    at: item.at,
    number: number && { value: number.value.replace(/^0+(?=\d)/, ''), at: number.at },
    name: jsonTextAt(item, 'Product2', 'Name') ?? jsonField(item, 'Description'),
    items: code ? [{ by: 'seller', id: code }] : [],
    quantity,
    ...pricedBy(jsonDecimal(item, tell, 'UnitPrice'), quantity, jsonDecimal(item, tell, 'TotalPrice')),
    allowances: [],
    notBefore: jsonField(item, 'ServiceDate'),
    properties: propertiesOf(item),
  };
}

/** Term and kind as Salesforce CPQ has them, beside all fields of the customer's own. */
function propertiesOf(item: JsonNode): SourceLine['properties'] {
  const own = [...item.entries.keys()].filter((name) => name.endsWith('__c'));
  const all = own.flatMap((name): [string, Found<string>][] => {
    const found = jsonField(item, name);
    return found ? [[name, found]] : [];
  });
  const term = jsonField(item, 'SBQQ__SubscriptionTerm__c', 'SBQQ__DefaultSubscriptionTerm__c');
  const exact = term && parseDecimal(term.value);
  const months = exact && exactlyAt(exact, 0);
  const action = jsonField(item, 'SBQQ__ContractAction__c');
  const found = new Map(all);
  if (term) found.set('termMonths', { value: months === undefined ? term.value : String(months), at: term.at });
  if (action?.value === 'Renew') found.set('kind', { value: 'renewal', at: action.at });
  return Object.fromEntries(found);
}

function partiesOf(order: JsonNode): SourceParty[] {
  const account = jsonAt(order, 'Account');
  const ids = [jsonField(account, 'AccountNumber'), jsonField(account, 'Id'), jsonField(order, 'AccountId')];
  const known = ids.flatMap((id) => id ?? []);
  const once = known.filter(({ value }, index) => known.findIndex((other) => other.value === value) === index);
  const mailOf = (contact: string) => jsonTextAt(order, contact, 'Email');
  const contact = (role: 'billTo' | 'shipTo', mail: Found<string> | undefined): SourceParty[] =>
    mail ? [{ role, ids: [], mails: [mail] }] : [];
  return [
    {
      role: 'buyer',
      ids: once,
      name: jsonField(account, 'Name'),
      country: jsonField(order, 'ShippingCountryCode'),
      mails: [],
    },
    ...contact('shipTo', mailOf('ShipToContact')),
    ...contact('billTo', mailOf('BillToContact')),
  ];
}
