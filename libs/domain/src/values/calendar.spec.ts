import {
  addDays,
  addMonths,
  dateAt,
  daysBetween,
  daysInMonth,
  isCalendarDate,
  isTimeZone,
  monthAfter,
} from './calendar.ts';

describe('calendar', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-11-21', 12, '2027-11-21'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
  ])('F3 %s + %i calendar months is %s', (date, months, expected) => {
    expect(addMonths(date, months)).toBe(expected);
  });

  test('F3 30 days of grace cross months and years', () => {
    expect(addDays('2026-12-15', 30)).toBe('2027-01-14');
    expect(daysBetween('2026-12-15', '2027-01-14')).toBe(30);
  });

  test('a date exists or it is none', () => {
    expect(['2028-02-29', '2026-12-31'].every(isCalendarDate)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '20261231', ''].some(isCalendarDate)).toBe(false);
  });

  test('I2 an instant has its date in the account’s time zone', () => {
    expect(dateAt('2026-11-30T23:30:00Z')).toBe('2026-11-30');
    expect(dateAt('2026-11-30T23:30:00Z', 'Europe/Warsaw')).toBe('2026-12-01');
    expect(dateAt('2026-12-01T07:30:00Z', 'America/Los_Angeles')).toBe('2026-11-30');
    expect(isTimeZone('Europe/Warsaw')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
  });

  test('months follow each other across years', () => {
    expect(monthAfter('2026-12')).toBe('2027-01');
    expect(monthAfter('2026-01', -1)).toBe('2025-12');
    expect(daysInMonth('2028-02')).toBe(29);
  });
});
