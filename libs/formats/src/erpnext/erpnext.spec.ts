import { changedSample } from '#test/support/samples/changed-sample.ts';
import { decimalText } from '../decimal.ts';
import { erpnext } from './erpnext.ts';

const found = changedSample(erpnext);

describe('a sales order of ERPNext', () => {
  test('that was amended is the next state of the same order', () => {
    expect(found().reading?.id.value).toBe('SAL-ORD-2026-00012');
    const original = found((order) => Object.assign(order, { amended_from: null, name: 'SAL-ORD-2026-00012' }));
    expect(original.reading?.id.value).toBe('SAL-ORD-2026-00012');
  });

  test.each([
    [0, 'Draft', 'whole', 'a draft'],
    [1, 'To Deliver and Bill', 'whole', undefined],
    [1, 'On Hold', 'whole', 'on hold'],
    [1, 'Closed', 'whole', 'closed'],
    [2, 'Cancelled', 'cancel', undefined],
  ])('with docstatus %s, %s', (docstatus, status, act, hold) => {
    const { reading } = found((order) => Object.assign(order, { docstatus, status }));
    expect([reading?.act, reading?.hold?.value]).toEqual([act, hold]);
  });

  test('is priced by net amounts, which have discounts of the whole order in them', () => {
    const priced = (more: object) => {
      const line = found((order) => Object.assign(order.items[0], more)).reading?.lines[0];
      return [line?.price, line?.priceBase].map((each) => each && decimalText(each.value));
    };
    expect(priced({})).toEqual(['118', undefined]);
    expect(priced({ net_amount: 2655 })).toEqual(['2655', '25']);
  });

  test('without net amounts tells of its discount', () => {
    const { reading } = found((order) => {
      delete order.items[0].net_amount;
      order.discount_amount = 50;
    });
    expect(reading?.allowances).toMatchObject([{ kind: 'allowance', reason: { value: 'discount' } }]);
  });

  test('of which only the name came is to be read; one with a state lacks its lines', () => {
    const key = (more: object = {}) =>
      found((order) => {
        for (const name of Object.keys(order)) if (name !== 'doctype' && name !== 'name') delete order[name];
        Object.assign(order, more);
      });
    expect(key().reading).toMatchObject({ act: 'lookup', id: { value: 'SAL-ORD-2026-00012-1' } });
    expect(key({ name: 'SO/26-27/1' }).reading).toMatchObject({ act: 'lookup', id: { value: 'SO/26-27/1' } });
    expect([key({ docstatus: 1 }).codes, key({ name: 'SO/../User' }).codes]).toEqual([
      ['ITEMS_MISSING $'],
      ['ITEMS_MISSING $'],
    ]);
  });

  test('is refused where it is another document, or lacks number or items', () => {
    expect(found((order) => Object.assign(order, { doctype: 'Quotation' })).codes).toEqual(['NOT_AN_ORDER doctype']);
    expect(found((order) => delete order.name).codes).toEqual(['ORDER_NUMBER_MISSING $']);
    expect(found((order) => delete order.items).codes).toEqual(['ITEMS_MISSING $']);
  });
});
