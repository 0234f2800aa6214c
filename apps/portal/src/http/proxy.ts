import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notUnderstood, Problem } from '#runtime/http/problem.filter.ts';
import type { Session } from '../session/sessions.ts';
import type { ApiClient } from './api-client.ts';

/** What of a request goes on; everything else, the cookie above all, stays here. */
const passedOn = [
  'accept',
  'accept-language',
  'content-type',
  'content-length',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'range',
];

/** What of an answer goes back. That nothing is kept is said by the portal for everything personal. */
const passedBack = [
  'accept-ranges',
  'allow',
  'content-disposition',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'idempotent-replayed',
  'last-modified',
  'retry-after',
];

/** Longer than any answer takes to begin. */
const silenceMilliseconds = 120_000;

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * `/portal/api/*`: our own interface, for the person who is signed in. Bodies pass in pieces, both ways, and what their bytes are is none of
 * the portal's business.
 */
export function addProxy(
  fastify: FastifyInstance,
  api: ApiClient,
  sessionOf: (request: FastifyRequest) => Session,
): void {
  fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    scope.route({
      method: methods,
      url: '/portal/api/*',
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const address = apiAddress(request.url);
        // Fastify's types do not know that a browser that has gone has no address any more.
        const { ip } = request as { readonly ip: string | undefined };
        const token = await api.tokenFor(sessionOf(request));
        const answer = await ask(api.url(), address, request, { token, ip }, reply);
        if (answer.statusCode === 401) throw refusedToken(answer);
        return sendBack(answer, reply);
      },
    });
    done();
  });
}

/** The address behind one of the proxy's, as it stands: `%2F` in an id is no step. */
function apiAddress(url: string): string {
  const address = url.slice('/portal'.length);
  const [path = ''] = address.split('?');
  const steps = path.split('/').map((step) => step.replaceAll(/%2e/gi, '.'));
  if (steps.includes('.') || steps.includes('..')) throw notUnderstood('the address has steps like . and .. in it');
  return address;
}

function ask(
  base: URL,
  address: string,
  request: FastifyRequest,
  { token, ip }: { readonly token: string; readonly ip: string | undefined },
  reply: FastifyReply,
): Promise<IncomingMessage> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (ip !== undefined) headers['x-forwarded-for'] = ip;
  for (const name of passedOn) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const send = base.protocol === 'https:' ? requestHttps : requestHttp;
  const path = base.pathname.replace(/\/$/, '') + address;
  const outgoing = send(base, { path, method: request.method, headers, timeout: silenceMilliseconds });
  outgoing.on('response', resolve);
  outgoing.on('timeout', () => outgoing.destroy(new Error('it does not answer')));
  outgoing.on('error', (error: NodeJS.ErrnoException) => reject(unreachable(error)));
  // Whoever asked is gone: what is still under way is for nobody.
  reply.raw.on('close', () => outgoing.destroy());
  sendBody(request, outgoing);
  return promise;
}

function sendBody({ body }: FastifyRequest, outgoing: ClientRequest): void {
  if (!isReadable(body)) {
    outgoing.end();
    return;
  }
  body.on('error', () => outgoing.destroy());
  body.pipe(outgoing);
}

function isReadable(body: unknown): body is Readable {
  return typeof (body as Readable | undefined)?.pipe === 'function';
}

function sendBack(answer: IncomingMessage, reply: FastifyReply): FastifyReply {
  for (const name of passedBack) {
    const value = answer.headers[name];
    if (value !== undefined) void reply.header(name, value);
  }
  return reply.status(answer.statusCode ?? 502).send(answer);
}

/** Who is signed in here is not asked to sign in again for it: that would lead back to where they are, for ever. */
function refusedToken(answer: IncomingMessage): Problem {
  answer.resume();
  return new Problem(
    502,
    'No answer',
    'the service behind the portal does not take its word for who is signed in: both need the same AUTH_KEY_FILE, or the same AUTH_JWKS_URL',
  );
}

const away = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

function unreachable(error: NodeJS.ErrnoException): Problem {
  if (away.has(error.code ?? '')) {
    return new Problem(
      503,
      'Not available',
      'the service behind the portal cannot be reached at the moment; try again',
    );
  }
  return new Problem(
    502,
    'No answer',
    'the service behind the portal broke off; look whether it was done, and try again',
  );
}
