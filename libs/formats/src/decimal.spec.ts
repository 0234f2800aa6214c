import fc from 'fast-check';
import { decimalText, divideExactly, divideRounded, exactlyAt, parseDecimal, roundDecimal } from './decimal.ts';
import type { Decimal } from './reading.ts';

const decimal = (text: string) => parseDecimal(text) as Decimal;

describe('decimals', () => {
  test.each([
    ['25', '25'],
    ['25.000', '25.000'],
    ['+1.5', '1.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1E2', '100'],
    ['1.25e1', '12.5'],
    ['1.5e-3', '0.0015'],
    ['10.000-', '-10.000'],
    ['-0.05', '-0.05'],
  ])('%s is read as %s', (text, written) => expect(decimalText(decimal(text))).toBe(written));

  test.each(['', '.', '-', '1,000.00', '1 000', '--1', '-1-', '0x10', 'NaN', '1e999', '9'.repeat(41)])(
    '%s is no decimal',
    (text) => expect(parseDecimal(text)).toBeUndefined(),
  );

  test('a comma is a mark only where the format has it', () => {
    expect(parseDecimal('118,00')).toBeUndefined();
    expect(parseDecimal('118,00', 'either')).toEqual({ digits: 11800n, scale: 2 });
    expect(parseDecimal('118.00', 'either')).toEqual({ digits: 11800n, scale: 2 });
  });

  test('division is exact or undefined, and rounds half up only where it is asked to', () => {
    expect(divideExactly(decimal('1180.00'), decimal('10'), 2)).toBe(11800n);
    expect(divideExactly(decimal('1'), decimal('3'), 4)).toBeUndefined();
    expect(divideExactly(decimal('1'), decimal('0'), 2)).toBeUndefined();
    expect(divideRounded(decimal('1'), decimal('3'), 2)).toEqual({ digits: 33n, scale: 2 });
    expect([decimal('0.005'), decimal('-0.005')].map((each) => decimalText(roundDecimal(each, 2)))).toEqual([
      '0.01',
      '-0.01',
    ]);
  });

  test('what is written is read back, and no zero behind the mark changes a number', () => {
    const any = fc.record({ digits: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), scale: fc.nat(10) });
    fc.assert(
      fc.property(any, fc.nat(5), (number, more) => {
        expect(parseDecimal(decimalText(number))).toEqual(number);
        const scale = number.scale + more;
        expect(exactlyAt({ digits: exactlyAt(number, scale) ?? 0n, scale }, number.scale)).toBe(number.digits);
      }),
    );
  });
});
