import { changedSample } from '#test/support/samples/changed-sample.ts';
import { decimalText } from '../decimal.ts';
import { headOf } from '../format.ts';
import { dynamics365 } from './dynamics-365.ts';

const found = changedSample(dynamics365);

function ofEvent(event: object) {
  const bytes = Buffer.from(JSON.stringify({ BusinessEventId: 'SalesOrderConfirmed', ...event }));
  const result = dynamics365.read(bytes, headOf(bytes));
  if ('unreadable' in result) throw new Error(result.unreadable);
  return {
    keys: result.readings.map(({ act, id }) => `${act} ${id.value}`),
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
