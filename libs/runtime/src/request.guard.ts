import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
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
