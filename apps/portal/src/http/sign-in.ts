import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import { recordedEmail } from '#contracts/text/primitives.ts';
import type { DemoPeople } from '../people/demo.ts';
import { passwordTrouble } from '../people/password.ts';
import type { People } from '../people/people.store.ts';
import type { SignInTries } from '../people/sign-in-tries.ts';
import type { SessionCookie } from '../session/cookie.ts';
import { keepLanguage, languageOf } from '../session/language.ts';
import type { Preferences } from '../session/preferences.store.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Pages } from './pages.ts';
import { ownPage } from './security.ts';
import type { Visitors } from './visitors.ts';
import type { GuestTexts } from './words/en.ts';
import { guestTexts } from './words/guest-texts.ts';

interface SignInParts {
  readonly people: People;
  readonly demo: DemoPeople;
  readonly tries: SignInTries;
  readonly sessions: Sessions;
  readonly preferences: Preferences;
  readonly cookie: SessionCookie;
  readonly visitors: Visitors;
  readonly pages: Pages;
}

type Fields = Readonly<Record<string, unknown>>;

/** Signing in with a password of our own (P1), on pages that need no script. */
export function addSignIn(scope: FastifyInstance, parts: SignInParts): void {
  const { people, demo, sessions, cookie, visitors, pages } = parts;

  scope.get('/sign-in', async (request, reply) => {
    const { return: asked, as } = request.query as Fields;
    const session = visitors.sessionOf(request);
    if (session) return reply.redirect(ownPage(asked), 303);
    const [who] = (await demo.offeredTo(request)).filter(({ email }) => email === as);
    return await pages.signIn(request, reply, { returnTo: ownPage(asked), email: who?.email, password: who?.password });
  });

  scope.post('/portal/sign-in', async (request, reply) => {
    const { email: typed, password, return: asked } = fieldsOf(request);
    const email = mailboxOf(text(typed).trim());
    const returnTo = ownPage(asked);
    const wait = await parts.tries.take(email, request.ip);
    if (wait !== undefined) {
      void reply.header('retry-after', String(wait)).status(429);
      const error = textsFor(request).wait(wait);
      return await pages.signIn(request, reply, { returnTo, email, error });
    }
    if (!(await isRight(parts, request, email, text(password)))) {
      void reply.status(401);
      const error = textsFor(request).wrong;
      return await pages.signIn(request, reply, { returnTo, email, error });
    }
    await parts.tries.forget(email, request.ip);
    return await enter(parts, request, reply, email, returnTo);
  });

  scope.post('/portal/sign-out', async (request, reply) => {
    await sessions.endToken(visitors.signedIn(request).token);
    return reply.header('set-cookie', cookie.clear).send({ next: '/sign-in' });
  });

  scope.get('/set-password', async (request, reply) => {
    const token = text((request.query as Fields).token);
    const email = await people.whoseLink(token);
    if (email === undefined) void reply.status(404);
    return pages.setPassword(request, reply, { token, email });
  });

  scope.post('/set-password', async (request, reply) => {
    const { token: given, password: typed, again } = fieldsOf(request);
    const [token, password] = [text(given), text(typed)];
    const email = await people.whoseLink(token);
    if (email === undefined) return pages.setPassword(request, reply.status(404), { token, email });
    const error = troubleOf(textsFor(request), password, text(again), email);
    if (error !== undefined) return pages.setPassword(request, reply.status(422), { token, email, error });
    if ((await people.setByLink(token, password)) === undefined)
      return pages.setPassword(request, reply.status(404), { token, email: undefined });
    return await enter(parts, request, reply, email, '/');
  });
}

/** A session of its own for whoever has just shown who they are; the one of before, if any, ends. */
async function enter(
  { sessions, preferences, cookie, visitors }: SignInParts,
  request: FastifyRequest,
  reply: FastifyReply,
  email: string,
  returnTo: string,
): Promise<FastifyReply> {
  const before = visitors.sessionOf(request);
  if (before) await sessions.endToken(before.token);
  const session = await sessions.begin({ email, address: request.ip, agent: request.headers['user-agent'] ?? '' });
  const { language } = await preferences.settings(email);
  if (language) keepLanguage(reply, language);
  return reply.header('set-cookie', cookie.write(session.token)).redirect(returnTo, 303);
}

/** Both are looked at in any case: how long it takes tells nobody who there is. */
async function isRight(parts: SignInParts, request: FastifyRequest, email: string, password: string): Promise<boolean> {
  const isTheirs = await parts.people.isPasswordOf(email, password);
  const isDemo = await parts.demo.isOffered(request, email, password);
  return recordedEmail.safeParse(email).success && (isTheirs || isDemo);
}

/** What is wrong with a password that was typed twice, in words. */
function troubleOf(words: GuestTexts, password: string, again: string, email: string): string | undefined {
  if (password !== again) return words.different;
  const trouble = passwordTrouble(password, email);
  return trouble && words.trouble(trouble);
}

const textsFor = (request: FastifyRequest) => guestTexts(languageOf(request));

function fieldsOf({ body }: FastifyRequest): Fields {
  return typeof body === 'object' && body !== null ? (body as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 1000) : '';
}
