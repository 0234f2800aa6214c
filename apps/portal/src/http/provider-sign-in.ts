import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotSignedIn } from '#runtime/http/access/auth.ts';
import type { Begun, Provider } from '../provider/provider.ts';
import { tokensOf } from '../provider/provider-tokens.ts';
import { seal } from '../provider/sealed.ts';
import { cookieNamed, type SessionCookie } from '../session/cookie.ts';
import { keepLanguage } from '../session/language.ts';
import type { Preferences } from '../session/preferences.store.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Pages } from './pages.ts';
import { ownPage } from './security.ts';
import type { Visitors } from './visitors.ts';

interface ProviderParts {
  /** Undefined while AUTH_CLIENT_ID is not set. */
  readonly provider: Provider | undefined;
  readonly publicUrl: string;
  readonly sessions: Sessions;
  readonly preferences: Preferences;
  readonly cookie: SessionCookie;
  readonly visitors: Visitors;
  readonly pages: Pages;
}

/** Within which somebody signs in at the provider. */
const patienceSeconds = 600;

/** Signing in with an OpenID provider (P1): no password is known here, and no page has a form. */
export function addProviderSignIn(scope: FastifyInstance, parts: ProviderParts): void {
  const { provider, publicUrl, sessions, cookie, visitors, pages } = parts;
  const isSecure = publicUrl.startsWith('https://');
  const name = isSecure ? '__Host-seatwright-begun' : 'seatwright-begun';
  const begunCookie = (value: string, seconds: number) =>
    `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}; Max-Age=${seconds}`;
  const started = (): Provider => {
    if (provider) return provider;
    throw new NotSignedIn('AUTH_CLIENT_ID is not set: the portal is no client of the OpenID provider yet');
  };

  scope.get('/sign-in', async (request, reply) => {
    const returnTo = ownPage((request.query as { return?: unknown }).return);
    if (visitors.sessionOf(request)) return reply.redirect(returnTo, 303);
    return await pages.signIn(request, reply, { returnTo });
  });

  scope.get('/auth/start', async (request, reply) => {
    const returnTo = ownPage((request.query as { return?: unknown }).return);
    const { address, begun } = await started().begin(returnTo);
    const value = Buffer.from(JSON.stringify(begun)).toString('base64url');
    return reply.header('set-cookie', begunCookie(value, patienceSeconds)).redirect(address.href, 303);
  });

  scope.get('/auth/callback', async (request, reply) => {
    const begun = begunOf(cookieNamed(name, request.headers.cookie));
    const { email, name: called, tokens } = await started().finish(new URL(request.url, publicUrl), begun);
    const before = visitors.sessionOf(request);
    if (before) await sessions.endToken(before.token);
    const agent = request.headers['user-agent'] ?? '';
    const sealed = (token: string) => seal(tokens, token);
    const session = await sessions.begin({ email, name: called, address: request.ip, agent, seal: sealed });
    const { language } = await parts.preferences.settings(email);
    if (language) keepLanguage(reply, language);
    void reply.header('set-cookie', [cookie.write(session.token), begunCookie('', 0)]);
    return reply.redirect(ownPage(begun.returnTo), 303);
  });

  scope.post('/portal/sign-out', (request, reply) => signOut(parts, request, reply));
}

async function signOut(
  { provider, sessions, cookie, visitors }: ProviderParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const session = visitors.signedIn(request);
  await sessions.endToken(session.token);
  // Whoever is out here is out, whether the provider can be reached or not.
  const next = await provider?.signOutAddress(tokensOf(session)).catch(() => undefined);
  return reply.header('set-cookie', cookie.clear).send({ next: next ?? '/sign-in' });
}

function begunOf(value: string | undefined): Begun {
  try {
    const begun = JSON.parse(Buffer.from(value ?? '', 'base64url').toString()) as Begun;
    if (typeof begun.state === 'string' && typeof begun.nonce === 'string' && typeof begun.verifier === 'string')
      return begun;
  } catch {
    // It is told below.
  }
  throw new NotSignedIn('this sign-in was not begun in this browser, or more than ten minutes ago; sign in again');
}
