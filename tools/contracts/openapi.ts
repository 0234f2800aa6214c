import type { z } from 'zod';
import { routes } from '#contracts/http/http.ts';
import type { Content, Route } from '#contracts/http/http-route.ts';
import { type ServiceName, serviceNames, services } from '#contracts/services.ts';
import type { PublishedTopic } from './events.ts';
import { dataSchema } from './json-schema.ts';
import { limitsSentence } from './limits-page.ts';
import { componentSchemas, schemaNames } from './openapi-schemas.ts';
import { reasonCodeSchema, reasonCodes } from './reason-codes.ts';

/** What routes of each service are about; the order is that of the published document. */
export const serviceTexts: Readonly<Record<Route['service'], string>> = {
  ...aboutServices(),
  process: 'What every process answers, whichever services are in it.',
};

function aboutServices() {
  return Object.fromEntries(serviceNames.map((name) => [name, services[name].about])) as Record<ServiceName, string>;
}

/** The OpenAPI 3.1 document of all routes. */
export function openApi(version: string, published: readonly PublishedTopic[]): object {
  const names = schemaNames();
  const inUse = new Set(routes.map((route) => route.service));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Seatwright',
      version,
      summary: 'Sales orders in; entitlements, licenses and invoices out',
      description:
        'Errors are problem+json (RFC 9457) with `violations`, each with a code that is never renamed: `ReasonCode` lists them all, as does ' +
        '`x-reason-codes`; `x-event-types` lists what goes over the topics. Lists are paged with ' +
        'a cursor. Writes take an `Idempotency-Key`: the same key and body are answered as before. Times are RFC 3339, dates ' +
        '`YYYY-MM-DD`, money is a decimal string with its currency beside it, identifiers are strings. ' +
        limitsSentence(),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The process that serves this document.' }],
    security: [{ bearer: [] }],
    tags: Object.entries(serviceTexts)
      .filter(([name]) => inUse.has(name as Route['service']))
      .map(([name, description]) => ({ name, description })),
    paths: paths(names),
    'x-reason-codes': reasonCodes(),
    'x-event-types': eventTypes(published),
    components: {
      schemas: {
        ...componentSchemas(names),
        ReasonCode: reasonCodeSchema(),
        EventType: {
          type: 'string',
          description:
            'CloudEvents type of what goes over the topics; `x-event-types` says which topic, and what it means.',
          enum: eventTypes(published).map(({ type }) => type),
        },
      },
      parameters: { IdempotencyKey: idempotencyKey },
      headers: { IdempotentReplayed: idempotentReplayed },
      responses: Object.fromEntries(Object.entries(commonProblems).map(([name, text]) => [name, problemAnswer(text)])),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'A token of the OpenID provider; on the embedded default `npm run token -- you@example.com` makes one.',
        },
      },
    },
  };
}

function eventTypes(published: readonly PublishedTopic[]) {
  return published.flatMap(({ name: topic, direction, events }) =>
    events.map(({ type, title, description }) => ({ type, topic, direction, title, description })),
  );
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes the request safe to repeat: the same key and body get the same answer, with `Idempotent-Replayed: true`; the same ' +
    'key with another body is refused.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
};

const idempotentReplayed = {
  description: '`true` when this is the answer to an earlier request with the same Idempotency-Key.',
  schema: { type: 'string', const: 'true' },
};

const commonProblems = {
  NotUnderstood: 'The request cannot be read; the detail says what would be right.',
  NotSignedIn: 'There is no bearer token, or it is not valid (any more).',
  TooLarge: 'The body is larger than any that is read.',
  OtherContent: 'The body is of a kind that is not read here; the detail says which is.',
  Refused:
    'Refused, with every violation: a field that nobody knows, or an Idempotency-Key that came with another body.',
  TooMany:
    'More look-ups, or more tokens that are not valid, came in a minute than are answered; `Retry-After` says when to go on.',
  Failed: 'Something went wrong here; the log names the request.',
  NotAvailable: 'The database cannot be reached at the moment; try again.',
};

function paths(names: ReadonlyMap<z.ZodType, string>): object {
  const found: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    found[route.path] = { ...found[route.path], [route.method.toLowerCase()]: operation(route, names) };
  }
  return found;
}

function operation(route: Route, names: ReadonlyMap<z.ZodType, string>): object {
  const parameters = parametersOf(route);
  return {
    operationId: route.id,
    tags: [route.service],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.open && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: !route.bodyOptional, content: contentOf(route.body, names) } }),
    responses: { ...answersOf(route, names), ...problemsOf(route) },
  };
}

function parametersOf(route: Route): object[] {
  const inPath = Object.entries(route.parameters ?? {}).map(([name, description]) => {
    return { name, in: 'path', required: true, description, schema: { type: 'string' } };
  });
  const inQuery = Object.entries(route.query ?? {}).map(([name, { schema, description }]) => {
    return { name, in: 'query', required: false, description, schema: dataSchema('query', schema) };
  });
  const key = route.idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : [];
  return [...inPath, ...inQuery, ...key];
}

function answersOf(route: Route, names: ReadonlyMap<z.ZodType, string>): Record<string, object> {
  const headers = { 'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' } };
  return Object.fromEntries(
    route.answers.map(({ status, description, content }) => [
      String(status),
      { description, ...(route.idempotent && { headers }), content: contentOf(content, names) },
    ]),
  );
}

/** Which refusals a route can answer with; those that say the same everywhere are shared. */
function problemsOf(route: Route): Record<string, object> {
  const common = (name: keyof typeof commonProblems) => ({ $ref: `#/components/responses/${name}` });
  const own = Object.entries(route.problems ?? {}).map(([status, text]) => [status, problemAnswer(text)]);
  return {
    ...(!route.open && { 400: common('NotUnderstood'), 401: common('NotSignedIn') }),
    ...(route.body && { 413: common('TooLarge'), 415: common('OtherContent') }),
    ...(route.method !== 'GET' && { 422: common('Refused') }),
    ...Object.fromEntries(own),
    ...(!route.open && { 429: common('TooMany'), 500: common('Failed'), 503: common('NotAvailable') }),
  };
}

function problemAnswer(description: string): object {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

function contentOf(content: Content, names: ReadonlyMap<z.ZodType, string>): object {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, holds]) => {
      // OpenAPI 3.1: bytes have no schema, their media type says it.
      if (holds === 'bytes') return [mediaType, {}];
      if (holds === 'text') return [mediaType, { schema: { type: 'string' } }];
      return [mediaType, { schema: { $ref: `#/components/schemas/${names.get(holds)}` } }];
    }),
  );
}
