import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { default as formats } from 'ajv-formats';
import { topics } from '#contracts/topics.ts';
import { generatedJson, publishedCheck, schemaByType } from './published.ts';

const require = createRequire(import.meta.url);

/** The official JSON Schema of AsyncAPI 3.0, from the AsyncAPI project. */
function asyncApiErrors(document: unknown): unknown {
  const file = require.resolve('@asyncapi/specs/schemas/3.0.0.json');
  // The file has JSON Schema's own schema in it, under the name that ajv has it under as well.
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
  // biome-ignore lint/suspicious/noExplicitAny: ajv-formats is CommonJS, and its types say otherwise
  (formats as any)(ajv);
  const check = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  return check(document) ? [] : check.errors;
}

describe('openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(generatedJson('openapi.json'));
    expect(result).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('refers to nothing that is not there', () => {
    expect(danglingReferences(generatedJson('openapi.json'))).toEqual([]);
  });
});

describe('asyncapi.json', () => {
  const document = generatedJson('asyncapi.json') as AsyncApi;

  it('is valid AsyncAPI 3.0', () => {
    expect(asyncApiErrors(document)).toEqual([]);
  });

  it('is refused by the same validator when it is wrong', () => {
    expect(asyncApiErrors({ ...document, operations: { broken: { action: 'shout' } } })).not.toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    expect(danglingReferences(document)).toEqual([]);
  });

  it('receives on every topic in and sends on every topic out', () => {
    const actions = Object.values(document.operations).map(({ action, channel }) => [channel.$ref, action]);
    expect(actions).toEqual(
      Object.entries(topics).map(([name, { direction }]) => [
        `#/channels/${name}`,
        direction === 'in' ? 'receive' : 'send',
      ]),
    );
  });
});

describe('JSON Schemas', () => {
  it.each([...schemaByType.keys()])('%s compiles in strict mode and says what it is', (type) => {
    const schema = generatedJson(`schemas/${type}.json`);
    expect(() => publishedCheck(type)).not.toThrow();
    expect(schema).toMatchObject({
      $id: `urn:seatwright:event:${type}`,
      title: expect.any(String),
      description: expect.any(String),
    });
  });
});

interface AsyncApi extends Record<string, unknown> {
  operations: Record<string, { action: string; channel: { $ref: string } }>;
}

/** Every `$ref` within the document that leads nowhere. */
function danglingReferences(document: object): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
  return [...new Set(references)].filter((reference) => {
    const steps = reference.replace(/^#\//, '').split('/');
    const found = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
    return !reference.startsWith('#/') || found === undefined;
  });
}
