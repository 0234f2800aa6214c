import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DemoPeople, OfferedPerson } from '../people/demo.ts';
import { passwordLength } from '../people/password.ts';
import type { SessionView } from '../session/session-view.ts';
import type { Assets } from './assets.ts';
import { pageTemplate } from './templates.ts';

/** What the first page brings along for the application. */
export interface FirstData {
  readonly session: SessionView | null;
  readonly answers: Readonly<Record<string, unknown>>;
}

export interface SignInPage {
  readonly returnTo: string;
  readonly email?: string;
  readonly password?: string;
  readonly error?: string;
}

export interface SetPasswordPage {
  readonly token: string;
  /** Whose link it is; undefined when it no longer works. */
  readonly email: string | undefined;
  readonly error?: string;
}

/** The pages that the server writes: the shell of the application, and what is no application. */
export interface Pages {
  shell(reply: FastifyReply, first: FirstData): FastifyReply;
  signIn(request: FastifyRequest, reply: FastifyReply, page: SignInPage): Promise<FastifyReply>;
  setPassword(request: FastifyRequest, reply: FastifyReply, page: SetPasswordPage): FastifyReply;
  error(reply: FastifyReply, problem: { readonly title: string; readonly detail: string }): FastifyReply;
}

interface PageParts {
  readonly assets: Assets;
  readonly demo: DemoPeople;
  /** Where people sign in with an OpenID provider, if there is one. */
  readonly hasProvider: boolean;
}

export function createPages({ assets, demo, hasProvider }: PageParts): Pages {
  const { app, pageStyle, icon } = assets;
  const shell = pageTemplate<ShellData>('shell');
  const signIn = pageTemplate<SignInData>('sign-in');
  const setPassword = pageTemplate<SetPasswordData>('set-password');
  const error = pageTemplate<{ pageStyle: string; icon: string; title: string; detail: string }>('error');
  const send = (reply: FastifyReply, html: string) => reply.type('text/html; charset=utf-8').send(html);
  return {
    shell: (reply, first) =>
      send(reply, shell({ first, lang: first.session?.locale ?? 'en', app: app ?? null, pageStyle, icon })),
    async signIn(request, reply, { returnTo, email = '', password = '', error = '' }) {
      const offered = hasProvider ? [] : await demo.offeredTo(request);
      const returnQuery = encodeURIComponent(returnTo);
      return send(
        reply,
        signIn({ pageStyle, icon, returnTo, returnQuery, email, password, error, people: offered, hasProvider }),
      );
    },
    setPassword: (_request, reply, { token, email = '', error = '' }) =>
      send(reply, setPassword({ pageStyle, icon, token, email, error, least: passwordLength.least })),
    error: (reply, { title, detail }) => send(reply, error({ pageStyle, icon, title, detail })),
  };
}

interface ShellData {
  readonly first: FirstData;
  readonly lang: string;
  readonly app: Assets['app'] | null;
  readonly pageStyle: string;
  readonly icon: string;
}

interface SignInData extends Required<SignInPage> {
  readonly pageStyle: string;
  readonly icon: string;
  readonly returnQuery: string;
  readonly people: readonly OfferedPerson[];
  readonly hasProvider: boolean;
}

interface SetPasswordData {
  readonly pageStyle: string;
  readonly icon: string;
  readonly token: string;
  readonly email: string;
  readonly error: string;
  readonly least: number;
}
