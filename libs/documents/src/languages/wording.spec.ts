import { writtenLanguageOf } from './languages.ts';
import { createWording, wordingOf } from './wording.ts';

describe('F4 figures and dates', () => {
  test.each([
    ['en', '21 November 2026', '5 January 2027'],
    ['de', '21.11.2026', '05.01.2027'],
    ['fr', '21/11/2026', '05/01/2027'],
    ['ja', '2026年11月21日', '2027年1月5日'],
  ])('%s: a date', (tag, one, other) => {
    const { date } = wordingOf(tag);
    expect([date('2026-11-21'), date('2027-01-05T23:59:59.999Z')]).toEqual([one, other]);
  });

  test.each([
    ['en', 'December 2026', 'Dec 2026', '1–31 December 2026', '21 November 2026, 10:15 UTC'],
    ['de', 'Dezember 2026', 'Dez. 2026', '01.–31.12.2026', '21.11.2026, 10:15 Uhr UTC'],
    ['fr', 'décembre 2026', 'déc. 2026', '01/12–31/12/2026', '21/11/2026 à 10:15 UTC'],
    ['ja', '2026年12月', '2026年12月', '2026年12月1日～31日', '2026年11月21日 10:15 UTC'],
  ])('%s: months and moments', (tag, ...expected) => {
    const { month, shortMonth, period, moment } = wordingOf(tag);
    const actual = [month('2026-12'), shortMonth('2026-12'), period('2026-12', 31), moment('2026-11-21T10:15:59Z')];
    expect(actual).toEqual(expected);
  });

  test.each([
    ['en', 'Europe/Warsaw', '2026-10-25T00:30:00Z', '25 October 2026, 02:30 Europe/Warsaw (UTC+02:00)'],
    ['en', 'Europe/Warsaw', '2026-10-25T01:30:00Z', '25 October 2026, 02:30 Europe/Warsaw (UTC+01:00)'],
    ['de', 'Asia/Kolkata', '2026-11-30T18:30:00.000Z', '01.12.2026, 00:00 Uhr Asia/Kolkata (UTC+05:30)'],
    ['fr', 'America/St_Johns', '2026-12-01T03:29:59.999Z', '30/11/2026 à 23:59 America/St_Johns (UTC-03:30)'],
    ['ja', 'Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027年1月1日 00:00 Pacific/Kiritimati (UTC+14:00)'],
    ['en', 'UTC', '2026-11-21T10:15:59Z', '21 November 2026, 10:15 UTC'],
  ])('F10 %s: a moment by the clocks of %s, which are named', (tag, zone, at, expected) => {
    expect(wordingOf(tag).moment(at, zone)).toBe(expected);
  });

  test.each([
    ['en', '1\u00a0234\u00a0567', '−12\u00a0500.00', '12\u00a0500', '1\u00a0234.567', '8.1 %'],
    ['de', '1.234.567', '−12.500,00', '12.500', '1.234,567', '8,1\u00a0%'],
    ['fr', '1\u00a0234\u00a0567', '−12\u00a0500,00', '12\u00a0500', '1\u00a0234,567', '8,1\u00a0%'],
    ['ja', '1,234,567', '−12,500.00', '12,500', '1,234.567', '8.1%'],
  ])('I5 %s: quantities, and money to the digit', (tag, ...expected) => {
    const { quantity, money, percent } = wordingOf(tag);
    const amounts = [money(-1_250_000n, 'EUR'), money(12_500n, 'JPY'), money(1_234_567n, 'KWD')];
    expect([quantity(1_234_567), ...amounts, percent('8.1')]).toEqual(expected);
  });

  test('I5 money has no limit beyond which it is rounded', () => {
    expect(wordingOf('de').money(123_456_789_012_345_678_901n, 'EUR')).toBe('1.234.567.890.123.456.789,01');
  });
});

describe('F4 texts', () => {
  test('a number chooses its form, and is written as the language writes numbers', () => {
    const { say } = wordingOf('de');
    expect([1, 2, 1200].map((count) => say('shipment.licenses', { count }))).toEqual([
      '1 Lizenz',
      '2 Lizenzen',
      '1.200 Lizenzen',
    ]);
  });

  test('what stands for a placeholder is text, whatever is in it', () => {
    const order = '{part} $& {order}';
    expect(wordingOf('de').say('shipment.fulfilled', { order })).toBe(`Der Auftrag ${order} wurde ausgeführt.`);
  });

  test('a placeholder that nothing stands for is an error, not a gap in the mail', () => {
    const { say } = createWording(writtenLanguageOf('de'));
    expect(() => say('shipment.fulfilled', {} as never)).toThrow('{order}');
  });
});
