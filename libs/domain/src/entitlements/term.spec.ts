import { termOf } from './term.ts';

describe('term', () => {
  test.each([
    ['2026-11-21', 12, '2027-11-21', '2027-12-21'],
    ['2026-01-31', 1, '2026-02-28', '2026-03-30'],
    ['2028-01-31', 1, '2028-02-29', '2028-03-30'],
    ['2028-02-29', 12, '2029-02-28', '2029-03-30'],
    ['2026-12-31', 36, '2029-12-31', '2030-01-30'],
  ])('F3 an initial subscription from %s over %i months ends on %s, its grace on %s', (start, months, end, grace) => {
    expect(termOf(start, 'initial', months)).toEqual({ startsOn: start, endsOn: end, graceEndsOn: grace });
  });

  test('F3 a renewal has no grace', () => {
    expect(termOf('2026-11-21', 'renewal', 12)).toEqual({ startsOn: '2026-11-21', endsOn: '2027-11-21' });
  });

  test('F3 without a term a license is perpetual', () => {
    expect(termOf('2026-11-21', 'initial')).toEqual({ startsOn: '2026-11-21' });
    expect(termOf('2026-11-21', 'renewal')).toEqual({ startsOn: '2026-11-21' });
  });
});
