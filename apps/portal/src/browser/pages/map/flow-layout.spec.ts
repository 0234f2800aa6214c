import { flowLayout, pairsOf } from './flow-layout.ts';

const flow = (source: string, target: string, quantity: number, sku = 'A') => ({
  source,
  target,
  sku,
  quantity,
  count: 1,
});

describe('the flow map', () => {
  test('adds the products of a pair up, the largest pair first; there and back are two pairs', () => {
    expect(pairsOf([flow('X', 'Y', 2), flow('Y', 'X', 9), flow('X', 'Y', 3, 'B')])).toEqual([
      { source: 'Y', target: 'X', quantity: 9, count: 1 },
      { source: 'X', target: 'Y', quantity: 5, count: 2 },
    ]);
  });

  const pairs = pairsOf([flow('S', 'P', 60), flow('S', 'Q', 30), flow('R', 'P', 10), flow('P', 'S', 5)]);
  const { nodes, ribbons, height } = flowLayout(pairs);

  test.each(['source', 'target'] as const)('has no two of a side over each other: %s', (side) => {
    const column = nodes.filter((node) => node.side === side);
    for (const [index, { y, height: own }] of column.entries()) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y + own).toBeLessThanOrEqual(height);
      const below = column[index + 1];
      if (below) expect(below.y).toBeGreaterThan(y + own);
    }
  });

  test('has ribbons as thick as what went, inside their nodes, none over another at its node', () => {
    const thickness = (source: string, target: string) =>
      ribbons.find((one) => one.source === source && one.target === target)?.thickness ?? 0;
    expect(thickness('S', 'P') / thickness('S', 'Q')).toBeCloseTo(2);
    for (const { side, accountId, y, height: own } of nodes) {
      const end = side === 'source' ? 'from' : 'to';
      const at = ribbons.filter((one) => one[side] === accountId).toSorted((a, b) => a[end] - b[end]);
      for (const [index, ribbon] of at.entries()) {
        expect(ribbon[end] - ribbon.thickness / 2).toBeGreaterThanOrEqual(y - 0.001);
        expect(ribbon[end] + ribbon.thickness / 2).toBeLessThanOrEqual(y + own + 0.001);
        const below = at[index + 1];
        if (below)
          expect(below[end] - below.thickness / 2).toBeGreaterThanOrEqual(ribbon[end] + ribbon.thickness / 2 - 0.001);
      }
    }
  });

  test('is empty where nothing went', () => {
    expect(flowLayout([])).toEqual({ nodes: [], ribbons: [], height: 0 });
  });
});
