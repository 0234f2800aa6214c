import { compareDecimals, exactlyAt, multiplyDecimals, parseDecimal } from '../decimal.ts';
import type { Format } from '../format.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { costOf, oneOrList, pricedBy, readJsonOrders, withoutLines, withoutNumber } from '../json/orders.ts';
import { type JsonNode, jsonAt, jsonItemsAt } from '../json/tree.ts';
import type { Found, SourceLine, SourceParty, SourceReading, Tell } from '../reading.ts';
import { lookupOf } from '../s4/event.ts';
import { entitiesIn, odataDay, odataInstant } from '../s4/odata.ts';
import { type DataEvent, dataEventIn } from './data-event.ts';

/** What a data event of Dataverse begins with, and the tables that it is about. */
const dataEvent = /"InputParameters"|"InitiatingUserId"|mserp_salesorder/;

/** Legal entity and number of an order, `usmf:SO-000012`: numbers stand once in each company. */
export const dynamics365KeyForm = /^[a-z0-9]{1,4}:[A-Za-z0-9][A-Za-z0-9_/.-]{0,19}$/;

/**
 * Dynamics 365 Finance and Supply Chain Management: sales orders of `SalesOrderHeadersV2` with their expanded `SalesOrderLines`, and
 * business events and data events, which have a key. Mapping: README.md.
 */
