import fc from 'fast-check';
import type { At } from '#formats/reading.ts';
import { keptPlaces, placesKept } from './kept-places.ts';

const kept = (places: ReadonlyMap<string, At>) => JSON.parse(JSON.stringify(keptPlaces(places)));

const place = fc.record(
  { path: fc.string(), line: fc.integer({ min: 1, max: 99_999 }), column: fc.integer({ min: 1, max: 999 }) },
  { requiredKeys: ['path'] },
);

describe('places that are kept', () => {
  test('are what they were, whatever is in them', () => {
    const field = fc.oneof(
      fc.string(),
      fc.nat(20).map((line) => `lines[${line}].quantity`),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(field, place)), (entries) => {
        const places = new Map(entries);
        expect(placesKept(kept(places))).toEqual(places);
      }),
    );
  });

  test('of a hundred lines are one text, less than half as long', () => {
    const names = ['lineNumber', 'sku', 'quantity', 'unitPrice'];
    const entries = Array.from({ length: 100 }, (_, index) =>
      names.map((name, at): [string, At] => {
        const path = `/Order/cac:OrderLine[${index + 1}]/cac:LineItem/cbc:${name}`;
        return [`lines[${index}].${name}`, { path, line: 30 + 20 * index + at, column: 7 }];
      }),
    );
    const places = new Map(entries.flat());
    expect(typeof kept(places)).toBe('string');
    expect(JSON.stringify(kept(places)).length).toBeLessThan(JSON.stringify(Object.fromEntries(places)).length / 2);
  });

  test('of earlier releases are read as they are', () => {
    expect(placesKept({ 'lines[0].sku': { path: '/Order/a', line: 3, column: 1 } })).toEqual(
      new Map([['lines[0].sku', { path: '/Order/a', line: 3, column: 1 }]]),
    );
  });
});
