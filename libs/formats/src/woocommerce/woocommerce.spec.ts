import { changedSample } from '#test/support/samples/changed-sample.ts';
import { decimalText } from '../decimal.ts';
import { woocommerce } from './woocommerce.ts';

const found = changedSample(woocommerce);

describe('an order of WooCommerce', () => {
  test.each([
    ['processing', 'whole', undefined],
    ['completed', 'whole', undefined],
    ['on-hold', 'whole', 'status on-hold'],
    ['pending', 'whole', 'status pending'],
    ['cancelled', 'cancel', undefined],
    ['refunded', 'cancel', undefined],
  ])('with status %s', (status, act, hold) => {
    const { reading } = found((order) => Object.assign(order, { status: status }));
    expect([reading?.act, reading?.hold?.value]).toEqual([act, hold]);
  });

  test('is priced by what lines come to, net and after discounts', () => {
    const [line] = found().reading?.lines ?? [];
    expect([line?.price, line?.priceBase].map((each) => each && decimalText(each.value))).toEqual(['2950.00', '25']);
  });

  test('has freight and fees beside its lines', () => {
    const { reading } = found((order) => {
      order.shipping_lines[0].total = '4.90';
      order.fee_lines = [{ name: 'Loyalty', total: '-10.00' }];
    });
    expect(
      reading?.allowances.map(({ kind, amount, reason }) => `${kind} ${decimalText(amount.value)} ${reason?.value}`),
    ).toEqual(['charge 4.90 shipping', 'allowance 10.00 Loyalty']);
  });

  test('of a guest names nobody but an address', () => {
    expect(found((order) => Object.assign(order, { customer_id: 0 })).reading?.parties[0]).toMatchObject({
      ids: [],
      mails: [{ value: 'it@lodz.example' }],
    });
  });

  test('is refused without its lines', () =>
    expect(found((order) => delete order.line_items).codes).toEqual(['ITEMS_MISSING $']));
});