export const dynamics365: Format = {
  name: 'dynamics-365',
  detect: ({ start }) =>
    /^[^\w<]*[{[]/.test(start) &&
    (/"BusinessEventId"|#?SalesOrderHeadersV\d|"SalesOrderLines"/.test(start) || dataEvent.test(start)),
  read: (bytes, head) =>
    readJsonOrders(bytes, head, (root) => (root.kind === 'array' ? oneOrList(root) : entitiesIn(root)), readOrder),
};

const deletion = { changeType: 'deleted' };

/** States in which an order counts. `None` is one that was never opened. */
const counted = ['Backorder', 'Delivered', 'Invoiced'];

function readOrder(order: JsonNode, tell: Tell): SourceReading | undefined {
  if (jsonField(order, 'BusinessEventId')) return eventOf(order, businessEventIn(order), tell);
  const dataEvent = dataEventIn(order);
  if (dataEvent) return eventOf(order, dataEvent, tell);
  const id = jsonField(order, 'SalesOrderNumber');
  if (!id) return withoutNumber(order, 'SalesOrderNumber', tell);
  if (!jsonAt(order, 'SalesOrderLines') || jsonField(order, 'SalesOrderLines@odata.nextLink')) {
    return withoutLines(order, 'read the order with $expand=SalesOrderLines', tell);
  }
  const status = jsonField(order, 'SalesOrderStatus');
  const isCancelled = status?.value === 'Canceled';
  const telling = isCancelled ? () => {} : tell;
  const lines = jsonItemsAt(order, 'SalesOrderLines').filter(
    (line) => jsonField(line, 'SalesOrderLineStatus')?.value !== 'Canceled',
  );
  const company = jsonField(order, 'dataAreaId');
  return {
    format: 'dynamics-365',
    act: isCancelled ? 'cancel' : 'whole',
    test: false,
    id,
    documentId: company && `${company.value.toLowerCase()}:${id.value}`,
    purchaseOrder: jsonField(order, 'CustomersOrderReference', 'CustomerRequisitionNumber'),
    placed: odataInstant(jsonField(order, 'OrderCreationDateTime')),
    currency: jsonField(order, 'CurrencyCode'),
    parties: partiesOf(order, company),
    lines: lines.map((line) => lineOf(line, order, telling)),
    allowances: costOf(jsonDecimal(order, telling, 'OrderTotalChargesAmount'), 'charges'),
    totals: [],
    hold: isCancelled ? undefined : holdOf(order, status),
  };
}

/** A business event. Its fields are its contract's, which may be an extension's: of all of them the two that are the key are taken. */
function businessEventIn(event: JsonNode): DataEvent {
  const company = jsonField(event, 'BusinessEventLegalEntity', 'LegalEntity', 'DataAreaId');
  return { company, number: jsonField(event, 'SalesOrderNumber', 'SalesOrderId', 'SalesId'), isDeleted: false };
}

function eventOf(event: JsonNode, { company, number, isDeleted }: DataEvent, tell: Tell): SourceReading | undefined {
  const value = `${company?.value.toLowerCase()}:${number?.value}`;
  if (company && number && dynamics365KeyForm.test(value)) {
    const documentId = jsonField(event, 'EventId', 'OperationId')?.value;
    return lookupOf('dynamics-365', { value, at: number.at }, { documentId, kept: isDeleted ? deletion : {} });
  }
  const message = 'the event has no key of a sales order';
  const remedy =
    'send BusinessEventLegalEntity and SalesOrderNumber, or data events of the sales order headers with mserp_dataareaid and mserp_salesordernumber';
  return void tell({ code: 'ORDER_NUMBER_MISSING', at: number?.at ?? event.at, message, remedy });
}

function holdOf(order: JsonNode, status: Found<string> | undefined): Found<string> | undefined {
  const stopped = jsonField(order, 'IsSalesProcessingStopped');
  if (stopped?.value === 'Yes') return { value: 'processing is stopped', at: stopped.at };
  return status && !counted.includes(status.value) ? { value: `status ${status.value}`, at: status.at } : undefined;
}

function lineOf(line: JsonNode, order: JsonNode, tell: Tell): SourceLine {
  const number = jsonField(line, 'ItemNumber');
  const theirs = jsonField(line, 'ExternalItemNumber');
  return {
    at: line.at,
    number: numberOf(line),
    name: jsonField(line, 'LineDescription'),
    items: [
      ...(number ? [{ by: 'seller' as const, id: number }] : []),
      ...(theirs ? [{ by: 'buyer' as const, id: theirs }] : []),
    ],
    quantity: jsonDecimal(line, tell, 'OrderedSalesQuantity'),
    unit: jsonField(line, 'SalesUnitSymbol'),
    ...pricing(line, order, tell),
    allowances: [],
    notBefore: dayOf(line, 'RequestedShippingDate') ?? dayOf(order, 'RequestedShippingDate'),
    properties: {},
  };
}

/** In which order a line was made; its number where that is whole: a line that was put between two others has 1.5. */
function numberOf(line: JsonNode): Found<string> | undefined {
  for (const name of ['LineCreationSequenceNumber', 'LineNumber']) {
    const found = jsonField(line, name);
    const exact = found && parseDecimal(found.value);
    const whole = exact && exactlyAt(exact, 0);
    if (found && whole !== undefined && whole > 0n) return { value: String(whole), at: found.at };
  }
  return undefined;
}

/** The price is for `SalesPriceQuantity` of the unit; where discounts or charges are in the amount, the amount for the whole quantity counts. */
function pricing(line: JsonNode, order: JsonNode, tell: Tell): Pick<SourceLine, 'price' | 'priceBase' | 'amount'> {
  const [quantity, price] = [jsonDecimal(line, tell, 'OrderedSalesQuantity'), jsonDecimal(line, tell, 'SalesPrice')];
  const [base, amount] = [jsonDecimal(line, tell, 'SalesPriceQuantity'), jsonDecimal(line, tell, 'LineAmount')];
  const gross = jsonField(order, 'ArePricesIncludingSalesTax');
  if (gross?.value === 'Yes') {
    const remedy = 'send prices without sales tax';
    tell({ code: 'PRICE_INCLUDES_TAX', at: price?.at ?? gross.at, message: 'the price has tax in it', remedy });
  }
  const isFor = base && base.value.digits > 0n ? base : undefined;
  const isAlike =
    price &&
    quantity &&
    amount &&
    isFor &&
    compareDecimals(multiplyDecimals(price.value, quantity.value), multiplyDecimals(amount.value, isFor.value)) === 0;
  if (isAlike || !amount) return { price, priceBase: isFor, amount };
  return pricedBy(price, quantity, amount);
}

/** 1900-01-01 is no day. */
function dayOf(node: JsonNode, name: string): Found<string> | undefined {
  const day = odataDay(jsonField(node, name));
  return day?.value === '1900-01-01' ? undefined : day;
}

function partiesOf(order: JsonNode, company: Found<string> | undefined): SourceParty[] {
  const [buyer, payer] = ['OrderingCustomerAccountNumber', 'InvoiceCustomerAccountNumber'].map((name) =>
    jsonField(order, name),
  );
  const mail = jsonField(order, 'Email');
  const country = jsonField(order, 'DeliveryAddressCountryRegionISOCode');
  const seller = company && { value: company.value.toLowerCase(), at: company.at };
  return [
    {
      role: 'buyer',
      ids: buyer ? [buyer] : [],
      name: jsonField(order, 'SalesOrderName'),
      country,
      mails: mail ? [mail] : [],
    },
    ...(payer ? [{ role: 'billTo' as const, ids: [payer], mails: [] }] : []),
    ...(seller ? [{ role: 'seller' as const, ids: [seller], mails: [] }] : []),
  ];
}
