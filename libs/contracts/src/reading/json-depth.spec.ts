import { isTooDeep, mostJsonLevels } from './json-depth.ts';

const nested = (levels: number, inner = '1') => '['.repeat(levels) + inner + ']'.repeat(levels);

describe('levels of a JSON text', () => {
  it.each([
    ['as many as may be', nested(mostJsonLevels), false],
    ['one more', nested(mostJsonLevels + 1), true],
    ['one more, in objects', `${'{"a":'.repeat(mostJsonLevels + 1)}1`, true],
    ['a hundred thousand', nested(100_000), true],
    ['many lists side by side', `[${Array(500).fill('[[]]').join(',')}]`, false],
    ['brackets in a string', JSON.stringify(['['.repeat(500), '{"'.repeat(500)]), false],
    ['brackets after escaped quotes and backslashes', JSON.stringify(['\\', '"[', '\\"', '['.repeat(500)]), false],
    ['levels after a string that ends in a backslash', `["\\\\",${nested(mostJsonLevels)}]`, true],
    ['a string without an end', '"[[[', false],
  ])('%s', (_, text, expected) => {
    expect(isTooDeep(text)).toBe(expected);
  });
});
