import type { FastifyInstance, FastifyRequest } from 'fastify';
import { beginSpan, fails, isTracing, SpanKind, within } from '../environment/tracing/spans.ts';

type Span = ReturnType<typeof beginSpan>;

/** What is asked for all the time and tells nothing of anybody's work. */
const untraced = /^\/(health|metrics)\b/;

/**
 * A span for each request, in the trace that its `traceparent` names. It says which route was asked and how it was answered; the address
 * itself has ids and searches of people in it, and stays out.
 */
export function traceRequests(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isTracing() && !untraced.test(request.url)) spans.set(request, begin(request));
    done();
  });
  // After the body has been read: what reads it leaves the context of whoever began.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) within(span, done);
    else done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (span && reply.statusCode >= 500) fails(span);
    span?.end();
    done();
  });
}

function begin({ method, routeOptions, headers }: FastifyRequest): Span {
  const route = routeOptions.url;
  const { traceparent } = headers;
  return beginSpan(route === undefined ? method : `${method} ${route}`, {
    kind: SpanKind.SERVER,
    parent: typeof traceparent === 'string' ? traceparent : undefined,
    attributes: { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) },
  });
}
