import { parseExactly, parseJsonText } from './json-text.ts';

describe('JSON as it enters', () => {
  test.each([
    '6150769120280496265',
    '-8389765929445198309',
    '9007199254740993',
    '0.12345678901234567890',
    '1234567890.12345678901',
    '1e400',
    '123456789012345678901234567890',
  ])('O13 %s is kept to the digit', (number) => {
    expect(JSON.stringify(parseJsonText(`{"deep":[{"id":${number}}],"n": ${number}}`))).toBe(
      `{"deep":[{"id":${number}}],"n":${number}}`,
    );
    expect(JSON.stringify(parseExactly(number))).toBe(number);
  });

  test.each([
    ['9007199254740992', 9007199254740992],
    ['0.1', 0.1],
    ['1e21', 1e21],
    ['25.000000000000000000', 25],
    ['1500e-3', 1.5],
    ['-0', -0],
  ])('O13 what a double holds is a number: %s', (text, number) => {
    expect(parseJsonText(`[${text}]`)).toEqual([number]);
  });

  test('O13 what is counted is a number, so that its own limits refuse it', () => {
    expect(parseJsonText('{"quantity":99999999999999999999}')).toEqual({ quantity: 1e20 });
  });

  test.each([
    ['{"na\u0308me":"Ko\u0308ln"}', { näme: 'Köln' }],
    ['{"na\\u0308me":["Ko\\u0308ln",1,null,true]}', { näme: ['Köln', 1, null, true] }],
    ['["\\u0308"]', ['\u0308']],
  ])('O13 texts are composed, escaped or not: %s', (text, value) => {
    expect(parseJsonText(text)).toEqual(value);
  });
});
