/** Where the days of a term stand on a bar, from 0 to 100. Pure. */
export interface TermMarks {
  readonly end: number;
  /** The whole width is the end of the grace, where there is one. */
  readonly today: number;
}

const dayMilliseconds = 86_400_000;

/** A term works through its last day, so it is over when the day after begins. Without an end there is nothing to mark. */
export function termMarks(
  { startsOn, endsOn, graceEndsOn }: { startsOn: string; endsOn?: string; graceEndsOn?: string },
  now: Date,
): TermMarks | undefined {
  if (endsOn === undefined) return undefined;
  const start = Date.parse(startsOn);
  const over = (day: string) => Date.parse(day) + dayMilliseconds - start;
  const whole = over(graceEndsOn ?? endsOn);
  const share = (milliseconds: number) => Math.min(100, Math.max(0, (milliseconds / whole) * 100));
  return { end: share(over(endsOn)), today: share(now.getTime() - start) };
}

export type TermState = 'future' | 'active' | 'grace' | 'expired';

/** How far a term is on a day (F11); all of them are calendar dates in UTC. */
export function termState(
  { startsOn, endsOn, graceEndsOn }: { startsOn: string; endsOn?: string; graceEndsOn?: string },
  day: string,
): TermState {
  if (day < startsOn) return 'future';
  if (endsOn === undefined || day <= endsOn) return 'active';
  return graceEndsOn !== undefined && day <= graceEndsOn ? 'grace' : 'expired';
}
