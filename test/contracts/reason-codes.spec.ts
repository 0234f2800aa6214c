import { globSync, readFileSync } from 'node:fs';
import { topics } from '#contracts/topics.ts';
import { reasonCodes } from '../../tools/contracts/reason-codes.ts';
import { generatedText } from './published.ts';

/** OpenAPI tells every code that a violation can have, and every event type. */

const root = new URL('../../', import.meta.url).pathname;
const openApi = JSON.parse(generatedText('openapi.json'));

describe('reason codes', () => {
  it('are all published: each code in the sources has a sentence and a remedy', () => {
    const files = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'], { cwd: root }).filter(
      (file) => !file.endsWith('.spec.ts') && !file.includes('/generate/'),
    );
    const inSources = files.flatMap((file) => {
      const text = readFileSync(root + file, 'utf8');
      return [...text.matchAll(/\bcode: '([A-Z][A-Z0-9_]+)'/g)].map(([, code = '']) => code);
    });
    const known = new Set(reasonCodes().map(({ code }) => code));
    const missing = [...new Set(inSources)].filter((code) => !known.has(code)).sort();
    expect(missing.map((code) => `add ${code} to tools/contracts/reason-codes.ts`)).toEqual([]);
    expect(known.size).toBeGreaterThan(100);
  });

  it('say what has to hold and what would make it possible, each in a sentence', () => {
    for (const { code, sentence, remedy } of reasonCodes()) {
      expect([code, sentence, remedy]).toEqual([
        expect.stringMatching(/^[A-Z0-9_]+$/),
        expect.stringMatching(/\.$/),
        expect.stringMatching(/\.$/),
      ]);
    }
  });

  it('stand in OpenAPI, as a schema and as a list', () => {
    const { oneOf } = openApi.components.schemas.ReasonCode;
    const codes = reasonCodes().map(({ code }) => code);
    expect(oneOf.map((each: { const: string }) => each.const)).toEqual(codes);
    expect(openApi['x-reason-codes'].map(({ code }: { code: string }) => code)).toEqual(codes);
    expect(openApi['x-reason-codes'][0]).toEqual({
      code: codes[0],
      sentence: expect.any(String),
      remedy: expect.any(String),
    });
  });
});

describe('event types', () => {
  it('stand in OpenAPI with their topics', () => {
    const expected = Object.entries(topics).flatMap(([topic, { direction, events }]) =>
      Object.keys(events).map((type) => ({ type, topic, direction })),
    );
    expect(openApi['x-event-types']).toMatchObject(expected);
    expect(openApi.components.schemas.EventType.enum).toEqual(expected.map(({ type }) => type));
  });
});
