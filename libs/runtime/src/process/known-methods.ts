import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { Problem, sendProblem } from '../http/problem.filter.ts';

/**
 * An address that is there, asked with a method that it does not have, is told so: 405 with `Allow`, and not that there is nothing.
 * Before the body is read and whoever asks: which addresses there are is published (`/api/openapi.json`).
 *
 * Has to be called before the routes are registered.
 */
export function tellKnownMethods(fastify: FastifyInstance): void {
  const known: KnownRoute[] = [];
  fastify.addHook('onRoute', ({ url, method }: RouteOptions) => {
    // What answers every address answers none of its own.
    if (!url.includes('*')) known.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.is404) return undefined;
    const allowed = methodsOf(known, request.url);
    if (allowed.length === 0) return undefined;
    return sendProblem(reply.header('allow', allowed.join(', ')), wrongMethod(request.method, allowed));
  });
}

interface KnownRoute {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

function methodsOf(known: readonly KnownRoute[], url: string): string[] {
  const [path = ''] = url.split(/[?#]/, 1);
  const methods = known.flatMap(({ pattern, methods: of }) => (pattern.test(path) ? of : []));
  return [...new Set(methods)].sort();
}

/** `/api/entitlements/:id/certificate.pdf` and `/api/transfer-cases/:id/:step(approve|refuse)` as the addresses that they are. */
function patternOf(url: string): RegExp {
  const steps = url
    .split(/(:\w+(?:\([^)]*\))?)/)
    .map((part) =>
      part.startsWith(':') ? (/\((.*)\)$/.exec(part)?.[1] ?? '[^/]+') : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
  return new RegExp(`^${steps.map((step) => `(?:${step})`).join('')}$`);
}

function wrongMethod(method: string, allowed: readonly string[]): Problem {
  return new Problem(405, 'Not allowed', `${method} is none of what this address answers: ${allowed.join(', ')}`);
}
