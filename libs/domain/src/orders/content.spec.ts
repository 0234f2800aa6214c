import { line, order } from '#test/fixtures/orders.ts';
import { formOf } from './content.ts';

describe('what a message says', () => {
  const whole = {
    ...order({ lines: [line, { ...line, lineNumber: 2 }] }),
    placedAt: '2026-11-21T10:00:00Z',
    cost: { a: 1, b: [1, 2] },
  };

  test.each<[string, object]>([
    ['lists in another order', { lines: whole.lines.toReversed() }],
    ['fields in another order', Object.fromEntries(Object.entries(whole).toReversed())],
    ['zeros behind prices', { lines: whole.lines.map((one) => ({ ...one, unitPrice: '118.000' })) }],
    ['none there', { lines: whole.lines.map((one) => ({ ...one, unitPrice: '118' })) }],
    ['null for what is absent', { purchaseOrder: null }],
    ['another case of an address, twice', { emails: ['IT@example.com', 'it@EXAMPLE.com'] }],
    ['another way to write an instant', { placedAt: '2026-11-21T11:00:00.000+01:00' }],
  ])('O4, O9 %s is the same', (_, form) => {
    expect(formOf({ ...whole, ...form })).toBe(formOf(whole));
  });

  test.each<[string, object]>([
    ['a quantity', { lines: [whole.lines[0], { ...whole.lines[1], quantity: 26 }] }],
    ['a price', { lines: [whole.lines[0], { ...whole.lines[1], unitPrice: '1180' }] }],
    ['one line of two alike', { lines: [whole.lines[0]] }],
    ['a revision', { revision: 2 }],
    ['a text for a number', { revision: '1' }],
    ['a field that nobody knows', { cost: { a: 1, b: [1, 3] } }],
    ['what a name holds, moved into the next', { currency: 'EU', orderNumber: 'RSO-1' }],
  ])('O9 %s is another content', (_, form) => {
    expect(formOf({ ...whole, ...form })).not.toBe(formOf(whole));
  });
});
