import fc from '#test/support/samples/properties.ts';
import { decimalsOf, formatMinor, isCurrency, parseMinor, scaleMinor, splitMinor, splitWithin } from './money.ts';

describe('money', () => {
  test.each([
    ['118.00', 'EUR', 11_800n],
    ['118', 'EUR', 11_800n],
    ['0.5', 'EUR', 50n],
    ['-3.10', 'EUR', -310n],
    ['11800', 'JPY', 11_800n],
    ['11800.00', 'JPY', 11_800n],
    ['1.234', 'KWD', 1_234n],
    ['940.50', 'USD', 94_050n],
  ])('I5 %s %s is %s minor units', (text, currency, minor) => {
    expect(parseMinor(text, currency)).toBe(minor);
  });

  test.each([
    ['118.001', 'EUR'],
    ['11800.5', 'JPY'],
    ['1.2345', 'KWD'],
    ['1e3', 'EUR'],
    ['1,00', 'EUR'],
    ['', 'EUR'],
    [' 1', 'EUR'],
    ['.5', 'EUR'],
    ['NaN', 'EUR'],
  ])('I5 refuses %p as an amount of %s', (text, currency) => {
    expect(parseMinor(text, currency)).toBeUndefined();
  });

  test('I5 what is written is read back, in currencies of 0, 2 and 3 decimals', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
        fc.constantFrom('JPY', 'EUR', 'KWD'),
        (minor, currency) => {
          expect(parseMinor(formatMinor(minor, currency), currency)).toBe(minor);
        },
      ),
    );
  });

  test('I5 currencies are those of ISO 4217 that invoices can be issued in, in upper case', () => {
    expect(['EUR', 'JPY', 'KWD', 'PLN'].every(isCurrency)).toBe(true);
    expect(['eur', 'EURO', 'XXX', ''].some(isCurrency)).toBe(false);
    // Those that EN 16931 does not list are taken no more, and still read where they are.
    expect(['ANG', 'BGN', 'STN'].some(isCurrency)).toBe(false);
    expect(formatMinor(100n, 'BGN')).toBe('1.00');
    expect(() => decimalsOf('eur')).toThrow('eur is not an ISO 4217 currency code');
  });

  test.each([
    [100n, 1n, 3n, 33n],
    [50n, 1n, 100n, 1n],
    [-50n, 1n, 100n, -1n],
    [49n, 1n, 100n, 0n],
    [1_999n, 23n, 100n, 460n],
  ])('I5 %s × %s ÷ %s rounds half away from zero to %s', (amount, numerator, denominator, expected) => {
    expect(scaleMinor(amount, numerator, denominator)).toBe(expected);
  });

  test('I5 the parts of a split add up to the amount, each within one unit of its share', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
        fc.array(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 1, maxLength: 12 }),
        (amount, weights) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0n);
          fc.pre(total > 0n);
          const parts = splitMinor(amount, weights);
          expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
          for (const [index, part] of parts.entries()) {
            const distance = part * total - amount * (weights[index] ?? 0n);
            expect(distance < total && -distance < total).toBe(true);
          }
        },
      ),
    );
  });
});

describe('an amount within rooms', () => {
  test('is split by weights; what is full leaves the rest to the others', () => {
    const parts = (...of: readonly (readonly [bigint, bigint])[]) => of.map(([weight, room]) => ({ weight, room }));
    expect(splitWithin(90n, parts([1n, 100n], [2n, 100n]))).toEqual([30n, 60n]);
    expect(splitWithin(90n, parts([1n, 100n], [2n, 10n]))).toEqual([80n, 10n]);
    expect(splitWithin(0n, [])).toEqual([]);
    expect(splitWithin(3n, parts([1n, 1n], [0n, 9n]))).toBeUndefined();
  });

  test('comes to the amount, or there is not room enough', () => {
    const small = fc.bigInt({ min: 0n, max: 50n });
    fc.assert(
      fc.property(small, fc.array(fc.record({ weight: small, room: small }), { maxLength: 6 }), (amount, parts) => {
        const room = parts.reduce((sum, part) => sum + (part.weight > 0n ? part.room : 0n), 0n);
        const taken = splitWithin(amount, parts);
        expect(taken === undefined).toBe(room < amount);
        expect(taken?.reduce((sum, each) => sum + each, 0n) ?? amount).toBe(amount);
        expect(taken?.every((each, index) => each >= 0n && each <= (parts[index]?.room ?? 0n)) ?? true).toBe(true);
      }),
    );
  });
});
