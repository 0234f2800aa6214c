import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exchangeRates } from './exchange-rates.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'seatwright-rates-'));
const file = path.join(folder, 'rates.json');
afterAll(() => rmSync(folder, { recursive: true }));

const usd = { on: '2026-12-01', from: 'USD', to: 'EUR', rate: '0.9199' };
const write = (content: unknown) =>
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));

describe('I9 the file of exchange rates', () => {
  test('is read again when it changes; what cannot be read leaves what was there', () => {
    write({ rates: [usd] });
    const rates = exchangeRates(file);
    expect(rates()).toEqual([usd]);
    write('{"rates": [');
    expect(rates()).toEqual([usd]);
    write({ rates: [usd, { ...usd, on: '2026-12-02' }] });
    expect(rates()).toHaveLength(2);
  });

  test.each([
    ['no JSON', '{', 'JSON'],
    ['a number', { rates: [{ ...usd, rate: 0.9199 }] }, 'rate'],
    ['a rate of nothing', { rates: [{ ...usd, rate: '0.00' }] }, 'is not a rate above 0'],
    ['no currency', { rates: [{ ...usd, to: 'EURO' }] }, 'is no currency of ISO 4217'],
    ['a day that there is not', { rates: [{ ...usd, on: '2026-02-30' }] }, 'on'],
  ])('ends the start with %s', (_what, content, told) => {
    write(content);
    expect(() => exchangeRates(file)).toThrow(/^EXCHANGE_RATES_FILE cannot be read: /);
    expect(() => exchangeRates(file)).toThrow(told);
  });

  test('ends the start where it is not there', () => {
    expect(() => exchangeRates(path.join(folder, 'none.json'))).toThrow(/EXCHANGE_RATES_FILE cannot be read/);
  });
});
