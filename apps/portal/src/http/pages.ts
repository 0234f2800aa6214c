import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DemoPeople, OfferedPerson } from '../people/demo.ts';
import { passwordLength } from '../people/password.ts';
import { keepAskedLanguage, languageOf } from '../session/language.ts';
import type { SessionView } from '../session/session-view.ts';
import type { Assets } from './assets.ts';
import { pageTemplate } from './templates.ts';
import type { GuestTexts } from './words/en.ts';
import { guestTexts, otherLanguages } from './words/guest-texts.ts';

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

/** The pages that the server writes, in the reader's language: the shell of the application, and what is no application. */
export interface Pages {
  shell(request: FastifyRequest, reply: FastifyReply, first: FirstData): FastifyReply;
  signIn(request: FastifyRequest, reply: FastifyReply, page: SignInPage): Promise<FastifyReply>;
  setPassword(request: FastifyRequest, reply: FastifyReply, page: SetPasswordPage): FastifyReply;
  error(request: FastifyRequest, reply: FastifyReply, problem: ShownProblem): FastifyReply;
}

/** What went wrong, as the services say it. */
interface ShownProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

interface PageParts {
  readonly assets: Assets;
  /** Version of the fonts. */
  readonly fonts: string;
  readonly demo: DemoPeople;
  /** Where people sign in with an OpenID provider, if there is one. */
  readonly hasProvider: boolean;
}

/** What each page has: its language and texts, its style and its icon. */
interface Common {
  readonly lang: string;
  readonly t: GuestTexts;
  readonly others: ReturnType<typeof otherLanguages>;
  readonly pageStyle: string;
  readonly icon: string;
}

export function createPages({ assets, fonts, demo, hasProvider }: PageParts): Pages {
  const { app, pageStyle, icon, reasons } = assets;
  const shell = pageTemplate<ShellData>('shell');
  const signIn = pageTemplate<SignInData>('sign-in');
  const setPassword = pageTemplate<SetPasswordData>('set-password');
  const error = pageTemplate<Common & { title: string; detail: string; detailLang: string }>('error');
  const send = (reply: FastifyReply, html: string) => reply.type('text/html; charset=utf-8').send(html);
  const common = (request: FastifyRequest, reply: FastifyReply, lang = languageOf(request)): Common => {
    keepAskedLanguage(request, reply);
    return { lang, t: guestTexts(lang), others: otherLanguages(lang), pageStyle, icon };
  };
  return {
    shell: (request, reply, first) => {
      const words = common(request, reply, first.session?.locale);
      const [language = ''] = words.lang.toLowerCase().split('-');
      return send(reply, shell({ ...words, first, app: app ?? null, fonts, reasons: reasons[language] }));
    },
    async signIn(request, reply, { returnTo, email = '', password = '', error = '' }) {
      const offered = hasProvider ? [] : await demo.offeredTo(request);
      const words = common(request, reply);
      const people = offered.map((one) => ({ ...one, who: words.t.demoPeople[one.who] ?? one.who }));
      const asked = { returnTo, returnQuery: encodeURIComponent(returnTo), email, password, error };
      return send(reply, signIn({ ...words, ...asked, people, hasProvider }));
    },
    setPassword(request, reply, { token, email = '', error = '' }) {
      const words = common(request, reply);
      return send(reply, setPassword({ ...words, token, email, error, hint: words.t.atLeast(passwordLength.least) }));
    },
    error(request, reply, { status, title, detail }) {
      const words = common(request, reply);
      // What services say of a refusal is English.
      return send(reply, error({ ...words, title: words.t.problems[status] ?? title, detail, detailLang: 'en' }));
    },
  };
}

interface ShellData extends Common {
  /** Version of the fonts. */
  readonly fonts: string;
  /** Where the reasons for refusals are, in the reader's language; English has none. */
  readonly reasons: string | undefined;
  readonly first: FirstData;
  readonly app: Assets['app'] | null;
}

interface SignInData extends Common, Required<SignInPage> {
  readonly returnQuery: string;
  readonly people: readonly OfferedPerson[];
  readonly hasProvider: boolean;
}

interface SetPasswordData extends Common {
  readonly token: string;
  readonly email: string;
  readonly error: string;
  readonly hint: string;
}
