import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { routes } from '#contracts/http.ts';
import type { Route } from '#contracts/http-route.ts';
import { unknownFields, unknownParameters } from '#contracts/known-names.ts';
import { unstorable, unstorablePath } from '#contracts/storable.ts';
import { Problem } from './problem.filter.ts';

/** Refuses what no route can make sense of, before any of them does half of it. */
export class RequestGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    refuseAddress(request.params as Readonly<Record<string, unknown>>);
    refuseAddress(request.query as Readonly<Record<string, unknown>>);
    refuseText(request.body);
    refuseUnknownNames(request);
    return true;
  }
}

function refuseAddress(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value)) throw new Problem(400, 'Not understood', `${name} is given more than once`);
    if (unstorablePath(value) !== undefined) throw new Problem(400, 'Not understood', `${name} ${unstorable}`);
  }
}

function refuseText(body: unknown): void {
  const path = unstorablePath(body);
  if (path === undefined) return;
  const message = `${path} ${unstorable}`;
  throw new Problem(422, 'Refused', message, [{ code: 'WRONG_FORMAT', path, message }]);
}

/** Routes by method and by the number of steps in their address, each with the pattern that the address has to fit. */
const routesByLength = Map.groupBy(
  routes.map((route) => ({ route, pattern: patternOf(route.path) })),
  ({ route }) => lengthKey(route.method, route.path),
);

function lengthKey(method: string, address: string): string {
  return `${method} ${address.split('/').length}`;
}

function patternOf(path: string): RegExp {
  const steps = path.split(/\{\w+\}/).map((fixed) => fixed.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${steps.join('[^/]+')}$`);
}

/** The contract of the route that answers; where two fit, the one with fewer parameters. Pages have none. */
function routeOf({ method, url }: FastifyRequest): Route | undefined {
  const address = url.split('?')[0] ?? '';
  const verb = method === 'HEAD' ? 'GET' : method;
  const fitting = (routesByLength.get(lengthKey(verb, address)) ?? []).filter(({ pattern }) => pattern.test(address));
  const parameters = ({ path }: Route): number => path.split('{').length;
  return fitting.map(({ route }) => route).sort((one, other) => parameters(one) - parameters(other))[0];
}

/** Health is left alone: probes put into the address what they like. */
function refuseUnknownNames(request: FastifyRequest): void {
  const route = routeOf(request);
  if (!route || route.open) return;
  const wrong = unknownParameters(request.query as object, Object.keys(route.query ?? {}));
  if (wrong.length > 0) throw new Problem(400, 'Not understood', textOf(wrong), wrong);
  const schema = route.body?.['application/json'];
  if (schema === undefined || typeof schema === 'string') return;
  const fields = unknownFields(schema, request.body);
  if (fields.length > 0) throw new Problem(422, 'Refused', textOf(fields), fields);
}

function textOf(violations: readonly { readonly message: string; readonly remedy?: string }[]): string {
  return violations.map(({ message, remedy }) => `${message}; ${remedy}`).join('; ');
}
