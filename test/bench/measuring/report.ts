import { median, shown } from './rounds.ts';

/** A line of the table in bars.md's terms. */
export interface Result {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly baseline?: number;
  /** What is judged: ours by baseline, or a time that has to stay below floor and goal. */
  readonly judged: number;
  readonly floor: number;
  readonly goal?: number;
  readonly kind: 'ratio' | 'limit';
}

/**
 * Ours against a baseline: higher is better, and only the ratio counts. It is the median of the rounds' own ratios: the two
 * turns of a round are next to each other, whatever the machine does in between rounds.
 */
export function ratioOf(
  about: { readonly id: string; readonly name: string; readonly unit: string },
  [ours = [], baseline = []]: readonly (readonly number[])[],
  floor: number,
  goal: number | undefined,
): Result {
  const judged = median(ours.map((figure, round) => figure / (baseline[round] ?? Number.NaN)));
  return { ...about, ours: median(ours), baseline: median(baseline), judged, floor, goal, kind: 'ratio' };
}

/** Milliseconds, or what else the unit says, that must not be exceeded, in the median of the rounds. */
export function limitOf(
  id: string,
  name: string,
  figures: readonly number[],
  floor: number,
  goal: number,
  unit = 'ms',
): Result {
  const judged = median(figures);
  return { id, name, unit, ours: judged, judged, floor, goal, kind: 'limit' };
}

/** What came to no figure: it counts as not reached, and says why. */
export function brokenOf(id: string, error: unknown): Result {
  const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const nothing = Number.POSITIVE_INFINITY;
  return {
    id,
    name: `BROKEN: ${why.slice(0, 120)}`,
    unit: '',
    ours: nothing,
    judged: nothing,
    floor: 0,
    kind: 'limit',
  };
}

/** Whether a result is at its goal, at its floor, or at neither. */
export function reached({ judged, floor, goal, kind }: Result): 'goal' | 'floor' | 'no' {
  const holds = (bar: number) => (kind === 'ratio' ? judged >= bar : judged <= bar);
  if (goal !== undefined && holds(goal)) return 'goal';
  return holds(floor) ? 'floor' : 'no';
}

/** All results as one table of text. */
export function tableOf(results: readonly Result[]): string {
  const rows = [
    ['id', 'what', 'ours', 'baseline', 'ratio', 'floor', 'goal', 'reached'],
    ...results.map((result) => [
      result.id,
      result.name,
      `${shown(result.ours)} ${result.unit}`.trimEnd(),
      result.baseline === undefined ? '' : shown(result.baseline),
      result.kind === 'ratio' ? barOf(result, result.judged) : '',
      barOf(result, result.floor),
      result.goal === undefined ? '' : barOf(result, result.goal),
      { goal: 'yes (goal)', floor: 'yes', no: 'NO' }[reached(result)],
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function barOf({ kind, unit }: Result, value: number): string {
  if (kind === 'limit') return `<= ${value.toLocaleString('en-US')} ${unit}`.trimEnd();
  return value < 2 ? `${Math.round(value * 100)} %` : `${value.toFixed(value < 10 ? 1 : 0)}x`;
}
