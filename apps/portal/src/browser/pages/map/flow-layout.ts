/** Where the parts of a flow map stand: who gave on the left, who got on the right, a ribbon for each pair, as thick as what went. */

export interface PairFlow {
  readonly source: string;
  readonly target: string;
  readonly quantity: number;
  readonly count: number;
}

export interface FlowNode {
  readonly accountId: string;
  readonly side: 'source' | 'target';
  readonly quantity: number;
  readonly y: number;
  readonly height: number;
}

export interface Ribbon extends PairFlow {
  /** Middle of the ribbon at each side. */
  readonly from: number;
  readonly to: number;
  readonly thickness: number;
}

export interface FlowLayout {
  readonly nodes: readonly FlowNode[];
  readonly ribbons: readonly Ribbon[];
  readonly height: number;
}

interface Flow {
  readonly source: string;
  readonly target: string;
  readonly quantity: number;
  readonly count: number;
}

const gap = 14;
const thinnest = 2;
/** Of all ribbons of a side together, beside the gaps: few ribbons are no wall. */
const inkHeight = (pairs: number) => Math.min(320, 40 + pairs * 40);

/** The flows of each pair, all products added up, the largest first. */
export function pairsOf(flows: readonly Flow[]): PairFlow[] {
  const sums = new Map<string, PairFlow>();
  for (const { source, target, quantity, count } of flows) {
    const key = JSON.stringify([source, target]);
    const before = sums.get(key) ?? { source, target, quantity: 0, count: 0 };
    sums.set(key, { source, target, quantity: before.quantity + quantity, count: before.count + count });
  }
  return [...sums.values()].toSorted((a, b) => b.quantity - a.quantity || compare(a, b));
}

function compare(a: PairFlow, b: PairFlow): number {
  return a.source.localeCompare(b.source) || a.target.localeCompare(b.target);
}

/** Lays pairs out: the largest giver on top, those who got beside those whom they got it from, so that few ribbons cross. `smallest`: a name fits beside it. */
export function flowLayout(pairs: readonly PairFlow[], smallest = 22): FlowLayout {
  const whole = pairs.reduce((sum, { quantity }) => sum + quantity, 0);
  const thicknessOf = ({ quantity }: PairFlow) =>
    Math.max(thinnest, (quantity / Math.max(whole, 1)) * inkHeight(pairs.length));
  const sources = nodesOf(pairs, 'source', { smallest, thicknessOf }, (sum) => -sum.quantity);
  const middle = new Map(sources.map(({ accountId, y, height }) => [accountId, y + height / 2]));
  const targets = nodesOf(pairs, 'target', { smallest, thicknessOf }, ({ of }) => {
    const weight = of.reduce((sum, { source, quantity }) => sum + (middle.get(source) ?? 0) * quantity, 0);
    return (
      weight /
      Math.max(
        1,
        of.reduce((sum, { quantity }) => sum + quantity, 0),
      )
    );
  });
  const places = { source: placesOf(sources), target: placesOf(targets) };
  const order = (side: 'source' | 'target', id: string) => places[side].get(id)?.y ?? 0;
  // At a node, ribbons leave in the order in which they arrive at the other side.
  const byPlace = pairs.toSorted(
    (a, b) =>
      order('target', a.target) - order('target', b.target) || order('source', a.source) - order('source', b.source),
  );
  const ribbons = byPlace.map((pair): Ribbon => ({ ...pair, thickness: thicknessOf(pair), from: 0, to: 0 }));
  const end = (nodes: readonly FlowNode[]) => Math.max(0, ...nodes.map(({ y, height }) => y + height));
  return {
    nodes: [...sources, ...targets],
    ribbons: attached(attached(ribbons, 'source', places.source), 'target', places.target),
    height: Math.max(end(sources), end(targets)),
  };
}

interface Sum {
  readonly accountId: string;
  readonly quantity: number;
  readonly of: readonly PairFlow[];
}

function nodesOf(
  pairs: readonly PairFlow[],
  side: 'source' | 'target',
  { smallest, thicknessOf }: { readonly smallest: number; readonly thicknessOf: (pair: PairFlow) => number },
  rank: (sum: Sum) => number,
): FlowNode[] {
  const sums = [...Map.groupBy(pairs, (pair) => pair[side])].map(
    ([accountId, of]): Sum => ({ accountId, of, quantity: of.reduce((sum, { quantity }) => sum + quantity, 0) }),
  );
  let y = 0;
  return sums
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ accountId, quantity, of }) => {
      const height = Math.max(
        smallest,
        of.reduce((sum, pair) => sum + thicknessOf(pair), 0),
      );
      const node = { accountId, side, quantity, y, height };
      y += height + gap;
      return node;
    });
}

function placesOf(nodes: readonly FlowNode[]): Map<string, FlowNode> {
  return new Map(nodes.map((node) => [node.accountId, node]));
}

/** Puts the ends of ribbons below each other at their nodes, in the middle of each. */
function attached(
  ribbons: readonly Ribbon[],
  side: 'source' | 'target',
  places: ReadonlyMap<string, FlowNode>,
): Ribbon[] {
  const next = new Map<string, number>();
  for (const [id, { y, height }] of places) {
    const ink = ribbons.reduce((sum, ribbon) => sum + (ribbon[side] === id ? ribbon.thickness : 0), 0);
    next.set(id, y + (height - ink) / 2);
  }
  const other = side === 'source' ? 'target' : 'source';
  const placed = new Map<Ribbon, number>();
  const order = side === 'source' ? ribbons : ribbons.toSorted((a, b) => a.from - b.from);
  for (const ribbon of order) {
    const at = next.get(ribbon[side]) ?? 0;
    placed.set(ribbon, at + ribbon.thickness / 2);
    next.set(ribbon[side], at + ribbon.thickness);
  }
  return ribbons.map((ribbon) => ({ ...ribbon, [other === 'target' ? 'from' : 'to']: placed.get(ribbon) ?? 0 }));
}
