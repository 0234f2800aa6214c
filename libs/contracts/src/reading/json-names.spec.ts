import { nameTwice } from './json-names.ts';

describe('a name that an object has twice', () => {
  test.each<[string, string | undefined]>([
    ['{}', undefined],
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', undefined],
    ['{"a":"a","b":["a","a"],"c":"a"}', undefined],
    ['{"a":{"x":1},"b":{"x":1}}', undefined],
    ['{"a":"{\\"b\\":1,\\"b\\":2}"}', undefined],
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1, "b" : [1, {"c":1,"d":[{}],"c" :2}]}', 'c'],
    ['{"a":{"b":1},"b":2,"a":3}', 'a'],
    ['{"quantity":5,"\\u0071uantity":6}', 'quantity'],
    ['{"K\u00d6LN":1,"KO\u0308LN":2}', 'K\u00d6LN'],
    ['{"\\"":1,"\\"":2}', '"'],
    ['{"":1,"":2}', ''],
    ['[{"__proto__":1,"__proto__":1}]', '__proto__'],
  ])('of %s is %s', (text, name) => {
    expect(nameTwice(text)).toBe(name);
  });
});
