import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { routes } from '#contracts/http/http.ts';
import type { Route } from '#contracts/http/http-route.ts';
import { wrongParameters } from '#contracts/query-values.ts';
import { unknownFields, unknownParameters } from '#contracts/reading/known-names.ts';
import type { SchemaViolation } from '#contracts/reading/violations.ts';
import { unstorable, unstorablePath } from '#contracts/text/storable.ts';
import { firstViolations } from '#domain/values/violation.ts';
import { createRateLimit } from './access/rate-limit.ts';
import { personOf } from './auth.guard.ts';
import { notUnderstood, Problem, TooManyRequests, wrongParameter } from './problem.filter.ts';

/** Refuses what no route can make sense of, before any of them does half of it. */
export class RequestGuard implements CanActivate {
  private readonly lookUps = createRateLimit();
  private readonly openLookUps = createRateLimit();

  constructor(private readonly lookUpsPerMinute: number) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    this.limit(request);
    refuseAddress(request.params as Readonly<Record<string, unknown>>);
    refuseAddress(request.query as Readonly<Record<string, unknown>>);
    refuseText(request.body);
    refuseSteps(request.params as Readonly<Record<string, unknown>>);
    composeAddress(request.params as Record<string, unknown>);
    composeAddress(request.query as Record<string, unknown>);
    refuseUnknownNames(request);
    return true;
  }

  /** By person, by address and in all: guessing is slow, whoever shares the work. */
  private limit(request: FastifyRequest): void {
    const perMinute = this.lookUpsPerMinute;
    const route = routeOf(request);
    if (perMinute === 0 || !route?.limited) return;
    const address = { who: `address ${request.ip}`, perMinute: perMinute * 5 };
    const all = { who: 'all', perMinute: perMinute * 50 };
    // What is open to everybody has a limit of its own: strangers take nothing away from people.
    const seconds = route.open
      ? this.openLookUps.take([{ ...address, perMinute }, all])
      : this.lookUps.take([{ who: `person ${personOf(request).email}`, perMinute }, address, all]);
    if (seconds !== undefined) throw new TooManyRequests('look-ups', seconds);
  }
}

function refuseAddress(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value))
      throw wrongParameter(name, {
        message: `${name} is given more than once`,
        limit: '1',
        actual: String(value.length),
        remedy: 'give it once',
      });
    if (unstorablePath(value) !== undefined) throw notUnderstood(`${name} ${unstorable}`);
  }
}

/** U5: `.` and `..` are steps in an address, which clients and gateways take out of it: nothing is ever called so. */
function refuseSteps(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (value === '.' || value === '..') throw notUnderstood(`${name} is ${value}, which is a step in an address`);
  }
}

/** O13: an address names the same thing in every spelling; bodies are composed where they are read. */
function composeAddress(parameters: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'string') parameters[name] = value.normalize('NFC');
  }
}

function refuseText(body: unknown): void {
  if (Buffer.isBuffer(body)) return;
  const path = unstorablePath(body);
  if (path === undefined) return;
  const message = `${path} ${unstorable}`;
  throw new Problem(422, 'Refused', message, [{ code: 'WRONG_FORMAT', path, message }]);
}

const routesByAddress = new Map(
  routes.map((route) => [`${route.method} ${route.path.replaceAll(/\{\w+\}/g, '{}')}`, route]),
);

/** The contract of the route that the router chose: a step that takes one of several words is the word. Pages have none. */
function routeOf({ method, params, routeOptions }: FastifyRequest): Route | undefined {
  const words = params as Readonly<Record<string, string>>;
  const address = routeOptions.url?.replaceAll(/:(\w+)(\([^)]*\))?/g, (_, name, choice) =>
    choice === undefined ? '{}' : (words[name] ?? ''),
  );
  return routesByAddress.get(`${method === 'HEAD' ? 'GET' : method} ${address}`);
}

/** Whether the body of a request is a document of another system: it reaches its route as the bytes that came. */
export function takesBytes(request: FastifyRequest): boolean {
  const bytes = routeOf(request)?.bytes;
  return bytes === 'always' || (bytes === 'with-sender' && senderOf(request) !== undefined);
}

/** Whom a request names as the sender of its document, in its address or in a header. */
export function senderOf({ query, headers }: FastifyRequest): string | undefined {
  const named = (query as Readonly<Record<string, unknown>>).sender ?? headers.sender;
  return typeof named === 'string' && named !== '' ? named : undefined;
}

/** What a command without a body has to say: whatever else is said would be left undone without a word. */
const nothing = z.object({});

/** Health is left alone: probes put into the address what they like. */
function refuseUnknownNames(request: FastifyRequest): void {
  const route = routeOf(request);
  if (!route || (route.open && route.method === 'GET')) return;
  const wrong = unknownParameters(request.query as object, Object.keys(route.query ?? {}));
  if (wrong.length > 0) throw unknownNames(400, 'Not understood', wrong);
  const values = wrongParameters(request.query as Readonly<Record<string, unknown>>, route.query ?? {});
  if (values.length > 0) throw unknownNames(400, 'Not understood', values);
  const schema = route.body === undefined ? nothing : route.body['application/json'];
  if (schema === undefined || typeof schema === 'string' || Buffer.isBuffer(request.body)) return;
  const fields = unknownFields(schema, request.body);
  if (fields.length > 0) throw unknownNames(422, 'Refused', fields);
}

function unknownNames(status: number, title: string, violations: readonly SchemaViolation[]): Problem {
  const told = firstViolations(violations);
  return new Problem(
    status,
    title,
    told.flatMap(({ message, remedy }) => [message, remedy ?? []].flat()).join('; '),
    told,
  );
}
