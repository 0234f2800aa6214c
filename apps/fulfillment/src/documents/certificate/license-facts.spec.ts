import { sampleFacts } from '../sample-facts.ts';
import { digestOf, signableJson } from './license-facts.ts';

describe('license facts', () => {
  test('F7 the digest does not depend on the order of the fields, nor on fields without a value', () => {
    const facts = sampleFacts();
    const reversed = Object.fromEntries(Object.entries(facts).reverse()) as unknown as typeof facts;
    expect(digestOf(reversed)).toBe(digestOf(facts));
    expect(digestOf({ ...facts, package: undefined })).toBe(digestOf(facts));
    expect(digestOf(facts)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('F7 every fact counts', () => {
    const facts = sampleFacts();
    const digests = Object.keys(facts).map((key) => digestOf({ ...facts, [key]: 'changed' }));
    expect(new Set([...digests, digestOf(facts)]).size).toBe(digests.length + 1);
  });

  test('F7 what JSON cannot say the same way everywhere is refused', () => {
    expect(signableJson({ b: [1, null, 'ż'], a: true })).toBe('{"a":true,"b":[1,null,"ż"]}');
    expect(() => signableJson({ a: Number.NaN })).toThrow(TypeError);
    expect(() => signableJson({ a: 1n })).toThrow(TypeError);
  });
});
