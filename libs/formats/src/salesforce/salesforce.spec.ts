import { changedSample } from '#test/support/samples/changed-sample.ts';
import { decimalText } from '../decimal.ts';
import { headOf } from '../format.ts';
import { salesforce } from './salesforce.ts';

const found = changedSample(salesforce);

describe('an order of Salesforce', () => {
  test.each([
    ['Activated', 'whole', undefined],
    ['Draft', 'whole', 'status Draft'],
    ['Cancelled', 'cancel', undefined],
  ])('with status %s', (status, act, hold) => {
    const { reading } = found((order) => Object.assign(order.records[0], { Status: status }));
    expect([reading?.act, reading?.hold?.value]).toEqual([act, hold]);
  });

  test('has term and kind of CPQ as properties, whole months as a whole number', () => {
    const properties = found().reading?.lines[0]?.properties;
    expect([properties?.termMonths?.value, properties?.kind?.value]).toEqual(['12', 'renewal']);
    const amended = found((order) =>
      Object.assign(order.records[0].OrderItems.records[0], { SBQQ__ContractAction__c: 'New' }),
    );
    expect(amended.reading?.lines[0]?.properties.kind).toBeUndefined();
  });

  test('is priced by its total where that is less than quantity times price', () => {
    const line = found((order) => Object.assign(order.records[0].OrderItems.records[0], { TotalPrice: 2655.0 })).reading
      ?.lines[0];
    expect([line?.price, line?.priceBase].map((each) => each && decimalText(each.value))).toEqual(['2655', '25']);
  });

  test('that reduces another one, or lacks number or items, is refused', () => {
    expect(found((order) => Object.assign(order.records[0], { IsReductionOrder: true })).codes).toEqual([
      'NOT_AN_ORDER records[0].IsReductionOrder',
    ]);
    const isPart = found((order) => Object.assign(order.records[0].OrderItems, { done: false, nextRecordsUrl: '/x' }));
    expect(isPart.codes).toEqual(['ITEMS_MISSING records[0]']);
    expect(found((order) => delete order.records[0].OrderItems).codes).toEqual(['ITEMS_MISSING records[0]']);
    expect(found((order) => delete order.records[0].OrderNumber).codes).toEqual(['ORDER_NUMBER_MISSING records[0]']);
  });
});

describe('Change Data Capture of Salesforce', () => {
  const captured = (entityName: string, changeType: string, ...recordIds: string[]) => {
    const bytes = Buffer.from(
      JSON.stringify({ payload: { ChangeEventHeader: { entityName, changeType, recordIds } } }),
    );
    const result = salesforce.read(bytes, headOf(bytes));
    if ('unreadable' in result) throw new Error(result.unreadable);
    return {
      keys: result.readings.map(({ act, id, kept }) => [act, id.value, kept?.changeType]),
      codes: result.violations,
    };
  };
  const [one, other] = ['801xx0000000001AAA', '801xx0000000002AAA'];

  test('has the key of each order that changed, and says which were deleted', () => {
    expect(captured('Order', 'UPDATE', one, other).keys).toEqual([
      ['lookup', one, undefined],
      ['lookup', other, undefined],
    ]);
    expect(['UNDELETE', 'DELETE', 'GAP_DELETE'].map((type) => captured('Order', type, one).keys[0]?.[2])).toEqual([
      undefined,
      'deleted',
      'deleted',
    ]);
  });

  test('of anything else asks for nothing', () => {
    for (const asked of [captured('OrderItem', 'UPDATE', '802xx0000000001AAA'), captured('Order', 'UPDATE', "1' OR")]) {
      expect(asked).toMatchObject({ keys: [], codes: [{ code: 'NOT_AN_ORDER' }] });
    }
  });
});
