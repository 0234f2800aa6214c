import { createRequire } from 'node:module';
import fc from 'fast-check';
import { arrayLiteral } from './array-literal.ts';

/** An array literal as PostgreSQL reads it: in quotes a backslash stands for the character behind it, outside of them NULL for nothing. */
function readByPostgres(literal: string): (string | null)[] {
  const items = literal.slice(1, -1).match(/"(?:[^"\\]|\\[\s\S])*"|[^,]+/g) ?? [];
  return items.map((item) => {
    if (item.startsWith('"')) return item.slice(1, -1).replace(/\\([\s\S])/g, '$1');
    return item.toUpperCase() === 'NULL' ? null : item;
  });
}

const { prepareValue: driver } = createRequire(import.meta.url)('pg/lib/utils.js') as {
  prepareValue(list: unknown[]): string;
};
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('null', 'NULL', '', '{}', '","', '\\n', '\\', '"', '\ud800'),
);
const item = fc.oneof(text, fc.constant(null), fc.constant(undefined), fc.integer(), fc.double(), fc.boolean());

describe('a list for PostgreSQL', () => {
  test('is read as what the driver would have written, or left to it', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 6 }), (list) => {
        const written = arrayLiteral(list) ?? driver(list);
        expect(readByPostgres(written)).toEqual(readByPostgres(driver(list)));
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, unknown[], string | undefined]>([
    ['texts', ['a', 'ü "b" \\', ''], '{"a","ü \\"b\\" \\\\",""}'],
    ['what only looks like nothing', ['null', null, undefined], '{"null",null,null}'],
    ['documents', [JSON.stringify({ name: 'a\nb' }), null], undefined],
    ['documents without line breaks', [JSON.stringify({ name: 'a "b"' })], '{"{\\"name\\":\\"a \\\\\\"b\\\\\\"\\"}"}'],
    ['numbers', [1, -2.5, true], '{1,-2.5,true}'],
    ['nothing', [], '{}'],
    ['a control character', ['a\u001fb'], undefined],
    ['half of a pair', ['\ud83d'], undefined],
    ['a number that JSON has not', [Number.NaN], undefined],
    ['what is no text', [1n, new Date(0)], undefined],
    ['lists', [['a']], undefined],
  ])('%s', (_name, list, literal) => expect(arrayLiteral(list)).toBe(literal));
});
