import { decimalText } from '../decimal.ts';
import { readDocument } from '../detect.ts';
import { headOf } from '../format.ts';
import type { SourceReading } from '../reading.ts';
import { s4Event } from './event.ts';
import { odataDay, odataInstant } from './odata.ts';
import { s4 } from './s4.ts';

const at = { path: '$' };
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const results = (list: readonly unknown[]) => ({ results: list });
const item = (number: string, more: object = {}) => ({
  SalesOrderItem: number,
  HigherLevelItem: '0',
  Material: `M${number}`,
  RequestedQuantity: '10',
  NetAmount: '100.00',
  SalesDocumentRjcnReason: '',
  ...more,
});
const order = (items: readonly unknown[], more: object = {}) => ({
  d: { SalesOrder: '4711', TransactionCurrency: 'EUR', to_Item: results(items), ...more },
});

function found(document: unknown): { reading?: SourceReading; codes: readonly string[] } {
  const text = bytes(document);
  const result = s4.read(text, headOf(text));
  if ('unreadable' in result) throw new Error(result.unreadable);
  return { reading: result.readings[0], codes: result.violations.map(({ code }) => code) };
}

const lineNumbers = (items: readonly unknown[]) =>
  found(order(items)).reading?.lines.map(({ number }) => number?.value);
const prices = (more: object) => {
  const [line] = found(order([item('10', more)])).reading?.lines ?? [];
  const amounts = [line?.price?.value, line?.priceBase?.value].map((value) => value && decimalText(value));
  return [...amounts, ...(line?.allowances ?? []).map(({ kind, amount }) => `${kind} ${decimalText(amount.value)}`)];
};
const condition = (more: object) => ({
  to_PricingElement: results([{ ConditionType: 'PR00', ConditionRateValue: '10.00', ConditionQuantity: '1', ...more }]),
});

describe('an event of S/4HANA', () => {
  const type = 'sap.s4.beh.salesorder.v1.SalesOrder.Changed.v1';
  const read = (value: unknown, eventType?: string) => readDocument(bytes(value), headOf(bytes(value), { eventType }));

  test('is a key to look up, alone, in a batch and as binary data; zeros before it go', () => {
    const event = { specversion: '1.0', type, data: { SalesOrder: '0000004711' } };
    for (const document of [read(event), read([event]), read({ SalesOrder: '4711' }, type)]) {
      expect(document).toMatchObject({
        format: 's4-event',
        result: { readings: [{ act: 'lookup', id: { value: '4711' } }] },
      });
    }
  });

  test.each([["4711')/$value?a=("], ['../4711'], [''], ['x'.repeat(41)], [{ a: 1 }]])('has no key like %j', (key) => {
    expect(s4Event.read(bytes({ SalesOrder: key }), headOf(bytes({}), { eventType: type }))).toMatchObject({
      readings: [],
      violations: [{ code: 'ORDER_NUMBER_MISSING' }],
    });
  });

  test('about something else is none', () => {
    const other = bytes([{ specversion: '1.0', type: 'sap.s4.beh.product.v1.Product.Changed.v1', data: {} }]);
    expect(s4Event.read(other, headOf(other))).toMatchObject({ violations: [{ code: 'NOT_AN_ORDER' }] });
  });
});

