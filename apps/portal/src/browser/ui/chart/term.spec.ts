import { termMarks, termState } from './term.ts';

describe('F11 a term on a bar', () => {
  const term = { startsOn: '2026-01-01', endsOn: '2026-01-09', graceEndsOn: '2026-01-19' };

  test('goes through its last day, and through that of its grace', () => {
    const marks = termMarks({ ...term, graceEndsOn: '2026-01-20' }, new Date('2026-01-11T00:00:00Z'));
    expect(marks).toEqual({ end: 45, today: 50 });
    expect(termMarks({ startsOn: '2026-01-01', endsOn: '2026-01-10' }, new Date('2026-01-10T12:00:00Z'))).toEqual({
      end: 100,
      today: 95,
    });
  });

  test('stays within its bar before it begins and after it is over; without an end there is none', () => {
    expect(termMarks(term, new Date('2025-06-01'))?.today).toBe(0);
    expect(termMarks(term, new Date('2027-06-01'))?.today).toBe(100);
    expect(termMarks({ startsOn: '2026-01-01' }, new Date())).toBeUndefined();
  });

  test.each([
    ['2025-12-31', 'future'],
    ['2026-01-01', 'active'],
    ['2026-01-09', 'active'],
    ['2026-01-10', 'grace'],
    ['2026-01-19', 'grace'],
    ['2026-01-20', 'expired'],
  ])('on %s it is %s', (day, state) => expect(termState(term, day)).toBe(state));

  test('without a grace it is over after its last day; without an end it never is', () => {
    expect(termState({ startsOn: '2026-01-01', endsOn: '2026-01-09' }, '2026-01-10')).toBe('expired');
    expect(termState({ startsOn: '2026-01-01' }, '2099-01-01')).toBe('active');
  });
});
