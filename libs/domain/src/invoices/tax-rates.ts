import { later } from '../values/billing.ts';
import type { CalendarDate } from '../values/calendar.ts';

/** A tax rate of an account from a day on (I9). */
export interface RateStep {
  readonly from: CalendarDate;
  /** Percent, as a decimal string: `23`, `8.1`. Absent: it is not known from that day on, which is never 0 (I8). */
  readonly rate?: string;
}

/** What is told of an account's rate: the rate or that there is none, the day from which it holds, and the day of telling. */
export interface ToldRate {
  readonly rate?: string;
  readonly from: CalendarDate;
  readonly toldOn: CalendarDate;
}

/** Before every supply. */
const beginning: CalendarDate = '0001-01-01';

/** The history of an account that always had one rate. */
export function alwaysAt(rate: string): RateStep[] {
  return [{ from: beginning, rate }];
}

/** The rate that a supply of a day is taxed by; undefined when none is known. */
export function rateOn(steps: readonly RateStep[], day: CalendarDate): string | undefined {
  return steps.findLast(({ from }) => from <= day)?.rate;
}

/**
 * The history of rates with one more that was told (I9). It holds from its day on, in place of all that was told for days up
 * to the day of telling; what was told for later days still comes. The first rate also covers the days before it, and so
 * does every rate that follows days of which none is known.
 */
export function withRate(steps: readonly RateStep[], { rate, from, toldOn }: ToldRate): RateStep[] {
  if (steps.length === 0) return rate === undefined ? [] : alwaysAt(rate);
  const before = steps.filter((step) => step.from < from);
  const planned = steps.filter((step) => step.from > later(from, toldOn));
  const gap = before.at(-1);
  const fills = rate !== undefined && gap !== undefined && gap.rate === undefined;
  const history = fills
    ? [...before.slice(0, -1), { from: gap.from, rate }, ...planned]
    : [...before, { from, rate }, ...planned];
  return history.filter((step, index) => index === 0 || step.rate !== history[index - 1]?.rate);
}
