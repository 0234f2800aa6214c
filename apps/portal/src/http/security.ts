import type { FastifyReply, FastifyRequest } from 'fastify';

/** What the portal's own answers tell browsers beside what every answer does (`security-headers.ts` of the runtime). */
export const portalHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Not `no-referrer`: with it a browser hides from us where a form was sent from.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

export function addPortalHeaders(_request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  void reply.headers(portalHeaders);
  done();
}

/** Whether a request changes something. */
export function isWrite({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** What of a request tells where it comes from. */
export interface Provenance {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly host: string;
}

/**
 * Whether a browser says that a page of ours sent this: by `Sec-Fetch-Site`, or, where it knows none, by `Origin`. A request that says
 * neither is not from a page of ours.
 */
export function isOurs({ headers, host }: Provenance, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  return new URL(origin).origin === new URL(publicUrl).origin || new URL(origin).host === host;
}

/**
 * Where to go after signing in: a page of ours, or the overview. What leads elsewhere, however it is written, and what is no page, does not
 * count.
 */
export function ownPage(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 2000 || !/^\/(?![/\\])/.test(asked)) return '/';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\\]/.test(asked) || !URL.canParse(asked, here)) return '/';
  const { origin, pathname, search } = new URL(asked, here);
  const isPage = !/^\/(portal|api|auth|assets|health|metrics|sign-in|set-password|\.well-known)(\/|$)/.test(pathname);
  return origin === here && isPage && !pathname.startsWith('//') ? pathname + search : '/';
}

const here = 'http://portal.invalid';
