import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ContentTypeParserDoneFunction } from 'fastify/types/content-type-parser.js';

/** What people write about themselves is short. */
const bodyLimit = 65_536;

/** Reads forms of pages without script, and JSON of those with. */
export function addForms(scope: FastifyInstance): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request: FastifyRequest, body: string, done: ContentTypeParserDoneFunction) =>
      done(null, Object.fromEntries(new URLSearchParams(body))),
  );
  scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, body, done) =>
    body === '' ? done(null, undefined) : parseJson(request, body as string, done),
  );
}
