import { jest } from '@jest/globals';
import { type Asked, askedAs, isStale, outdate, read, refresh } from './asked.ts';
import { CallError } from './call-error.ts';

/** A question whose answers are given one by one. */
function question(key: string) {
  const signals: AbortSignal[] = [];
  const waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void }[] = [];
  const ask = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<unknown>((resolve, reject) => waiting.push({ resolve, reject }));
  };
  return { asked: askedAs<unknown>(key), ask, signals, next: () => waiting.shift() };
}

const standing = ({ standing }: Asked<unknown>) => standing.peek();
/** What was answered is taken. */
const turn = async () => {
  for (let steps = 0; steps < 10; steps += 1) await undefined;
};

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('what the portal asks', () => {
  test('is asked once, however many show it, and not again while it is fresh', async () => {
    const { asked, ask, signals, next } = question('once');
    const ends = [read(asked, ask), read(asked, ask)];
    expect(standing(asked)).toMatchObject({ isLoading: true });
    next()?.resolve({ n: 1 });
    await turn();
    ends.push(read(asked, ask));
    expect(standing(asked)).toEqual({ data: { n: 1 }, isLoading: false });
    expect(signals).toHaveLength(1);
    jest.advanceTimersByTime(20_001);
    expect(isStale(asked)).toBe(true);
    for (const end of ends) end();
  });

  test('is given up when nobody shows it any more, and its answer is not taken', async () => {
    const { asked, ask, signals, next } = question('left');
    read(asked, ask)();
    expect(signals[0]?.aborted).toBe(true);
    next()?.resolve('late');
    await turn();
    expect(standing(asked)).toMatchObject({ data: undefined, isLoading: false });
  });

  test('is asked again where no answer came or a service starts, five times in all; a refusal is told at once', async () => {
    const { asked, ask, signals, next } = question('again');
    const end = read(asked, ask);
    for (let tries = 1; tries <= 4; tries += 1) {
      next()?.reject(new CallError(tries % 2 ? 0 : 503, {}));
      await turn();
      expect(standing(asked)).toMatchObject({ isLoading: true });
      await jest.advanceTimersByTimeAsync(8_000);
      expect(signals).toHaveLength(tries + 1);
    }
    next()?.reject(new CallError(502, {}));
    await turn();
    expect(standing(asked)).toMatchObject({ isLoading: false, error: { status: 502 } });
    void refresh(asked);
    next()?.reject(new CallError(403, {}));
    await turn();
    expect(standing(asked)).toMatchObject({ isLoading: false, error: { status: 403 } });
    end();
  });

  test('is asked anew when it is no longer true, where it is shown; elsewhere when somebody comes', async () => {
    const [shown, kept] = [question('/api/shown'), question('/api/kept')];
    const end = read(shown.asked, shown.ask);
    const leave = read(kept.asked, kept.ask);
    for (const { next } of [shown, kept]) next()?.resolve(['same']);
    await turn();
    const before = standing(shown.asked).data;
    leave();
    outdate((key) => key.startsWith('/api/'));
    expect([shown.signals.length, kept.signals.length]).toEqual([2, 1]);
    shown.next()?.resolve(['same']);
    await turn();
    expect(standing(shown.asked).data).toBe(before);
    const end2 = read(kept.asked, kept.ask);
    expect(kept.signals).toHaveLength(2);
    expect(standing(kept.asked)).toMatchObject({ data: ['same'], isLoading: true });
    for (const each of [end, end2]) each();
  });

  test('a newer question takes the place of one that is on its way', async () => {
    const { asked, ask, signals, next } = question('newer');
    const end = read(asked, ask);
    void refresh(asked);
    next()?.resolve('old');
    next()?.resolve('new');
    await turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(standing(asked)).toEqual({ data: 'new', isLoading: false });
    end();
  });
});
