import { batchOf, type Row, restsOf, settledRow } from './rows.ts';

const standard = { id: 'MIST-AP-STD-1Y', name: 'Wireless Std', program: 'mist', transferable: 25 };
const advanced = { id: 'MIST-AP-ADV-3Y', name: 'Wireless Adv', program: 'mist', transferable: 4 };
const products = [standard, advanced];
const harbour = { id: 'ACC-1', name: 'Port' };

function row(change: Partial<Row> = {}): Row {
  return { id: 1, text: 'Port', account: harbour, quantity: '10', ...change };
}

describe('P3 rows of a bulk transfer', () => {
  test('are of the chosen product, or of the one that they name', () => {
    expect(settledRow(row(), products, standard)?.product).toBe(standard);
    expect(settledRow(row({ product: 'wireless adv' }), products, standard)?.product).toBe(advanced);
  });

  test.each([
    ['no organization', { account: undefined }],
    ['a product that the source has not', { product: 'MIST-SW' }],
    ['no quantity', { quantity: 'ten' }],
  ])('ask for nothing with %s', (_what, change) => {
    expect(settledRow(row(change), products, standard)).toBeUndefined();
  });

  test('ask for one transfer each, in their order', () => {
    const settled = [row(), row({ product: advanced.id, quantity: '1,000' })].flatMap(
      (one) => settledRow(one, products, standard) ?? [],
    );
    expect(batchOf('transfers', 'ACC-0', settled, ' rollout ')).toEqual({
      transfers: [
        { from: 'ACC-0', to: 'ACC-1', lines: [{ sku: standard.id, quantity: 10 }], note: 'rollout' },
        { from: 'ACC-0', to: 'ACC-1', lines: [{ sku: advanced.id, quantity: 1000 }], note: 'rollout' },
      ],
    });
    expect(batchOf('transfers', 'ACC-0', [], '')).toBeNull();
    expect(batchOf('transfers', undefined, settled, '')).toBeNull();
    expect(batchOf('moves', 'RES-1', settled.slice(0, 1), '')).toEqual({
      moves: [{ from: 'RES-1', to: 'ACC-1', sku: standard.id, quantity: 10 }],
    });
  });

  test('say how much of each product they ask for', () => {
    const settled = [row(), row({ quantity: '5' })].flatMap((one) => settledRow(one, products, standard) ?? []);
    expect(restsOf(settled, advanced)).toEqual([
      { product: advanced, asked: 0 },
      { product: standard, asked: 15 },
    ]);
  });
});
