/** How often each side has its turn; the first turn of both warms up and is not counted. */
export interface Plan {
  readonly rounds: number;
  /** Part of the usual work that a turn does. */
  readonly scale: number;
}

export const fullPlan: Plan = { rounds: 5, scale: 1 };
/** To see whether everything works; too short to judge by. */
export const quickPlan: Plan = { rounds: 1, scale: 0.6 };

/** Does a turn's work and answers its figure: a rate, or a time. */
export type Turn = (round: number) => Promise<number>;

/** Lets every side have its turn in each round, so that what else the machine does meets all; answers each side's figures. */
export async function alternate(plan: Plan, turns: readonly Turn[]): Promise<number[][]> {
  const figures = turns.map((): number[] => []);
  for (let round = 0; round <= plan.rounds; round++) {
    for (const [index, turn] of turns.entries()) {
      const figure = await turn(round);
      if (round > 0) figures[index]?.push(figure);
    }
    if (round > 0) console.log(`  round ${round}: ${figures.map((list) => shown(list.at(-1) ?? 0)).join('  ')}`);
  }
  return figures;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The smallest value that so many percent of all values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}

/** A figure as people read it: three digits that count. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value === 0) return '0';
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
