import { accountedTax, accountingCurrencyOf, type ExchangeRate, rateFor } from './exchange.ts';

const rate = (on: string, from: string, to: string, text: string): ExchangeRate => ({ on, from, to, rate: text });

describe('I9 tax in the currency of the seller', () => {
  test.each([
    ['DE', 'EUR'],
    ['BG', 'EUR'],
    ['PL', 'PLN'],
    ['GB', 'GBP'],
    ['NO', 'NOK'],
    ['US', undefined],
    ['CH', undefined],
    [undefined, undefined],
  ])('a seller in %s accounts for it in %s', (country, currency) => {
    expect(accountingCurrencyOf({ country })).toBe(currency);
  });

  test('the newest rate of the last seven days counts, in either direction', () => {
    const [monday, friday] = [rate('2026-11-30', 'EUR', 'USD', '1.10'), rate('2026-11-27', 'USD', 'EUR', '0.90')];
    const all = [friday, monday, rate('2026-12-02', 'USD', 'EUR', '0.5'), rate('2026-11-30', 'USD', 'PLN', '4')];
    expect(rateFor(all, 'USD', 'EUR', '2026-12-01')).toBe(monday);
    expect(rateFor(all, 'USD', 'EUR', '2026-11-29')).toBe(friday);
    expect(rateFor(all, 'USD', 'EUR', '2026-11-26')).toBeUndefined();
    expect(rateFor(all, 'USD', 'EUR', '2026-12-10')).toBeUndefined();
    expect(rateFor(all, 'USD', 'EUR')?.rate).toBe('0.5');
    expect(rateFor([monday, rate('2026-11-30', 'USD', 'EUR', '0.91')], 'USD', 'EUR', '2026-12-01')?.rate).toBe('0.91');
  });

  test('a rate that comes to the file is found, and one of years ago as fast as one of today', () => {
    const days = Array.from({ length: 20_000 }, (_, day) =>
      new Date(Date.UTC(1980, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const all = days.flatMap((on, day) => [rate(on, 'EUR', 'USD', `1.${day}`), rate(on, 'PLN', 'EUR', `0.${day + 1}`)]);
    // As many documents as a month may have: by looking at each rate for each of them this takes minutes.
    let wrong = 0;
    for (let document = 0; document < 200_000; document += 1) {
      const on = days[document % days.length] ?? '';
      if (rateFor(all, 'USD', 'EUR', on)?.on !== on) wrong += 1;
    }
    expect(wrong).toBe(0);
    expect(rateFor(all, 'USD', 'EUR', '2034-10-20')).toBeUndefined();
    const added = rate('2034-10-19', 'USD', 'EUR', '0.8');
    all.push(added);
    expect(rateFor(all, 'USD', 'EUR', '2034-10-20')).toBe(added);
  });

  test.each<[bigint, string, ExchangeRate, string, bigint]>([
    [1900n, 'USD', rate('2026-12-01', 'USD', 'EUR', '0.9199'), 'EUR', 1748n],
    [1900n, 'USD', rate('2026-12-01', 'EUR', 'USD', '1.0871'), 'EUR', 1748n],
    [-1900n, 'USD', rate('2026-12-01', 'USD', 'EUR', '0.9199'), 'EUR', -1748n],
    [190_000n, 'JPY', rate('2026-12-01', 'EUR', 'JPY', '160'), 'EUR', 118_750n],
    [1000n, 'KWD', rate('2026-12-01', 'KWD', 'EUR', '3'), 'EUR', 300n],
    [50n, 'EUR', rate('2026-12-01', 'EUR', 'JPY', '161'), 'JPY', 81n],
  ])('%s minor units of %s', (minor, currency, by, own, expected) => {
    expect(accountedTax(minor, currency, by)).toEqual({ currency: own, taxMinor: expected, by });
  });
});
