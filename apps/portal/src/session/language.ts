import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieNamed } from './cookie.ts';

/** The languages that the portal speaks; the first is what everybody else gets. */
export const languages = ['en', 'de'] as const;

export type Language = (typeof languages)[number];

type Asking = Pick<FastifyRequest, 'headers' | 'query'>;

const cookie = 'seatwright-language';
const keptSeconds = 365 * 24 * 3600;

/**
 * The tag that pages for a request are written by: what it asks for (`?language=de`), what was chosen before in this browser, or the first of
 * the browser's own that the portal speaks, with its country, since dates and numbers go by that.
 */
export function languageOf({ headers, query }: Asking): string {
  const { language } = (query ?? {}) as { language?: unknown };
  const [asked, before] = [language, cookieNamed(cookie, headers.cookie)].filter(isSpoken);
  return asked ?? before ?? preferred(headers['accept-language']);
}

/** The language of a tag such as `de-AT`. */
export function spokenIn(tag: string): Language {
  return languages.find((language) => tag.split('-')[0] === language) ?? languages[0];
}

/** Keeps the language that a guest asks for in the address. */
export function keepAskedLanguage(request: Asking, reply: FastifyReply): void {
  const { language } = (request.query ?? {}) as { language?: unknown };
  if (isSpoken(language)) keepLanguage(reply, language);
}

/** Keeps a person's language in the browser, for the pages that know nobody yet; null: it is as the browser has it again. */
export function keepLanguage(reply: FastifyReply, tag: string | null): void {
  const value = `${cookie}=${tag ?? ''}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${tag === null ? 0 : keptSeconds}`;
  void reply.header('set-cookie', value);
}

function isSpoken(tag: unknown): tag is string {
  return typeof tag === 'string' && /^[a-z]{2}(-[A-Z]{2})?$/.test(tag) && languages.some((one) => tag.startsWith(one));
}

function preferred(accepted: string | undefined): string {
  const wanted = (accepted ?? '').split(',').map((each) => each.split(';')[0]?.trim() ?? '');
  return wanted.find(isSpoken) ?? languages[0];
}
