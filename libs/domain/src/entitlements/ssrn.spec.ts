import fc from '#test/support/samples/properties.ts';
import { checkSsrn, firstSsrnSeries, lastSsrnSeries, ssrnFrom } from './ssrn.ts';

const series = fc.bigInt({ min: firstSsrnSeries, max: lastSsrnSeries });

describe('SSRN', () => {
  test('F2 has 12 digits: 11 of its own series, from 40000000000, and a check digit', () => {
    expect(ssrnFrom(firstSsrnSeries)).toMatch(/^40000000000\d$/);
    fc.assert(fc.property(series, (number) => expect(ssrnFrom(number)).toMatch(new RegExp(`^${number}\\d$`))));
  });

  test('F2 the check digit is Damm’s, as worked out elsewhere', () => {
    expect(ssrnFrom(firstSsrnSeries)).toBe('400000000003');
  });

  test('F2 is read back, with the spaces and dashes that people type', () => {
    fc.assert(
      fc.property(series, (number) => {
        const ssrn = ssrnFrom(number);
        const typed = ` ${ssrn.slice(0, 4)}-${ssrn.slice(4, 8)} ${ssrn.slice(8)}`;
        expect(checkSsrn(typed)).toEqual({ ok: true, value: ssrn });
      }),
    );
  });

  test('F2 every wrong single digit is caught, at every position', () => {
    fc.assert(
      fc.property(series, (number) => {
        const ssrn = ssrnFrom(number);
        const wrong = [...ssrn].flatMap((right, at) =>
          [...'0123456789'.replace(right, '')].map((digit) => ssrn.slice(0, at) + digit + ssrn.slice(at + 1)),
        );
        expect(wrong.filter((each) => checkSsrn(each).ok)).toEqual([]);
      }),
    );
  });

  test('F2 every swap of two neighbors is caught', () => {
    fc.assert(
      fc.property(series, (number) => {
        const ssrn = ssrnFrom(number);
        for (let at = 1; at < ssrn.length; at += 1) {
          const [left, right] = [ssrn.charAt(at - 1), ssrn.charAt(at)];
          const swapped = ssrn.slice(0, at - 1) + right + left + ssrn.slice(at + 1);
          if (left !== right) expect(checkSsrn(swapped).ok).toBe(false);
        }
      }),
    );
  });

  test('F2 the check catches both in every pair of digits and every interim digit: all of Damm’s table', () => {
    const interims = [...'0123456789'].map((_, seed) => ssrnFrom(firstSsrnSeries + BigInt(seed)));
    expect(new Set(interims.map((ssrn) => ssrn.slice(-1))).size).toBe(10);
    for (let pair = 0; pair < 100; pair += 1) {
      const [a, b] = [Math.floor(pair / 10), pair % 10];
      if (a === b) continue;
      for (let before = 0; before < 10; before += 1) {
        const one = ssrnFrom(firstSsrnSeries + BigInt(before * 100 + a * 10 + b)).slice(-1);
        const swapped = ssrnFrom(firstSsrnSeries + BigInt(before * 100 + b * 10 + a)).slice(-1);
        expect(one).not.toBe(swapped);
      }
    }
  });

  test.each([
    ['', 'SSRN_CHARACTER'],
    ['4000000A0000', 'SSRN_CHARACTER'],
    ['40000000000', 'SSRN_LENGTH'],
    ['4000000000000', 'SSRN_LENGTH'],
    ['000000000000', 'SSRN_CHECK'],
  ])('F2 refuses %p as %s', (text, code) => {
    expect(checkSsrn(text)).toMatchObject({ ok: false, violations: [{ code }] });
  });

  test('F2 a number outside of the series is a bug', () => {
    expect(() => ssrnFrom(firstSsrnSeries - 1n)).toThrow('SSRN series');
    expect(() => ssrnFrom(lastSsrnSeries + 1n)).toThrow('SSRN series');
  });
});
