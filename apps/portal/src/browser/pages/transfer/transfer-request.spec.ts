import { requestOf } from './transfer-request.ts';

const asked = { from: 'A', to: 'B', note: '' };

describe('M6 what the window asks for', () => {
  test('lots with a quantity, each as a line', () => {
    const chosen = { quantities: { 'lot-1': '25', 'lot-2': '', 'lot-3': ' 1,000 ' } };
    expect(requestOf({ ...asked, chosen, note: ' for Q3 ' })).toEqual({
      path: '/api/transfers',
      body: {
        from: 'A',
        to: 'B',
        note: 'for Q3',
        lines: [
          { lotId: 'lot-1', quantity: 25 },
          { lotId: 'lot-3', quantity: 1000 },
        ],
      },
    });
  });

  test.each([
    ['a side is missing', { to: undefined }, { 'lot-1': '1' }],
    ['both sides are one', { to: 'A' }, { 'lot-1': '1' }],
    ['no quantity is typed', {}, {}],
    ['one of them is no number', {}, { 'lot-1': '1', 'lot-2': '1.5' }],
  ])('nothing as long as %s', (_, sides, quantities) => {
    expect(requestOf({ ...asked, ...sides, chosen: { quantities } })).toBeUndefined();
  });

  test('M5: what goes back goes whole, whatever else is typed', () => {
    const chosen = { quantities: { 'lot-1': '3' }, back: { transferId: 'T/1', quantity: 10 } };
    expect(requestOf({ ...asked, chosen })).toEqual({ path: '/api/transfers/T%2F1/return', body: {} });
  });
});
