import { readSettings, StartError } from '#runtime/settings.ts';
import { closeMonth, monthToClose } from './month-close.command.ts';

const now = '2026-11-21T10:00:00.000Z';
const right = 'say which month to close: npm run close-month -- 2026-12';

describe('the monthly run by hand', () => {
  test('I3 closes the month that it is given, up to the next one', () => {
    const months = ['2000-01', '2026-11', '2026-12'];
    expect(months.map((month) => monthToClose([month], now))).toEqual(months);
  });

  test.each([
    [[], `no month is given; ${right}`],
    [[''], `"" is no month; ${right}`],
    [['2026-13'], `"2026-13" is no month; ${right}`],
    [['2026-1'], `"2026-1" is no month; ${right}`],
    [['december'], `"december" is no month; ${right}`],
    [['2026-12-01'], `"2026-12-01" is no month; ${right}`],
    [['2026-12', 'extra'], `"2026-12 extra" is more than a month; ${right}`],
    [['0000-01'], '0000-01 was never billed: the first month that can be is 2000-01'],
    [['2027-01'], '2027-01 cannot be closed yet: the last month that can be is 2026-12'],
  ])('I3 %j closes nothing, and it says what was wrong', (args, message) => {
    expect(() => monthToClose(args, now)).toThrow(new StartError(message));
  });

  test('I3 a database that cannot be reached is one sentence', async () => {
    const settings = readSettings({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    const failed = await closeMonth(settings, '2026-12').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StartError);
    expect((failed as Error).message).toMatch(
      /^the database at DATABASE_URL cannot be used: [^\n]*ECONNREFUSED[^\n]*$/,
    );
  });
});
