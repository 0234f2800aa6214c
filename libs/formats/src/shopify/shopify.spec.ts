import { changedSample } from '#test/support/samples/changed-sample.ts';
import { decimalText } from '../decimal.ts';
import { shopify } from './shopify.ts';

const found = changedSample(shopify);

describe('an order of Shopify', () => {
  test('counts when it is paid, is canceled when it says so, and is a test when it says so', () => {
    const state = (status: string) =>
      found((order) => Object.assign(order, { financial_status: status })).reading?.hold?.value;
    expect(['paid', 'partially_refunded', 'pending', 'refunded'].map(state)).toEqual([
      undefined,
      undefined,
      'payment pending',
      'payment refunded',
    ]);
    expect(found((order) => Object.assign(order, { cancelled_at: '2026-11-26T00:00:00Z' })).reading?.act).toBe(
      'cancel',
    );
    expect(found((order) => Object.assign(order, { test: true })).reading?.test).toBe(true);
  });

  test('gives each line its share of a discount, for what is left of it', () => {
    const share = (left: number) => {
      const { reading, codes } = found((order) => Object.assign(order.line_items[0], { current_quantity: left }));
      return [...codes, ...(reading?.lines[0]?.allowances ?? []).map(({ amount }) => decimalText(amount.value))];
    };
    expect(share(25)).toEqual(['118.000000']);
    expect(share(5)).toEqual(['23.600000']);
    expect(found((order) => Object.assign(order.line_items[0], { quantity: 7, current_quantity: 3 })).codes).toEqual([
      'PRICE_NOT_REPRESENTABLE line_items[0].discount_allocations[0].amount',
    ]);
  });

  test('lines that editing took away are none, and the others keep their numbers', () => {
    const { reading } = found((order) => {
      order.line_items[0].current_quantity = 0;
      order.line_items[1].current_quantity = 1;
    });
    expect(reading?.lines.map(({ number }) => number?.value)).toEqual(['2']);
  });

  test('what refunds took back is not ordered, where lines do not say what is left of them', () => {
    const left = (...refunded: number[]) => {
      const { reading } = found((order) => {
        delete order.line_items[0].current_quantity;
        order.financial_status = 'partially_refunded';
        order.refunds = refunded.map((quantity) => ({
          refund_line_items: [
            { line_item_id: order.line_items[0].id, quantity },
            { line_item_id: 1, quantity: 9 },
          ],
        }));
      });
      return reading?.lines.map(({ quantity }) => quantity && decimalText(quantity.value));
    };
    expect(left()).toEqual(['25']);
    expect(left(5)).toEqual(['20']);
    expect(left(5, 15)).toEqual(['5']);
    expect(left(25)).toEqual([]);
    expect(left(30)).toEqual([]);
  });

  test('freight, and a discount that no line has a share of, are of the whole order', () => {
    const { reading } = found((order) => {
      order.line_items[0].discount_allocations = [];
      order.shipping_lines[0].price = '4.90';
    });
    expect(reading?.allowances.map(({ kind, amount }) => `${kind} ${decimalText(amount.value)}`)).toEqual([
      'charge 4.90',
      'allowance 118.00',
    ]);
  });

  test('whose prices have tax in them says so', () => {
    expect(found((order) => Object.assign(order, { taxes_included: true })).reading?.kept).toEqual({
      pricesIncludeTax: 'true',
    });
  });

  test('is refused without its number or its lines', () => {
    expect(found((order) => Object.assign(order, { order_number: null, name: null })).codes).toEqual([
      'ORDER_NUMBER_MISSING $',
    ]);
    expect(found((order) => delete order.line_items).codes).toEqual(['ITEMS_MISSING $']);
  });
});