describe('times of OData', () => {
  test.each([
    ['/Date(1795860000123+0000)/', '2026-11-28T10:00:00.1230000Z'],
    ['2026-11-28T10:00:00Z', '2026-11-28T10:00:00.0000000Z'],
    ['2026-11-28T10:00:00.1234567Z', '2026-11-28T10:00:00.1234567Z'],
    ['2026-11-28T11:00:00+01:00', '2026-11-28T10:00:00.0000000Z'],
    ['/Date(9999999999999999)/', undefined],
    ['yesterday', undefined],
  ])('%s is %s, and texts sort as times', (value, expected) => {
    expect(odataInstant({ value, at })?.value).toBe(expected);
  });

  test('days that mean none are none', () => {
    expect(['0001-01-01', '0000-00-00', '/Date(-62135596800000)/'].map((value) => odataDay({ value, at }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(odataDay({ value: '/Date(1797292800000)/', at })?.value).toBe('2026-12-15');
  });
});

describe('a sales order of S/4HANA', () => {
  test('counts one level of a bill of materials: that which has the price', () => {
    expect(lineNumbers([item('10'), item('11', { HigherLevelItem: '10', NetAmount: '0.00' }), item('20')])).toEqual([
      '10',
      '20',
    ]);
    expect(lineNumbers([item('10', { NetAmount: '0' }), item('11', { HigherLevelItem: '000010' })])).toEqual(['11']);
    expect(
      lineNumbers([item('10', { NetAmount: '0' }), item('11', { HigherLevelItem: '10', NetAmount: '0' })]),
    ).toEqual(['10']);
    expect(found(order([item('10'), item('11', { HigherLevelItem: '10' })])).codes).toEqual(['ITEM_IN_PRICED_GROUP']);
  });

  test('leaves out what is rejected, with its parts; all rejected is a cancellation', () => {
    const rejected = { SalesDocumentRjcnReason: '10' };
    expect(lineNumbers([item('10', rejected), item('11', { HigherLevelItem: '10' }), item('20')])).toEqual(['20']);
    expect(found(order([item('10', rejected), item('20', rejected)])).reading?.act).toBe('cancel');
    expect(found(order([item('10')], { OverallSDDocumentRejectionSts: 'C' })).reading?.act).toBe('cancel');
    expect(found(order([item('10', rejected), item('20')])).reading?.act).toBe('whole');
  });

  test.each([
    ['a delivery block', { DeliveryBlockReason: '01' }],
    ['a billing block', { HeaderBillingBlockReason: '08' }],
    ['a credit check that failed', { TotalCreditCheckStatus: 'B' }],
    ['an approval that is not given', { SalesDocApprovalStatus: 'A' }],
    ['a billing block of an item', { to_Item: results([item('10', { ItemBillingBlockReason: '08' })]) }],
    [
      'a delivery block of an item',
      { to_Item: results([item('10', { to_ScheduleLine: results([{ DelivBlockReasonForSchedLine: '01' }]) })]) },
    ],
  ])('is on hold for %s', (_, more) => {
    expect(found(order([item('10')], more)).reading?.hold).toBeDefined();
    expect(
      found(order([item('10')], { TotalCreditCheckStatus: 'A', SalesDocApprovalStatus: 'B' })).reading?.hold,
    ).toBeUndefined();
  });

  test.each([
    ['of the condition', condition({}), ['10.00', '1']],
    [
      'of the condition for its quantity',
      condition({ ConditionRateValue: '1000.00', ConditionQuantity: '100' }),
      ['1000.00', '100'],
    ],
    [
      'with what other conditions take off',
      condition({ ConditionRateValue: '12.00' }),
      ['12.00', '1', 'allowance 20.00'],
    ],
    [
      'with what other conditions put on',
      condition({ ConditionRateValue: '95.00', ConditionQuantity: '10' }),
      ['95.00', '10', 'charge 5.000'],
    ],
    ['of the net amount, without a condition', {}, ['100.00', '10']],
    ['of the net amount, if the condition is inactive', condition({ ConditionInactiveReason: 'X' }), ['100.00', '10']],
    [
      'of the net amount, if the condition has another currency',
      { ...condition({ ConditionCurrency: 'USD' }), TransactionCurrency: 'EUR' },
      ['100.00', '10'],
    ],
    [
      'of the net amount, if the condition has another unit',
      { ...condition({ ConditionQuantityUnit: 'BOX' }), RequestedQuantityUnit: 'PC' },
      ['100.00', '10'],
    ],
  ])('has the price %s', (_, more, expected) => {
    expect(prices(more).filter((value) => value !== undefined)).toEqual(expected);
  });

  test('is refused without its items, and where it gives back', () => {
    expect(found({ d: { SalesOrder: '4711', to_Item: { __deferred: { uri: 'x' } } } }).codes).toEqual([
      'ITEMS_MISSING',
    ]);
    expect(found(order([item('10')], { SalesOrderType: 'RE' })).codes).toEqual(['NOT_AN_ORDER']);
    const dates = ['2026-12-01', '2026-12-02'].map((day) => ({
      RequestedDeliveryDate: day,
      ScheduleLineOrderQuantity: '5',
    }));
    expect(found(order([item('10', { to_ScheduleLine: results(dates) })])).codes).toEqual(['SPLIT_DELIVERY']);
  });

  test('is read alone and in lists, V2 and V4', () => {
    const { d } = order([item('10')]);
    for (const document of [{ d }, { d: results([d]) }, { value: [d] }, d])
      expect(found(document).reading?.id.value).toBe('4711');
  });
});
