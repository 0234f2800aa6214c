import { nameTwice, saidTwice } from './json-names.ts';
import { parseJsonText } from './json-text.ts';
import { pathText } from './violations.ts';

const texts: [string, string | undefined][] = [
  ['{}', undefined],
  ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', undefined],
  ['{"a":"a","b":["a","a"],"c":"a"}', undefined],
  ['{"a":{"x":1},"b":{"x":1}}', undefined],
  ['{"a":"{\\"b\\":1,\\"b\\":2}"}', undefined],
  ['{"a":12345678901234567890.5,"b":[1e400]}', undefined],
  ['{"a":1,"a":2}', 'a'],
  ['{"a":1, "b" : [1, {"c":1,"d":[{}],"c" :2}]}', 'b[1].c'],
  ['{"a":{"b":1},"b":2,"a":3}', 'a'],
  ['{"lines":[{"quantity":5},{"quantity":1},{"quantity":5,"\\u0071uantity":6}]}', 'lines[2].quantity'],
  ['{"a":[[1,2],[{},[{"x":null,"x":null}]]]}', 'a[1][1][0].x'],
  ['{"K\u00d6LN":1,"KO\u0308LN":2}', 'K\u00d6LN'],
  ['{"K\u00d6LN":1,"KO\\u0308LN":2}', 'K\u00d6LN'],
  ['{"\\"":1,"\\"":2}', '"'],
  ['{"":1,"":2}', ''],
  ['[{"__proto__":1,"__proto__":1}]', '[0].__proto__'],
];

describe('O13 a name that an object has twice', () => {
  test.each(texts)('of %s is at %s', (text, path) => {
    const found = nameTwice(text);
    expect(found && pathText(found)).toBe(path);
    const told = saidTwice(text, parseJsonText(text));
    if (path === undefined) expect(told).toBeUndefined();
    else
      expect(told).toBe(`has the name ${JSON.stringify(found?.at(-1))} twice in one object, as ${path}; say it once`);
  });
});
