/** Months from the one of an instant on (UTC), as `YYYY-MM`. */
export function monthsFrom(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + index, 1)).toISOString().slice(0, 7),
  );
}

/** Points of a line in a field of 100 by 20, the first value left; one value alone is a level line. */
export function sparkPoints(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least || 1;
  const steps = Math.max(1, values.length - 1);
  const drawn = values.length === 1 ? [values[0] ?? 0, values[0] ?? 0] : values;
  return drawn
    .map((value, index) => `${round((index / steps) * 100)},${round(18 - ((value - least) / span) * 16)}`)
    .join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
