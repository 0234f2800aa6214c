/** How many requests somebody may make in a minute; unused ones are kept for a minute at most. */
export interface RateLimit {
  /**
   * Counts a request of each of these, unless one of them has none left.
   * @returns in how many seconds there is one again; undefined when it may go on
   */
  take(limits: readonly { readonly who: string; readonly perMinute: number }[]): number | undefined;
}

/** So many askers are counted. Where there are more, the one who asked longest ago is forgotten. */
const mostCounted = 20_000;

interface Left {
  count: number;
  at: number;
}

/**
 * A limit in memory, for this process alone.
 * @param milliseconds a clock that is not set back
 */
export function createRateLimit(milliseconds: () => number = () => performance.now()): RateLimit {
  // In the order of their last request.
  const left = new Map<string, Left>();

  const leftOf = (who: string, perMinute: number, now: number): Left => {
    const before = left.get(who) ?? { count: perMinute, at: now };
    const count = Math.min(perMinute, before.count + ((now - before.at) * perMinute) / 60_000);
    return { count, at: now };
  };

  return {
    take(limits) {
      const now = milliseconds();
      const counts = limits.map(({ who, perMinute }) => ({ who, perMinute, state: leftOf(who, perMinute, now) }));
      const waits = counts
        .filter(({ state }) => state.count < 1)
        .map(({ perMinute, state }) => Math.ceil(((1 - state.count) * 60) / perMinute));
      if (waits.length > 0) return Math.max(...waits);
      for (const { who, state } of counts) {
        left.delete(who);
        left.set(who, { count: state.count - 1, at: state.at });
      }
      for (const oldest of left.keys()) {
        if (left.size <= mostCounted) break;
        left.delete(oldest);
      }
      return undefined;
    },
  };
}
