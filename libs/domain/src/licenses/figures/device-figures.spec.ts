import { emptyBooks, keyOf } from '../books/books.ts';
import { deviceFigures } from './device-figures.ts';

const day = '2026-11-21';

function books(covered: Readonly<Record<string, number>>, counts: Readonly<Record<string, number>>) {
  const made = emptyBooks();
  for (const [counted, total] of Object.entries(covered))
    made.coverage.set(keyOf('A', counted), new Map([[day, total]]));
  for (const [counted, inUse] of Object.entries(counts))
    made.counts.set(keyOf('A', counted), { accountId: 'A', counted, inUse });
  return made;
}

const two = [
  { sku: 'STD', deviceType: 'ap' },
  { sku: 'ADV', deviceType: 'ap' },
];

describe('figures by type of device', () => {
  test.each<[string, Record<string, number>, number, [number, number]]>([
    ['by type alone', { 'type:ap': 9 }, 9, [9, 0]],
    ['by type alone, more than one product covers', { 'type:ap': 12 }, 12, [10, 2]],
    ['by type alone, more than all cover', { 'type:ap': 17 }, 17, [10, 7]],
    ['by product alone', { 'sku:STD': 3, 'sku:ADV': 4 }, 7, [3, 4]],
    ['both ways, by type the more', { 'type:ap': 9, 'sku:STD': 3 }, 9, [9, 0]],
    ['both ways, by product the more', { 'type:ap': 2, 'sku:STD': 3 }, 3, [3, 0]],
    ['not at all', {}, 0, [0, 0]],
  ])('P2 L5 T14 two products for one type, devices counted %s, are counted once', (_how, counts, inUse, [std, adv]) => {
    const covered = { 'sku:STD': 10, 'sku:ADV': 5, 'type:ap': 15 };
    expect(deviceFigures(books(covered, counts), 'A', two, [], day)).toEqual([
      {
        ...{ deviceType: 'ap', total: 15, inUse, available: 15 - inUse },
        products: [
          { sku: 'STD', total: 10, inUse: std },
          { sku: 'ADV', total: 5, inUse: adv },
        ],
      },
    ]);
    expect(std + adv).toBe(inUse);
  });

  test('P2 devices without a license are shown, and a product for no type stands by itself', () => {
    const made = books({ 'sku:SEAT': 8 }, { 'type:switch': 2, 'sku:SEAT': 5 });
    expect(deviceFigures(made, 'A', [{ sku: 'SEAT' }], ['switch'], day)).toEqual([
      { deviceType: 'switch', total: 0, inUse: 2, available: -2, products: [] },
      { total: 8, inUse: 5, available: 3, products: [{ sku: 'SEAT', total: 8, inUse: 5 }] },
    ]);
  });
});
