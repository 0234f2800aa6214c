import { clockOf } from './clock.ts';
import { readSettings, StartError } from './settings.ts';

const kafka = { KAFKA_BROKERS: '127.0.0.1:9092' };
const database = { DATABASE_URL: 'postgres://seatwright@127.0.0.1:5432/seatwright' };

describe('NOW', () => {
  test.each([
    ['2027-02-28T23:59:58Z', '2027-02-28T23:59:58.000Z'],
    ['2027-03-01T00:30:00+01:00', '2027-02-28T23:30:00.000Z'],
    ['1999-12-31T23:59:59.999Z', '1999-12-31T23:59:59.999Z'],
  ])('I13 the clock starts at %s and goes on as the machine’s does', (NOW, starts) => {
    const machine = Date.now();
    const now = clockOf(readSettings({ NOW }), machine - 90_000);
    expect(now().getTime() - Date.parse(starts)).toBeGreaterThanOrEqual(90_000);
    expect(now().getTime() - Date.parse(starts)).toBeLessThan(95_000);
  });

  test.each([[{}], [{ NOW: '' }]])('I13 unset, as in %j, it is the machine’s', (variables) => {
    const now = clockOf(readSettings(variables));
    expect(Math.abs(now().getTime() - Date.now())).toBeLessThan(1000);
  });

  test.each([['tomorrow'], ['2027-02-30T00:00:00Z'], ['2027-03-01'], ['2027-03-01T00:00:00'], ['1798761600']])(
    'I13 %j, which is no instant, is refused at the start',
    (NOW) => {
      expect(() => readSettings({ NOW })).toThrow(
        new StartError('NOW is not an instant as RFC 3339 has it: 2027-03-01T00:00:00Z'),
      );
    },
  );

  test.each([
    [kafka, 'KAFKA_BROKERS'],
    [database, 'DATABASE_URL'],
    [{ ...kafka, ...database }, 'KAFKA_BROKERS and DATABASE_URL'],
  ])('I13 beside %j it is refused at the start: others go by the real time', (others, names) => {
    expect(() => readSettings({ NOW: '2027-03-01T00:00:00Z', ...others })).toThrow(
      new StartError(
        `NOW is for trying things out on the embedded default alone, and cannot be set beside ${names}: unset one of them`,
      ),
    );
  });
});
