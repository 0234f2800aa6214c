import { globSync, readFileSync } from 'node:fs';
import type { Reasons } from '#apps/portal/src/browser/text/refusal-texts.ts';
import { refusalsDe } from '#apps/portal/src/browser/text/refusals.de.ts';
import { topics } from '#contracts/topics.ts';
import { ContractsController } from '#runtime/http/contracts.http.ts';
import { codesOf, reasonCodes } from '../../tools/contracts/reason-codes.ts';
import { generatedText } from './published.ts';

/** OpenAPI tells every code that a violation can have, and every event type. */

const root = new URL('../../', import.meta.url).pathname;
const openApi = JSON.parse(generatedText('openapi.json'));

const sources = new Map(
  globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'], { cwd: root })
    .filter((file) => !file.endsWith('.spec.ts'))
    .map((file) => [file, readFileSync(root + file, 'utf8')]),
);

/** Where it is said what codes mean. */
const lists = /-codes\.ts$/;

const codesIn = (text: string) => [...text.matchAll(/\bcode: '([A-Z][A-Z0-9_]+)'/g)].map(([, code = '']) => code);

describe('reason codes', () => {
  it('are all published: each code in the sources has a sentence and a remedy', () => {
    const known = new Set(reasonCodes().map(({ code }) => code));
    const missing = [...new Set([...sources.values()].flatMap(codesIn))].filter((code) => !known.has(code)).sort();
    expect(missing.map((code) => `say what ${code} means in the list of its room`)).toEqual([]);
    expect(known.size).toBeGreaterThan(100);
  });

  it.each([
    ['licenses', /^libs\/domain\/src\/licenses\/|^apps\/ledger\//],
    ['orders', /^libs\/domain\/src\/orders\/|^apps\/intake\//],
    ['documents', /^libs\/formats\/|^apps\/intake\//],
    ['entitlements', /^libs\/domain\/src\/entitlements\/|^apps\/fulfillment\//],
    ['invoices', /^libs\/domain\/src\/invoices\/|^apps\/invoicing\/|http-invoicing/],
    ['values', /^libs\/domain\/src\/values\//],
    ['formats', /^libs\/formats\//],
    ['any', /^libs\/contracts\/|^libs\/runtime\/|^apps\/intake\//],
  ])('of room %s are raised there, and nothing else is but what every room may say', (room, files) => {
    const own = [...sources].filter(([file]) => files.test(file) && !lists.test(file));
    const told = codesOf(room);
    const inTexts = own.flatMap(([, text]) => text.match(/(?<=['`])[A-Z][A-Z0-9_]+(?=['`:])/g) ?? []);
    const built = own.flatMap(([, text]) => [...text.matchAll(/`\$\{\w+\}(_[A-Z_]+)`/g)].map(([, end = '']) => end));
    const isRaised = (code: string) => inTexts.includes(code) || built.some((end) => code.endsWith(end));
    expect(told.filter((code) => !isRaised(code))).toEqual([]);
    const anywhere = [...told, ...codesOf('values'), ...codesOf('any')];
    const foreign = own.filter(([file]) => file.startsWith('libs/domain/')).flatMap(([, text]) => codesIn(text));
    expect(foreign.filter((code) => !anywhere.includes(code))).toEqual([]);
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

  it('P are all told in German as well, in a sentence and a remedy of its own, and no other is', () => {
    const file = `${root}apps/portal/src/templates/reasons.de.json`;
    const german = JSON.parse(readFileSync(file, 'utf8')) as Reasons;
    const english = new Map(reasonCodes().map((reason) => [reason.code, reason]));
    const missing = [...english.keys()].filter((code) => !Object.hasOwn(german.reasons, code));
    expect(missing.map((code) => `say in reasons.de.json of the portal what ${code} means`)).toEqual([]);
    expect(Object.keys(german.reasons).filter((code) => !english.has(code))).toEqual([]);
    for (const [code, [sentence, remedy]] of Object.entries(german.reasons)) {
      expect([code, sentence, remedy]).toEqual([code, expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
      expect([sentence, remedy]).not.toContain(english.get(code)?.sentence);
      expect([sentence, remedy]).not.toContain(english.get(code)?.remedy);
    }
    const told = [...Object.keys(refusalsDe.told), ...german.named];
    expect(told.filter((code) => !english.has(code))).toEqual([]);
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
      about: expect.any(String),
    });
  });

  it('are answered by every process, as they are published', () => {
    const { items } = JSON.parse(new ContractsController().reasonCodes());
    expect(items).toEqual(openApi['x-reason-codes']);
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
