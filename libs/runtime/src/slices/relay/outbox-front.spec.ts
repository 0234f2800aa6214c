import { OutboxFront } from './outbox-front.ts';

function outbox() {
  let now = 0;
  const front = new OutboxFront(() => now);
  return {
    /** A round at a time in seconds; answers from where it reads. */
    round(at: number, [ended, begun, given]: readonly [number, number, number], upTo?: number): number {
      now = at * 1000;
      const horizon = { ended: BigInt(ended), begun: BigInt(begun), given: BigInt(given) };
      const from = front.from(horizon);
      front.sent(horizon, upTo === undefined ? undefined : BigInt(upTo));
      return Number(from);
    },
    forget: () => front.forget(),
  };
}

describe('G5 from where an outbox is read', () => {
  test('what was given before all transactions of then have ended is behind', () => {
    const { round } = outbox();
    expect(round(0, [100, 100, 50])).toBe(0);
    expect(round(1, [110, 110, 60])).toBe(0);
    expect(round(2, [110, 120, 70])).toBe(0);
    expect(round(3, [120, 120, 70])).toBe(51);
  });

  test('a transaction that is still under way may hold any position that was given since it began', () => {
    const { round } = outbox();
    round(0, [100, 100, 50]);
    round(1, [105, 110, 60]);
    for (const at of [7, 20, 40]) expect(round(at, [105, 200, 900])).toBe(0);
    round(41, [110, 200, 900]);
    expect(round(42, [110, 200, 900])).toBe(51);
  });

  test('a round that left rows moves it no further than it came', () => {
    const { round } = outbox();
    round(0, [100, 100, 5000], 2000);
    round(1, [110, 110, 5000], 4000);
    round(2, [120, 120, 5000], 4500);
    expect(round(3, [120, 120, 5000])).toBe(4501);
  });

  test('once a minute, after an error, and where positions were set back, all is read', () => {
    const { round, forget } = outbox();
    // Positions and transactions are ten times the second at which a round is.
    const at = (second: number) => round(second, [second * 10, second * 10, second * 10]);
    const warm = (second: number) => [second, second + 1, second + 2, second + 3].map(at).at(-1);
    expect(warm(1)).toBe(11);
    expect(at(62)).toBe(0);
    expect(at(63)).toBe(31);
    forget();
    expect(at(72)).toBe(0);
    expect(warm(73)).toBe(731);
    expect(round(82, [820, 820, 20])).toBe(0);
  });

  test('what lay behind is read to its end: others may come after it', () => {
    const { round } = outbox();
    for (const second of [1, 2, 3, 4]) round(second, [second * 1000, second * 1000, second * 1000]);
    expect(round(65, [5000, 5000, 5000], 900)).toBe(0);
    expect(round(66, [6000, 6000, 6000], 1800)).toBe(0);
    expect(round(67, [7000, 7000, 7000])).toBe(0);
    expect(round(68, [8000, 8000, 8000])).toBe(5001);
  });
});
