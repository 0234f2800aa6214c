import { priceOf, priceViolations } from './price.ts';

describe('prices with their currency', () => {
  test.each([
    ['2.75', 'EUR', 275n],
    ['2.750', 'EUR', 275n],
    ['400', 'JPY', 400n],
    ['1.234', 'KWD', 1234n],
  ])('I5 %s %s is %s minor units', (unitPrice, currency, minor) => {
    expect(priceOf({ unitPrice, currency })).toEqual({ minor, currency });
    expect(priceViolations({ unitPrice, currency })).toEqual([]);
  });

  test.each([
    ['2.505', 'EUR', { code: 'PRICE_DECIMALS', path: 'unitPrice', limit: '2', actual: '3' }],
    ['400.5', 'JPY', { code: 'PRICE_DECIMALS', path: 'unitPrice', limit: '0', actual: '1' }],
    ['2.50', 'EUX', { code: 'UNKNOWN_CURRENCY', path: 'currency', value: 'EUX' }],
    ['2.50', undefined, { code: 'REQUIRED', path: 'currency' }],
  ])('D3 I5 %s %s is no price, and why is said', (unitPrice, currency, violation) => {
    expect(priceOf({ unitPrice, currency })).toBeUndefined();
    expect(priceViolations({ unitPrice, currency })).toMatchObject([violation]);
  });

  test('I5 where there is no price, nothing stands against the currency', () => {
    expect(priceViolations({ currency: 'EUX' })).toEqual([]);
  });
});
