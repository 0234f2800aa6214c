import { wholeNumber } from './whole-number.ts';

test.each([
  ['1', 1],
  [' 25 ', 25],
  ['1,250', 1250],
  ['1.250.000', 1_250_000],
  ['1\u202f250', 1250],
])('%j is %d', (text, value) => {
  expect(wholeNumber(text)).toBe(value);
});

test.each(['', '0', '-1', '1.5', '2,50', 'ten', '1e3', '1234567890', '12,34'])('M6: %j is no whole number', (text) => {
  expect(wholeNumber(text)).toBeUndefined();
});
