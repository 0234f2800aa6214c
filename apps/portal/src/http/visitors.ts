import type { FastifyRequest } from 'fastify';
import { NotSignedIn } from '#runtime/http/access/auth.ts';
import { forbidden } from '#runtime/http/problem.filter.ts';
import type { SessionCookie } from '../session/cookie.ts';
import { isCsrfOf, type Session, type Sessions } from '../session/sessions.ts';
import { isOurs, isWrite } from './security.ts';

/** Who is behind each request. */
export interface Visitors {
  /** Finds the session of a request's cookie; to be asked once a request, before it is looked at. */
  meet(request: FastifyRequest): Promise<void>;
  sessionOf(request: FastifyRequest): Session | undefined;
  /** @throws NotSignedIn */
  signedIn(request: FastifyRequest): Session;
}

/** @param isRevoked whether what a person was given before an instant (in seconds) no longer counts */
export function createVisitors(
  sessions: Sessions,
  cookie: SessionCookie,
  isRevoked: (facts: { email: string; issuedAt: number }) => boolean,
): Visitors {
  const met = new WeakMap<FastifyRequest, Session>();
  return {
    async meet(request) {
      const session = await sessions.find(cookie.read(request.headers.cookie));
      if (!session || isRevoked({ email: session.email, issuedAt: Math.floor(session.signedInAt) })) return;
      met.set(request, session);
    },
    sessionOf: (request) => met.get(request),
    signedIn(request) {
      const session = met.get(request);
      if (!session) throw new NotSignedIn('sign in first');
      return session;
    },
  };
}

/** Routes that people use who are not signed in: what they send is told apart by where it comes from alone. */
const forGuests = new Set(['/portal/sign-in', '/set-password']);

/**
 * Every write has to come from a page of ours, and whoever is signed in has to bring the token of their session along: a cookie alone does
 * nothing.
 * @throws NotSignedIn
 * @throws Problem 403
 */
export function checkWrite(request: FastifyRequest, visitors: Visitors, publicUrl: string): void {
  if (!isWrite(request)) return;
  if (!isOurs(request, publicUrl)) {
    throw forbidden('this does not come from a page of the portal: send Sec-Fetch-Site: same-origin, or its Origin');
  }
  if (forGuests.has(request.routeOptions.url ?? '')) return;
  if (!isCsrfOf(visitors.signedIn(request), request.headers['x-csrf-token'])) {
    throw forbidden('X-CSRF-Token is not that of your session: GET /portal/session tells it as csrf');
  }
}
