import { alwaysAt, type RateStep, rateOn, withRate } from './tax-rates.ts';

/** Tells rates one after the other: the day of telling, the rate, and the day from which it holds. */
function told(...rates: readonly (readonly [toldOn: string, rate?: string, from?: string])[]): readonly RateStep[] {
  return rates.reduce<readonly RateStep[]>(
    (steps, [toldOn, rate, from = toldOn]) => withRate(steps, { rate, from, toldOn }),
    [],
  );
}

const on = (steps: readonly RateStep[], ...days: string[]) => days.map((day) => rateOn(steps, day));

describe('the rates of an account', () => {
  test('I9 the first rate that is told also covers earlier days', () => {
    expect(told(['2026-11-20', '22'])).toEqual(alwaysAt('22'));
    const planned = told(['2026-11-20', '22', '2027-01-01']);
    expect(on(planned, '2000-01-01', '2026-12-31', '2027-01-01', '2030-01-01')).toEqual(['22', '22', '22', '22']);
  });

  test('I9 a new rate holds from the day of telling, or from the day that is told', () => {
    const rates = told(['2026-11-20', '22'], ['2026-12-01', '24']);
    expect(on(rates, '2026-11-30', '2026-12-01', '2027-06-01')).toEqual(['22', '24', '24']);
    const planned = told(['2026-11-20', '22'], ['2026-11-21', '24', '2027-01-01']);
    expect(on(planned, '2026-12-31', '2027-01-01')).toEqual(['22', '24']);
    const late = told(['2026-11-20', '22'], ['2026-12-10', '24', '2026-12-01']);
    expect(on(late, '2026-11-30', '2026-12-01', '2026-12-10')).toEqual(['22', '24', '24']);
  });

  test('I9 what was told for later days still comes, also where it was the rate of the day of telling', () => {
    const first = told(['2026-11-20', '22', '2027-01-01'], ['2026-12-01', '24']);
    expect(on(first, '2026-11-30', '2026-12-01', '2026-12-31', '2027-01-01')).toEqual(['22', '24', '24', '22']);
    const same = told(
      ['2026-11-20', '22'],
      ['2026-11-21', '24', '2027-01-01'],
      ['2026-12-01', '24'],
      ['2026-12-05', '23'],
    );
    expect(on(same, '2026-11-30', '2026-12-01', '2026-12-05', '2027-01-01')).toEqual(['22', '24', '23', '24']);
  });

  test('I9 the same rate told again changes neither what was nor what is planned', () => {
    const planned = told(['2026-11-20', '22'], ['2026-11-21', '24', '2027-01-01']);
    expect(withRate(planned, { rate: '22', from: '2026-12-05', toldOn: '2026-12-05' })).toEqual(planned);
  });

  test('I9 what is corrected for an earlier day replaces all that was told up to now', () => {
    const rates = told(['2026-11-01', '20'], ['2026-11-10', '22'], ['2026-11-12', '21', '2026-11-05']);
    expect(on(rates, '2026-11-04', '2026-11-05', '2026-11-11', '2026-11-30')).toEqual(['20', '21', '21', '21']);
  });

  test('I8 a rate that is left out is unknown from then on, earlier rates stay, and the next one closes the gap', () => {
    expect(told(['2026-11-20'])).toEqual([]);
    const gap = told(['2026-11-20', '22'], ['2026-12-03']);
    expect(on(gap, '2026-12-02', '2026-12-03')).toEqual(['22', undefined]);
    const closed = withRate(gap, { rate: '24', from: '2026-12-10', toldOn: '2026-12-10' });
    expect(on(closed, '2026-12-02', '2026-12-03', '2026-12-10')).toEqual(['22', '24', '24']);
  });
});
