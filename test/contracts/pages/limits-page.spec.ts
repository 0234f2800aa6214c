import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { topics } from '#contracts/topics.ts';
import { limits, limitsPage, limitsSentence, mostOf } from '../../../tools/contracts/limits-page.ts';
import { generatedText } from '../published.ts';

const committed = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8');

describe('U1 docs/limits.md', () => {
  it('is what the schemas say, byte for byte', () => {
    expect(committed === limitsPage() ? 'up to date' : 'make it anew: npm run contracts').toBe('up to date');
  });

  it('has each limit once, as a number above zero', () => {
    const all = Object.values(limits).flat();
    expect(all.filter(({ most }) => !Number.isSafeInteger(most) || most < 1)).toEqual([]);
    expect(new Set(all.map(({ what }) => what)).size).toBe(all.length);
  });

  it('OpenAPI says the same', () => {
    expect(JSON.parse(generatedText('openapi.json')).info.description).toContain(limitsSentence());
  });

  it('a schema without a limit is told', () => {
    expect(() => mostOf(z.string())).toThrow('no limit');
  });
});

describe('U5 what is sent is never named by a step in an address', () => {
  const incoming = Object.entries(topics).flatMap(([name, { events }]) =>
    ['sales-orders', 'catalog', 'accounts', 'devices', 'license-requests'].includes(name) ? Object.entries(events) : [],
  );
  const ids =
    /^(accountId|parentId|orderNumber|sku|deviceId|deviceType|contractId|program|package|plan|edition|from|to)$/;

  it.each(incoming)('%s', (type, schema) => {
    // What was ever taken can be removed, whatever it is called.
    if (type === 'administrator.removed.v1') return;
    const taken = fieldsOf(schema as z.ZodType)
      .filter(([path]) => ids.test(path.at(-1) ?? ''))
      .flatMap(([path, field]) =>
        ['.', '..'].filter((step) => field.safeParse(step).success).map((step) => `${path.join('.')} ${step}`),
      );
    expect(taken).toEqual([]);
  });
});

/** Every field of a schema that is no object or list itself, with its place. */
function fieldsOf(schema: z.ZodType, path: readonly string[] = []): [readonly string[], z.ZodType][] {
  const { shape, element, innerType, in: input } = schema.def as unknown as Record<string, never>;
  if (shape) return Object.entries(shape).flatMap(([name, field]) => fieldsOf(field as z.ZodType, [...path, name]));
  for (const inner of [element, innerType, input]) if (inner) return fieldsOf(inner, path);
  return [[path, schema]];
}
