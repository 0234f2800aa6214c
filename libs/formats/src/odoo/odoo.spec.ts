import { changedSample } from '#test/support/samples/changed-sample.ts';
import { decimalText } from '../decimal.ts';
import { odoo } from './odoo.ts';

const found = changedSample(odoo);

describe('a sales order of Odoo', () => {
  test.each([
    ['sale', 'whole', undefined],
    ['done', 'whole', undefined],
    ['draft', 'whole', 'state draft'],
    ['sent', 'whole', 'state sent'],
    ['cancel', 'cancel', undefined],
  ])('in state %s', (state, act, hold) => {
    const { reading } = found((order) => Object.assign(order[0], { state: state }));
    expect([reading?.act, reading?.hold?.value]).toEqual([act, hold]);
  });

  test('has the code of a product beside it, or in front of its name', () => {
    const codeOf = (product: unknown) =>
      found((order) => Object.assign(order[0].order_line[1], { product_id: product })).reading?.lines[0]?.items[0]?.id
        .value;
    expect([
      codeOf({ id: 7, default_code: 'A' }),
      codeOf([7, '[B] Name']),
      codeOf({ id: 7, default_code: false }),
      codeOf(false),
    ]).toEqual(['A', 'B', undefined, undefined]);
  });

  test('is priced by its subtotal where a discount is in that', () => {
    const line = found((order) => Object.assign(order[0].order_line[1], { discount: 10, price_subtotal: 2655 })).reading
      ?.lines[0];
    expect([line?.price, line?.priceBase].map((each) => each && decimalText(each.value))).toEqual(['2655', '25']);
  });

  test('leaves out sections, notes and down payments', () => {
    expect(found().reading?.lines).toHaveLength(1);
    const more = found((order) =>
      order[0].order_line.push({ ...order[0].order_line[1], id: 102, is_downpayment: true }),
    );
    expect(more.reading?.lines).toHaveLength(1);
  });

  test('of which only a key came is to be read; a key of another model is none', () => {
    const key = (_model: string, _id: unknown) => found((order) => order.splice(0, 1, { _model, _id }));
    expect(key('sale.order', 42).reading).toMatchObject({ act: 'lookup', id: { value: '42' } });
    expect(key('sale.order.line', 42).codes).toEqual(['NOT_AN_ORDER [0]._model']);
    expect(key('sale.order', '1/../2').codes).toEqual(['ORDER_NUMBER_MISSING [0]']);
  });

  test('of which only the ids of lines stand there is refused', () => {
    expect(found((order) => Object.assign(order[0], { order_line: [100, 101] })).codes).toEqual(['ITEMS_MISSING [0]']);
    expect(found((order) => Object.assign(order[0], { name: '' })).codes).toEqual(['ORDER_NUMBER_MISSING [0]']);
  });
});
