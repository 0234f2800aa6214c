import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bodyOf } from '#runtime/http/body.ts';
import { notFound, Problem, rulesBroken, TooManyRequests } from '#runtime/http/problem.filter.ts';
import { passwordTrouble } from '../people/password.ts';
import type { People } from '../people/people.store.ts';
import type { SignInTries } from '../people/sign-in-tries.ts';
import { keepLanguage, languageOf } from '../session/language.ts';
import { personSettings } from '../session/person-settings.ts';
import type { Preferences } from '../session/preferences.store.ts';
import type { SessionView } from '../session/session-view.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import type { Visitors } from './visitors.ts';
import { guestTexts } from './words/guest-texts.ts';

interface OwnParts {
  /** Undefined with an OpenID provider: nobody has a password here. */
  readonly people: People | undefined;
  readonly tries: SignInTries;
  readonly sessions: Sessions;
  readonly preferences: Preferences;
  readonly visitors: Visitors;
  readonly view: (session: Session, language: string) => Promise<SessionView>;
}

const newPassword = z.strictObject({ current: z.string().max(1000), password: z.string().max(1000) });
const savedView = z.record(z.string(), z.unknown());
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const pageName = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** As much as columns, filters and a name need. */
const mostViewBytes = 16_384;

/** What people settle about themselves: session, password, settings, views. */
export function addOwnRoutes(scope: FastifyInstance, parts: OwnParts): void {
  const { sessions, preferences, visitors } = parts;
  const signedIn = (request: FastifyRequest) => visitors.signedIn(request);
  const named = (request: FastifyRequest, name: string) =>
    (request.params as Readonly<Record<string, string>>)[name] ?? '';

  scope.get('/portal/session', (request) => parts.view(signedIn(request), languageOf(request)));

  scope.post('/portal/password', async (request, reply) => {
    if (!parts.people) throw notFound('password');
    await changePassword(parts.people, parts, request);
    return reply.status(204).send();
  });

  scope.get('/portal/settings', (request) => preferences.settings(signedIn(request).email));
  scope.route({
    method: ['POST', 'PUT', 'PATCH'],
    url: '/portal/settings',
    handler: async (request, reply) => {
      const change = bodyOf(personSettings, request.body);
      const settled = await preferences.change(signedIn(request).email, change);
      if (change.language !== undefined) keepLanguage(reply, change.language);
      return settled;
    },
  });

  scope.get('/portal/sessions', async (request) => ({ items: await sessions.list(signedIn(request)) }));
  scope.delete('/portal/sessions', async (request) => {
    const { email, id } = signedIn(request);
    return { ended: await sessions.end(email, { allBut: id }) };
  });
  scope.delete('/portal/sessions/:id', async (request) => {
    const id = named(request, 'id');
    const ended = uuid.test(id) ? await sessions.end(signedIn(request).email, { id }) : 0;
    if (ended === 0) throw notFound(`session ${id}`);
    return { ended };
  });

  const page = (request: FastifyRequest) => {
    const name = named(request, 'page');
    if (!pageName.test(name)) throw notFound(`page ${name}`);
    return name;
  };
  scope.get('/portal/views/:page', async (request, reply) =>
    reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(await preferences.view(signedIn(request).email, page(request)))),
  );
  scope.put('/portal/views/:page', async (request, reply) => {
    const view = bodyOf(savedView, request.body);
    const bytes = Buffer.byteLength(JSON.stringify(view));
    if (bytes > mostViewBytes) throw tooLarge(bytes);
    if (!(await preferences.saveView(signedIn(request).email, page(request), view))) {
      throw new Problem(409, 'Refused', 'you have as many views as are kept for one person; take one away first');
    }
    return reply.status(204).send();
  });
  scope.delete('/portal/views/:page', async (request, reply) => {
    await preferences.dropView(signedIn(request).email, page(request));
    return reply.status(204).send();
  });
}

function tooLarge(bytes: number): Problem {
  const told = { path: '', limit: String(mostViewBytes), actual: String(bytes) };
  const message = `the view has ${bytes} bytes; at most ${mostViewBytes} are kept`;
  return rulesBroken([{ code: 'TOO_LARGE', message, ...told }]);
}

async function changePassword(people: People, { tries, visitors }: OwnParts, request: FastifyRequest): Promise<void> {
  const { email, id } = visitors.signedIn(request);
  const { current, password } = bodyOf(newPassword, request.body);
  const seconds = await tries.take(email, request.ip);
  if (seconds !== undefined) throw new TooManyRequests('tries', seconds);
  if (!(await people.isPasswordOf(email, current))) {
    const message = 'that is not your password as it is now';
    throw rulesBroken([{ code: 'WRONG_PASSWORD', path: 'current', message }]);
  }
  await tries.forget(email, request.ip);
  const trouble = passwordTrouble(password, email);
  if (trouble === undefined) return await people.setPassword(email, password, id);
  const message = guestTexts('en').trouble(trouble);
  throw rulesBroken([{ code: 'WEAK_PASSWORD', path: 'password', message }]);
}
