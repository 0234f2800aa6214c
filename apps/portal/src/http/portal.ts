import type { FastifyError, FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '#runtime/http/access/access.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { revocationsOf } from '#runtime/http/access/revoked-tokens.ts';
import { notFound, problemOf, sendProblem, TooManyRequests } from '#runtime/http/problem.filter.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { ProcessContext } from '#runtime/process/process.context.ts';
import { Listeners } from '../live/listeners.ts';
import { addLive } from '../live/stream.ts';
import { DemoPeople } from '../people/demo.ts';
import { People } from '../people/people.store.ts';
import { SignInTries } from '../people/sign-in-tries.ts';
import { portalSettings } from '../portal.settings.ts';
import { createProvider, type Provider } from '../provider/provider.ts';
import { providerTokens } from '../provider/provider-tokens.ts';
import { sessionCookie } from '../session/cookie.ts';
import { Preferences } from '../session/preferences.store.ts';
import { viewSession } from '../session/session-view.ts';
import { type Session, Sessions } from '../session/sessions.ts';
import { createApiClient } from './api-client.ts';
import { readAssets } from './assets.ts';
import { readFonts } from './fonts.ts';
import { addForms } from './forms.ts';
import { addOwnRoutes } from './own-routes.ts';
import { createPages, type Pages } from './pages.ts';
import { addProviderSignIn } from './provider-sign-in.ts';
import { addProxy } from './proxy.ts';
import { addPortalHeaders } from './security.ts';
import { addShell } from './shell.ts';
import { addSignIn } from './sign-in.ts';
import { checkWrite, createVisitors } from './visitors.ts';

export interface PortalNeeds {
  readonly process: ProcessContext;
  readonly database: Database;
  readonly access: Access;
  /** Where this process answers, once it does. */
  readonly ownUrl: () => URL;
}

/** For so long a token of a person is good that goes with a request. */
const tokenHours = 5 / 60;

/** Everything that the portal answers, as one plugin with headers, sessions and errors of its own. */
export function createPortal({ process, database, access, ownUrl }: PortalNeeds): FastifyPluginCallback {
  const { settings } = process;
  const hasProvider = settings.openId !== undefined;
  const people = new People(database);
  const demo = new DemoPeople(settings, database, people);
  const [sessions, preferences] = [new Sessions(database), new Preferences(database)];
  const [cookie, tries] = [sessionCookie(settings.publicUrl), new SignInTries(database)];
  const visitors = createVisitors(sessions, cookie, hasProvider ? () => false : revocationsOf(settings.authKeyFile));
  const { apiUrl } = settings.of(portalSettings);
  const provider = providerOf(process);
  const ownToken = ({ email }: Session) => issueToken(email, settings.authKeyFile, new Date(), tokenHours);
  const tokenFor = provider ? providerTokens(provider, sessions) : ownToken;
  const api = createApiClient(apiUrl === undefined ? ownUrl : () => new URL(apiUrl), tokenFor);
  const assets = readAssets();
  const listeners = new Listeners(database, process.log);
  const fonts = readFonts();
  const pages = createPages({ assets, fonts: fonts.version, demo, hasProvider });
  const view = (session: Session, language: string) =>
    viewSession(session, language, { access, api, preferences, demo, hasProvider });

  return (portal, _options, done) => {
    portal.addHook('onRequest', addPortalHeaders);
    portal.addHook('onReady', () => listeners.start());
    portal.addHook('preClose', async () => listeners.stop());
    portal.setErrorHandler(errorHandler(process, pages));
    portal.get('/assets/:name', (request, reply) => {
      const { name } = request.params as { name: string };
      const sent = assets.send(request, reply, name) ?? fonts.send(reply, name);
      if (!sent) throw notFound(`file ${name}`);
      return sent;
    });
    portal.register((known: FastifyInstance, _none: object, ready: () => void) => {
      known.addHook('onRequest', (request) => visitors.meet(request));
      known.addHook('onRequest', async (request) => checkWrite(request, visitors, settings.publicUrl));
      addForms(known);
      const signingIn = { sessions, preferences, cookie, visitors, pages };
      if (hasProvider) addProviderSignIn(known, { ...signingIn, provider, publicUrl: settings.publicUrl });
      else addSignIn(known, { ...signingIn, people, demo, tries });
      addLive(known, { listeners, sessions, access, signedIn: visitors.signedIn });
      addOwnRoutes(known, { people: hasProvider ? undefined : people, tries, sessions, preferences, visitors, view });
      addProxy(known, api, visitors.signedIn);
      addShell(known, { api, pages, visitors, view });
      ready();
    });
    done();
  };
}

/** The OpenID provider, where there is one and the portal is known to it. */
function providerOf({ settings, authenticator }: ProcessContext): Provider | undefined {
  const { openId, publicUrl } = settings;
  const { clientId, clientSecret } = settings.of(portalSettings);
  if (openId === undefined || clientId === undefined) return undefined;
  const [redirectUri, afterSignOut] = [`${publicUrl}/auth/callback`, `${publicUrl}/sign-in`];
  const asked = { issuer: openId.issuer, clientId, clientSecret, redirectUri, afterSignOut };
  return createProvider(asked, (token) => authenticator.verify(token));
}

/** Pages answer people with a page, everything else with a problem document. */
function errorHandler({ log }: ProcessContext, pages: Pages) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = problemOf(error, request, log);
    if (problem instanceof TooManyRequests) void reply.header('retry-after', String(problem.seconds));
    const isPage = /text\/html/.test(request.headers.accept ?? '') && !request.url.startsWith('/portal/api/');
    if (!isPage) return sendProblem(reply, problem);
    return pages.error(request, reply.status(problem.status), problem);
  };
}
