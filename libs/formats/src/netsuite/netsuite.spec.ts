import { changedSample } from '#test/support/samples/changed-sample.ts';
import { decimalText } from '../decimal.ts';
import { netsuite } from './netsuite.ts';

const found = changedSample(netsuite);

describe('a sales order of NetSuite', () => {
  test.each([
    ['A', 'whole', 'order status A'],
    ['B', 'whole', undefined],
    ['F', 'whole', undefined],
    ['H', 'whole', 'order status H'],
    ['C', 'cancel', undefined],
  ])('with order status %s', (id, act, hold) => {
    const { reading } = found((order) => Object.assign(order, { orderStatus: { id } }));
    expect([reading?.act, reading?.hold?.value]).toEqual([act, hold]);
  });

  test('has discounts on lines of their own, of the line before or of all', () => {
    expect(found().reading?.lines[0]?.allowances.map(({ amount }) => decimalText(amount.value))).toEqual(['50']);
    const { reading } = found((order) => order.item.items.splice(1, 0, { line: 5, itemType: { id: 'Subtotal' } }));
    expect([reading?.lines[0]?.allowances.length, reading?.allowances.length]).toEqual([0, 1]);
  });

  test('leaves out headings and closed lines', () => {
    const { reading } = found((order) => {
      order.item.items.push({ line: 3, itemType: { id: 'Description' } }, { line: 4, isClosed: true, quantity: 1 });
    });
    expect(reading?.lines.map(({ number }) => number?.value)).toEqual(['1']);
  });

  test('of which only a key came is to be read; other records are none', () => {
    const key = (more: object) =>
      found((order) => {
        for (const name of Object.keys(order)) delete order[name];
        Object.assign(order, { recordType: 'salesorder', id: '4711', ...more });
      });
    expect(['edit', 'delete'].map((type) => key({ type }).reading?.kept?.changeType)).toEqual([undefined, 'deleted']);
    expect(key({ recordType: 'invoice' }).codes).toEqual(['NOT_AN_ORDER recordType']);
    expect(key({ id: "1' OR '1'='1" }).codes).toEqual(['ORDER_NUMBER_MISSING $']);
  });

  test('is read with its lines, or not at all', () => {
    expect(found((order) => Object.assign(order, { item: { links: [] } })).codes).toEqual(['ITEMS_MISSING $']);
    expect(found((order) => Object.assign(order.item, { hasMore: true })).codes).toEqual(['ITEMS_MISSING $']);
    expect(found((order) => delete order.tranId).codes).toEqual(['ORDER_NUMBER_MISSING $']);
  });
});
