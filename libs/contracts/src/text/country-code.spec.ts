import { schemaViolations } from '../reading/violations.ts';
import { isoCountry } from './country-code.ts';
import { country, recordedCountry } from './primitives.ts';

function told(code: string) {
  const { error } = country.safeParse(code);
  return error ? schemaViolations(error, code) : [];
}

describe('countries', () => {
  test.each(['PL', 'DE', 'GB', 'GR', 'KW', 'JP', 'US', 'XI', 'AX', 'ZW'])('I8 %s is one', (code) => {
    expect(told(code)).toEqual([]);
  });

  test.each([
    ['XX', 'write the two letters of the country, as PL'],
    ['ZZ', 'write the two letters of the country, as PL'],
    ['EU', 'write the two letters of the country, as PL'],
    ['SU', 'write the two letters of the country, as PL'],
    ['UK', 'write GB'],
    ['EL', 'write GR'],
  ])('I8 %s is none, and the refusal says what to write', (code, remedy) => {
    expect(told(code)).toMatchObject([{ code: 'UNKNOWN_COUNTRY', value: code, remedy }]);
    // What was taken before can still be read in events.
    expect(recordedCountry.safeParse(code).success).toBe(true);
  });

  test.each(['pl', 'POL', 'P', ''])('I8 %s is refused for its form alone', (code) => {
    expect(told(code).map((one) => one.code)).toEqual(['WRONG_FORMAT']);
  });
});

describe('what documents of others write for a country', () => {
  test.each([
    ['UK', 'GB'],
    ['el', 'GR'],
    ['de', 'DE'],
    ['PL', 'PL'],
    ['ZZ', 'ZZ'],
    ['usa', 'usa'],
    ['', ''],
  ])('%s is %s', (written, code) => expect(isoCountry(written)).toBe(code));
});
