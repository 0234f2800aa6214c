import { country } from '#contracts/text/primitives.ts';
import { isCountry } from '#domain/values/country.ts';

/** Contracts know nothing of the domain, so each has its list of countries: they are the same. */

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = letters.flatMap((first) => letters.map((second) => first + second));

test('I8 what is taken for a country is one that an invoice can carry', () => {
  expect(codes.filter((code) => country.safeParse(code).success)).toEqual(codes.filter(isCountry));
});
