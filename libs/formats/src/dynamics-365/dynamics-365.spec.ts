import { changedSample } from '#test/support/samples/changed-sample.ts';
import { decimalText } from '../decimal.ts';
import { headOf } from '../format.ts';
import { dynamics365 } from './dynamics-365.ts';

const found = changedSample(dynamics365);

function ofEvent(event: object) {
  return ofDocument({ BusinessEventId: 'SalesInvoicePostedBusinessEvent', ...event });
}

function ofDocument(document: object) {
  const bytes = Buffer.from(JSON.stringify(document));
  expect(dynamics365.detect(headOf(bytes))).toBe(true);
  const result = dynamics365.read(bytes, headOf(bytes));
  if ('unreadable' in result) throw new Error(result.unreadable);
  return {
    keys: result.readings.map(({ act, id, kept = {} }) => [act, id.value, kept.changeType].filter(Boolean).join(' ')),
    codes: result.violations.map(({ code }) => code),
  };
}

describe('a sales order of Dynamics 365', () => {
  test.each([
    ['Backorder', 'No', 'whole', undefined],
    ['Delivered', 'No', 'whole', undefined],
    ['Backorder', 'Yes', 'whole', 'processing is stopped'],
    ['None', 'No', 'whole', 'status None'],
    ['Canceled', 'Yes', 'cancel', undefined],
  ])('with status %s, and processing stopped: %s', (SalesOrderStatus, IsSalesProcessingStopped, act, hold) => {
    const { reading } = found((order) => Object.assign(order, { SalesOrderStatus, IsSalesProcessingStopped }));
    expect([reading?.act, reading?.hold?.value]).toEqual([act, hold]);
  });

  test('is priced by its price quantity, and by the amount where that has discounts in it', () => {
    const priced = (more: object) => {
      const line = found((order) => Object.assign(order.SalesOrderLines[0], more)).reading?.lines[0];
      return [line?.price, line?.priceBase].map((each) => each && decimalText(each.value));
    };
    expect(priced({})).toEqual(['118', '1']);
    expect(priced({ SalesPrice: 1180, SalesPriceQuantity: 10 })).toEqual(['1180', '10']);
    expect(priced({ LineAmount: 2655 })).toEqual(['2655', '25']);
    expect(priced({ SalesPriceQuantity: 0 })).toEqual(['118', undefined]);
  });

  test('has whole numbers of lines, and no line between two others', () => {
    const numberOf = (more: object) =>
      found((order) => Object.assign(order.SalesOrderLines[0], more)).reading?.lines[0]?.number?.value;
    expect([numberOf({}), numberOf({ LineCreationSequenceNumber: 0, LineNumber: 2.0 })]).toEqual(['1', '2']);
    expect(numberOf({ LineCreationSequenceNumber: 0, LineNumber: 1.5 })).toBeUndefined();
  });

  test('leaves out canceled lines, and knows 1900 for no day', () => {
    const { reading } = found((order) => {
      order.SalesOrderLines.push({ ...order.SalesOrderLines[0], SalesOrderLineStatus: 'Canceled' });
      order.SalesOrderLines[0].RequestedShippingDate = '1900-01-01T12:00:00Z';
      order.RequestedShippingDate = '1900-01-01T12:00:00Z';
    });
    expect(reading?.lines.map(({ notBefore }) => notBefore?.value)).toEqual([undefined]);
  });

  test('is refused without number or all of its lines, and with tax in its prices', () => {
    expect(found((order) => delete order.SalesOrderNumber).codes).toEqual(['ORDER_NUMBER_MISSING $']);
    expect(found((order) => delete order.SalesOrderLines).codes).toEqual(['ITEMS_MISSING $']);
    const isPart = found((order) => Object.assign(order, { 'SalesOrderLines@odata.nextLink': 'https://x' }));
    expect(isPart.codes).toEqual(['ITEMS_MISSING $']);
    expect(found((order) => Object.assign(order, { ArePricesIncludingSalesTax: 'Yes' })).codes).toEqual([
      'PRICE_INCLUDES_TAX SalesOrderLines[0].SalesPrice',
    ]);
  });
});

describe('a business event of Dynamics 365', () => {
  test('has the key of an order: its company and its number', () => {
    expect(ofEvent({ BusinessEventLegalEntity: 'USMF', SalesOrderNumber: 'SO-000012' }).keys).toEqual([
      'lookup usmf:SO-000012',
    ]);
    expect(ofEvent({ BusinessEventLegalEntity: 'usmf', SalesId: '000012' }).keys).toEqual(['lookup usmf:000012']);
    expect(ofEvent({ LegalEntity: 'USMF', SalesOrderId: '000012' }).keys).toEqual(['lookup usmf:000012']);
  });

  test('without one, or with something else in its place, asks for nothing', () => {
    for (const event of [
      {},
      { BusinessEventLegalEntity: 'usmf' },
      { BusinessEventLegalEntity: 'usmf', SalesId: "1' or '" },
    ]) {
      expect(ofEvent(event)).toEqual({ keys: [], codes: ['ORDER_NUMBER_MISSING'] });
    }
  });
});

describe('a data event of the sales order headers', () => {
  const attributes = [
    { key: 'mserp_dataareaid', value: 'USMF' },
    { key: 'mserp_salesorderstatus', value: { __type: 'OptionSetValue', Value: 200000001 } },
    { key: 'mserp_salesordernumber', value: 'SO-000012' },
  ];
  const event = (name: string, parameter = 'Target', table = 'mserp_salesorderheaderv2entity') => ({
    ...{ BusinessUnitId: 'x', InitiatingUserId: 'y', MessageName: name, PrimaryEntityName: table },
    InputParameters: [{ key: parameter, value: { LogicalName: table, Attributes: attributes } }],
  });

  test.each([
    ['OnExternalCreated', 'Target', 'lookup usmf:SO-000012'],
    ['OnExternalUpdated', 'Target', 'lookup usmf:SO-000012'],
    ['OnExternalDeleted', 'PreImage', 'lookup usmf:SO-000012 deleted'],
  ])('%s has the key of an order in %s', (name, parameter, key) => {
    expect(ofDocument(event(name, parameter))).toEqual({ keys: [key], codes: [] });
  });

  test('of a line that is gone has its order read again', () => {
    const line = event('OnExternalDeleted', 'PreImage', 'mserp_salesorderlinev2entity');
    expect(ofDocument(line).keys).toEqual(['lookup usmf:SO-000012']);
  });

  test('of another table, or without the key, asks for nothing', () => {
    const other = event('OnExternalUpdated', 'Target', 'mserp_custcustomerv3entity');
    const bare = { ...event('OnExternalUpdated'), InputParameters: [{ key: 'Target', value: { Attributes: [] } }] };
    for (const document of [other, bare]) {
      expect(ofDocument(document)).toEqual({ keys: [], codes: ['ORDER_NUMBER_MISSING'] });
    }
  });
});
