import { createRateLimit } from './rate-limit.ts';

describe('a rate limit', () => {
  test('gives so many at once, then one as time passes, and says how long to wait', () => {
    let now = 0;
    const limit = createRateLimit(() => now);
    const take = () => limit.take([{ who: 'a', perMinute: 6 }]);
    for (let count = 0; count < 6; count += 1) expect(take()).toBeUndefined();
    expect(take()).toBe(10);
    now += 9_000;
    expect(take()).toBe(1);
    now += 1_000;
    expect(take()).toBeUndefined();
    expect(take()).toBe(10);
    now += 3_600_000;
    for (let count = 0; count < 6; count += 1) expect(take()).toBeUndefined();
    expect(take()).toBe(10);
  });

  test('of several limits each holds, and a refusal costs nobody anything', () => {
    const limit = createRateLimit(() => 0);
    const all = { who: 'all', perMinute: 3 };
    for (let count = 0; count < 5; count += 1) limit.take([{ who: 'a', perMinute: 1 }, all]);
    expect(limit.take([{ who: 'b', perMinute: 2 }, all])).toBeUndefined();
    expect(limit.take([{ who: 'c', perMinute: 2 }, all])).toBeUndefined();
    expect(limit.take([{ who: 'd', perMinute: 2 }, all])).toBe(20);
  });

  test('remembers a bounded number', () => {
    const limit = createRateLimit(() => 0);
    for (let n = 0; n < 100_000; n += 1) limit.take([{ who: `person-${n}`, perMinute: 1 }]);
    expect(limit.take([{ who: 'person-99999', perMinute: 1 }])).toBe(60);
    expect(limit.take([{ who: 'person-0', perMinute: 1 }])).toBeUndefined();
  });
});
