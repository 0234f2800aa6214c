import fc from 'fast-check';
import { parseJsonText } from '#contracts/reading/json-text.ts';
import { canonicalJson } from './canonical.ts';

describe('O9 the same text for the same meaning, and the one that inboxes have kept a digest of', () => {
  test.each([
    ['{"b":1,"a":{"d":[{"f":null,"e":"x"}],"c":true}}', '{"a":{"c":true,"d":[{"e":"x","f":null}]},"b":1}'],
    ['{"b":1,"10":2,"9":3,"a":4}', '{"10":2,"9":3,"a":4,"b":1}'],
    ['[{"x":{"2":1,"11":1}},{"b":1,"a":1}]', '[{"x":{"11":1,"2":1}},{"a":1,"b":1}]'],
    ['{"b":1,"__proto__":{"d":1,"c":1}}', '{"__proto__":{"c":1,"d":1},"b":1}'],
    ['{"n":9007199254740993,"a":1}', '{"a":1,"n":{"rawJSON":"9007199254740993"}}'],
    ['{"é\\n":"\\u0007ü","A":-0,"":1e21}', '{"":1e+21,"A":0,"é\\n":"\\u0007ü"}'],
    ['"x"', '"x"'],
    ['[]', '[]'],
  ])('%s', (text, expected) => {
    expect(canonicalJson(parseJsonText(text))).toBe(expected);
  });

  test('what is undefined is not there', () => {
    expect(canonicalJson({ b: undefined, a: [undefined] })).toBe('{"a":[null]}');
    expect(canonicalJson(undefined)).toBe('null');
  });

  test('of any value, whatever the order of its members', () => {
    const turned = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map(turned);
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, each]) => [name, turned(each)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(turned(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
