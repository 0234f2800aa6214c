import { firstOpenPeriod, latestToClose } from './period.ts';

describe('periods', () => {
  test('I3 the month after the current one is the last that can be closed', () => {
    expect(latestToClose('2026-11-21T10:00:00Z')).toBe('2026-12');
    expect(latestToClose('2026-12-31T23:59:59Z')).toBe('2027-01');
  });

  test.each<[string, string, string | undefined, string, string]>([
    ['2026-12', '2026-11-21T10:00:00Z', undefined, '2026-12', 'in time'],
    ['2026-12', '2026-12-01T00:01:00Z', '2026-11', '2026-12', 'just after the month has begun, before the run'],
    ['2026-12', '2026-12-05T10:00:00Z', '2026-12', '2027-01', 'after the run'],
    ['2026-03', '2026-11-21T10:00:00Z', undefined, '2026-11', 'told long after'],
    ['2026-03', '2026-11-21T10:00:00Z', '2026-11', '2026-12', 'told long after, and the month is closed'],
    ['2027-06', '2026-11-21T10:00:00Z', undefined, '2026-12', 'for licenses that start later'],
    ['2026-12', '2026-11-21T10:00:00Z', '2027-02', '2027-03', 'months were closed ahead'],
  ])(
    'I3 a first movement that lands on %s, told at %s when %s is closed, opens %s: %s',
    (lands, now, closed, period) => {
      expect(firstOpenPeriod(lands, now, 'UTC', closed)).toBe(period);
    },
  );
});
