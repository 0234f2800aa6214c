import { monthsFrom, sparkPoints } from './months.ts';

test('P2 twelve months go over the end of the year', () => {
  expect(monthsFrom(new Date('2026-11-30T23:59:59Z'), 4)).toEqual(['2026-11', '2026-12', '2027-01', '2027-02']);
});

test.each([
  [[1, 3, 2], '0,18 50,2 100,10'],
  [[5, 5], '0,18 100,18'],
  [[7], '0,18 100,18'],
])('P8 a line of %j goes through %s', (values, points) => expect(sparkPoints(values)).toBe(points));
