import { type CanActivate, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Authenticator, NotSignedIn, type Person } from './access/auth.ts';
import { createRateLimit } from './access/rate-limit.ts';
import { TooManyRequests } from './problem.filter.ts';

const publicRoute = Symbol('public route');

/** Marks a route that needs nobody signed in, as its contract says with `open`. */
export const Public = () => SetMetadata(publicRoute, true);

/** The signed-in person, as a parameter of a route's method. */
export const SignedIn = createParamDecorator((_: unknown, context: ExecutionContext): Person => {
  return personOf(context.switchToHttp().getRequest());
});

const people = new WeakMap<FastifyRequest, Person>();

/** @throws NotSignedIn */
export function personOf(request: FastifyRequest): Person {
  const person = people.get(request);
  if (!person) throw new NotSignedIn('sign in first');
  return person;
}

/** Lets nobody in without a bearer token, on every route that is not marked {@link Public}. */
export class AuthGuard implements CanActivate {
  private readonly refusals = createRateLimit();

  /** @param perMinute look-ups of one person; so many times ten refused tokens of one address are told apart */
  constructor(
    private readonly authenticator: Authenticator,
    private readonly perMinute: number,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    if (Reflect.getMetadata(publicRoute, context.getHandler()) === true) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) {
      throw new NotSignedIn('send a bearer token: npm run token -- you@example.com makes one');
    }
    try {
      people.set(request, await this.authenticator.verify(token));
    } catch (error) {
      if (error instanceof NotSignedIn) this.countRefusal(request.ip);
      throw error;
    }
    return true;
  }

  // Only refused tokens count, and a good one is never turned away: people behind one proxy share its address.
  private countRefusal(address: string): void {
    if (this.perMinute === 0) return;
    const seconds = this.refusals.take([{ who: address, perMinute: this.perMinute * 10 }]);
    if (seconds !== undefined) throw new TooManyRequests('tokens that are not valid', seconds);
  }
}
