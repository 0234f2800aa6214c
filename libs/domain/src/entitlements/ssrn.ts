import { accepted, type Result, refused, type Violation } from '#domain/values/violation.ts';

/** The first number of the series of software support reference numbers; it is counted on from there, and from nothing else (F2). */
export const firstSsrnSeries = 40_000_000_000n;

/** The last number of the series: 60,000 million numbers after the first. */
export const lastSsrnSeries = 99_999_999_999n;

const digits = 12;

// Damm's quasigroup of order 10, totally anti-symmetric: the interim digit of (interim digit, next digit).
const quasigroup = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

/**
 * The software support reference number of a number of the series: its 11 digits and Damm's check digit, which catches every
 * wrong digit and every swap of two neighbors (F2).
 * @throws RangeError outside of the series: a bug of the caller, or the series is used up.
 */
export function ssrnFrom(series: bigint): string {
  if (series < firstSsrnSeries || series > lastSsrnSeries) {
    throw new RangeError(`${series} is not within the SSRN series ${firstSsrnSeries} to ${lastSsrnSeries}`);
  }
  return series.toString() + interimDigit(series.toString());
}

/** Reads an SSRN as somebody typed it, spaces and dashes tolerated: its 12 digits, or why it cannot be one (F2). */
export function checkSsrn(text: string): Result<string> {
  const number = text.replace(/[\s\p{Pd}]/gu, '');
  if (!/^\d+$/.test(number)) return refused(notDigits);
  if (number.length !== digits) return refused(wrongLength(number.length));
  if (interimDigit(number) !== '0' || BigInt(number.slice(0, -1)) < firstSsrnSeries) return refused(mistyped);
  return accepted(number);
}

// The interim digit of a number is its check digit; of a number with its right check digit it is 0.
function interimDigit(number: string): string {
  let interim = '0';
  for (const digit of number) interim = quasigroup[Number(interim)]?.charAt(Number(digit)) ?? interim;
  return interim;
}

const notDigits: Violation = {
  code: 'SSRN_CHARACTER',
  message: 'a software support reference number is made of digits alone',
  remedy: 'compare the number with the mail or the certificate',
};

const mistyped: Violation = {
  code: 'SSRN_CHECK',
  message: 'at least one digit of the software support reference number is wrong',
  remedy: 'compare the number with the mail or the certificate',
};

function wrongLength(actual: number): Violation {
  return {
    code: 'SSRN_LENGTH',
    message: `a software support reference number has ${digits} digits, this one ${actual}`,
    limit: String(digits),
    actual: String(actual),
    remedy: 'copy the whole number',
  };
}
