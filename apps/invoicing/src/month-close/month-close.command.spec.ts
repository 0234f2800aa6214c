import { readSettings, StartError } from '#runtime/environment/settings.ts';
import { askedMonth, closeMonth, monthToClose } from './month-close.command.ts';

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
    [
      ['2027-01'],
      '2027-01 cannot be closed yet: the last month that can be is 2026-12; what it would come to so far: npm run close-month -- 2027-01 --dry-run',
    ],
  ])('I3 %j closes nothing, and it says what was wrong', (args, message) => {
    expect(() => monthToClose(args, now)).toThrow(new StartError(message));
  });

  test('I13 a dry run is for any month, before or behind the words', () => {
    expect(askedMonth(['2031-07', '--dry-run'], now)).toEqual({ month: '2031-07', dryRun: true });
    expect(askedMonth(['--dry-run', '2026-11'], now)).toEqual({ month: '2026-11', dryRun: true });
    expect(askedMonth(['2026-12'], now)).toEqual({ month: '2026-12', dryRun: false });
    expect(() => askedMonth(['2126-12', '--dry-run'], now)).toThrow(
      'too far away to be tried out: the last month is 2126-11',
    );
    expect(() => askedMonth(['2026-12', '--dryrun'], now)).toThrow('"2026-12 --dryrun" is more than a month');
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
