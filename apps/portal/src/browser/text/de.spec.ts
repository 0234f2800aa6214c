import { de } from './de.ts';
import { en } from './en.ts';

/** Words that German has as well, names, and codes. */
const same = new Set(
  'Seatwright Live MSP Partner Distributor Support Super User Name Filter SSRN PDF XML Code Bytes SKU System Person Details – ·'
    .split(' ')
    .concat(['Super User', 'Code']),
);

type Texts = { readonly [name: string]: unknown };

function* leaves(texts: Texts, path = ''): Generator<[path: string, value: unknown]> {
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value === 'object' && value !== null) yield* leaves(value as Texts, `${path}${name}.`);
    else yield [`${path}${name}`, value];
  }
}

/** What a text says; functions say it of figures and names that no language has. */
const said = (value: unknown) =>
  typeof value === 'function'
    ? String(value(...Array.from({ length: value.length }, (_, at) => at + 2)))
    : String(value);

describe('P every text has its German', () => {
  const [english, german] = [new Map(leaves(en)), new Map(leaves(de))];

  test('none is missing, and none is left over, in tables of words too', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('none is English by falling back', () => {
    const left = [...english].filter(([path, value]) => {
      const words = said(value).replaceAll(/\d+/g, '').trim();
      return said(german.get(path)) === said(value) && /\p{L}{3}/u.test(words) && !same.has(words);
    });
    expect(left.map(([path, value]) => `${path}: ${said(value)}`)).toEqual([]);
  });
});
