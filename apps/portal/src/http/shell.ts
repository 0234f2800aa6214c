import type { FastifyInstance } from 'fastify';
import { pageAt } from '../browser/addresses.ts';
import { languageOf } from '../session/language.ts';
import type { SessionView } from '../session/session-view.ts';
import type { Session } from '../session/sessions.ts';
import type { ApiClient } from './api-client.ts';
import type { Pages } from './pages.ts';
import type { Visitors } from './visitors.ts';

interface ShellParts {
  readonly api: ApiClient;
  readonly pages: Pages;
  readonly visitors: Visitors;
  readonly view: (session: Session, language: string) => Promise<SessionView>;
}

/** What is no page, whoever asks. */
const noPage = /^\/(portal|api|assets|health|metrics|auth|\.well-known)(\/|$)|^\/[^/]+\.\w+$/;

/** What older links are called now. */
const moved: readonly (readonly [RegExp, string])[] = [[/^\/transfer-cases\//, '/cases/']];

/** Every address of the application is answered with its shell, which brings the first answers along (R1). */
export function addShell(scope: FastifyInstance, { api, pages, visitors, view }: ShellParts): void {
  scope.get('/*', async (request, reply) => {
    const [path = '/', ...search] = request.url.split('?');
    if (noPage.test(path)) return reply.callNotFound();
    for (const [old, current] of moved) {
      if (old.test(request.url)) return reply.redirect(request.url.replace(old, current), 303);
    }
    const session = visitors.sessionOf(request);
    const page = pageAt(path, search.join('?'));
    if (!session) {
      if (path === '/verify') return pages.shell(request, reply, { session: null, answers: {} });
      return reply.redirect(`/sign-in?return=${encodeURIComponent(request.url)}`, 303);
    }
    if (!page) void reply.status(404);
    const first = await Promise.all([view(session, languageOf(request)), answersTo(api, session, page?.data ?? [])]);
    return pages.shell(request, reply, { session: first[0], answers: first[1] });
  });
}

async function answersTo(
  api: ApiClient,
  session: Session,
  wanted: readonly string[],
): Promise<Record<string, unknown>> {
  const answers = await Promise.all(
    wanted
      .filter((address) => address.startsWith('/api/'))
      .map(async (address) => [address, await api.read(session, address)] as const),
  );
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined));
}
