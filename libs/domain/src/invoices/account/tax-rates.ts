import { later } from '#domain/values/billing.ts';
import type { CalendarDate } from '#domain/values/calendar.ts';

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
 * to the day of telling; what was told for later days still comes, also where it is the rate of today. The first rate also
 * covers the days before it, and so does every rate that follows days of which none is known.
 */
export function withRate(steps: readonly RateStep[], { rate, from, toldOn }: ToldRate): RateStep[] {
  const before = steps.filter((step) => step.from < from);
  const planned = steps.filter((step) => step.from > later(from, toldOn));
  const history = [...(rate === undefined ? before : withoutGap(before, rate)), { from, rate }, ...planned];
  return history.filter((step, index) => step.from > toldOn || step.rate !== history[index - 1]?.rate);
}

/** The steps before a rate, with those at their end of which none is known at that rate. */
function withoutGap(before: readonly RateStep[], rate: string): readonly RateStep[] {
  const known = before.findLastIndex((step) => step.rate !== undefined);
  const gap = before.slice(known + 1).map((step) => ({ ...step, rate }));
  return known < 0 ? [...alwaysAt(rate), ...gap] : [...before.slice(0, known + 1), ...gap];
}
