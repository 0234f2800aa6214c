import { readFileSync } from 'node:fs';
import type { LookupResult } from '#domain/orders/lookups/lookup.ts';
import { changedAddress, type LookupSource, orderAddress, type SystemCredentials } from './lookup-source.ts';

const tryMilliseconds = 10_000;
const mostBytes = 4 * 1024 * 1024;
const mostPages = 1000;
/** A token is not used in the last minute of its life. */
const tokenMarginMilliseconds = 60_000;

/** An answer that counts, as it came; or what a try came to. */
export type LookedUp =
  | { readonly kind: 'found'; readonly bytes: Uint8Array; readonly contentType: string; readonly etag?: string }
  | Exclude<LookupResult, { readonly kind: 'found' }>;

export interface LookupClient {
  /** Reads an order as it is now; `same` where it still has the tag. Never throws for what the other side does. */
  readonly read: (key: string, etag?: string) => Promise<LookedUp>;
  /** The keys of all orders that changed since an instant in UTC: what events lost. */
  readonly changedSince: (since: string) => Promise<{ readonly keys: readonly string[] } | LookedUp>;
}

/** Reads orders back from a sender's system. Secrets are read from their files at each use and stand in no message. */
export function lookupClient(
  lookupSource: LookupSource,
  now: () => number = Date.now,
  patience = tryMilliseconds,
): LookupClient {
  const credentials = credentialsOf(lookupSource.credentials, now);
  const get = async (address: string, etag?: string): Promise<LookedUp> => {
    const first = await tryOnce(address, credentials, { now, patience, etag });
    // A token can end before its time: one new one is asked for.
    if (first.kind !== 'locked' || !credentials.renew()) return first;
    return await tryOnce(address, credentials, { now, patience, etag });
  };
  return {
    read: async (key, etag) => await get(orderAddress(lookupSource, key), etag),
    changedSince: async (since) => {
      const keys: string[] = [];
      let address: string | undefined = changedAddress(lookupSource, since);
      for (let page = 0; address !== undefined; page++) {
        if (page === mostPages) return { kind: 'again', why: `the list has more than ${mostPages} pages` };
        const answer = await get(address);
        if (answer.kind !== 'found') return answer;
        const { keys: more, next } = pageOf(answer.bytes, lookupSource);
        keys.push(...more);
        if (next !== undefined && !isBelow(next, lookupSource.address))
          return { kind: 'again', why: 'the next page is at another address' };
        address = next;
      }
      return { keys };
    },
  };
}

interface Try {
  readonly now: () => number;
  /** Milliseconds that an answer may take, its body included. */
  readonly patience: number;
  readonly etag?: string;
}

async function tryOnce(address: string, credentials: Credentials, { now, patience, etag }: Try): Promise<LookedUp> {
  try {
    const signal = AbortSignal.timeout(patience);
    const headers: Record<string, string> = { accept: 'application/json', ...(await credentials.headers()) };
    if (etag) headers['if-none-match'] = etag;
    const response = await fetch(address, { headers, signal, redirect: 'manual' });
    return await judged(response, now);
  } catch (error) {
    if (error instanceof Locked) return { kind: 'locked', why: error.message };
    return { kind: 'again', why: `the system does not answer: ${causeOf(error)}` };
  }
}

async function judged(response: Response, now: () => number): Promise<LookedUp> {
  const { status } = response;
  if (status === 200) return await foundIn(response);
  await response.body?.cancel();
  if (status === 304) return { kind: 'same' };
  if (status === 404 || status === 410) return { kind: 'missing' };
  if (status === 401 || status === 403) return { kind: 'locked', why: `the system answers ${status}` };
  return { kind: 'again', why: `the system answers ${status}`, waitMilliseconds: retryAfter(response, now) };
}

/** A log-on page is no order, however good its status. */
async function foundIn(response: Response): Promise<LookedUp> {
  const contentType = response.headers.get('content-type') ?? '';
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(contentType)) {
    await response.body?.cancel();
    return { kind: 'again', why: `the answer is ${contentType.slice(0, 60) || 'of no type'}, not JSON` };
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > mostBytes) return { kind: 'again', why: `the answer has more than ${mostBytes} bytes` };
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  if (!isJson(bytes)) return { kind: 'again', why: 'the answer is broken JSON' };
  return { kind: 'found', bytes, contentType, etag: response.headers.get('etag') ?? undefined };
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

function retryAfter(response: Response, now: () => number): number | undefined {
  const stated = response.headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(stated)) return Number(stated) * 1000;
  const until = Date.parse(stated);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now());
}

function pageOf(
  bytes: Uint8Array,
  { system }: LookupSource,
): { readonly keys: readonly string[]; readonly next?: string } {
  type Page = { readonly [name: string]: unknown };
  const root = JSON.parse(Buffer.from(bytes).toString()) as Page;
  const page = ((root.d as Page | undefined) ?? root) as Page;
  const list = (page.results ?? page.value ?? []) as readonly Page[];
  const keys = list.map((each) => String(each[system === 'business-central' ? 'id' : 'SalesOrder'] ?? ''));
  const next = page.__next ?? page['@odata.nextLink'];
  return { keys: keys.filter((key) => key !== ''), next: typeof next === 'string' ? next : undefined };
}

/** Whether an address is the service's own: links in answers are not followed elsewhere with our credentials. */
function isBelow(link: string, service: string): boolean {
  const [to, root] = [URL.parse(link), new URL(service)];
  return to?.origin === root.origin && to.pathname.startsWith(root.pathname.replace(/\/+$/, '/'));
}

/** Credentials that another system does not take. */
export class Locked extends Error {}

/** What goes with a request for another system to know us by. */
export interface Credentials {
  readonly headers: () => Promise<Record<string, string>>;
  /** Forgets what may have ended; true where there is something to try with again. */
  readonly renew: () => boolean;
}

/** Credentials as a profile has them; their secret is read at each use. */
export function credentialsOf(credentials: SystemCredentials, now: () => number): Credentials {
  const secret = () => readFileSync(credentials.secretFile, 'utf8').trim();
  if (credentials.kind === 'basic') {
    const { user } = credentials;
    return { headers: async () => ({ authorization: basic(user, secret()) }), renew: () => false };
  }
  if (credentials.kind === 'api-key') {
    const { header } = credentials;
    return { headers: async () => ({ [header]: secret() }), renew: () => false };
  }
  let token: Promise<Token> | undefined;
  let until = 0;
  const fresh = async (): Promise<string> => {
    if (token === undefined || now() >= until) {
      // One refresh at a time: others wait for the same one.
      until = Number.POSITIVE_INFINITY;
      token = askToken(credentials, secret());
    }
    const own = token;
    try {
      const { text, seconds } = await own;
      if (token === own && until === Number.POSITIVE_INFINITY) until = now() + seconds * 1000 - tokenMarginMilliseconds;
      return text;
    } catch (error) {
      if (token === own) token = undefined;
      throw error;
    }
  };
  return {
    headers: async () => ({ authorization: `Bearer ${await fresh()}` }),
    renew: () => {
      const had = token !== undefined;
      token = undefined;
      return had;
    },
  };
}

interface Token {
  readonly text: string;
  readonly seconds: number;
}

async function askToken(
  { tokenAddress, clientId, scope }: Extract<SystemCredentials, { readonly kind: 'oauth2' }>,
  secret: string,
): Promise<Token> {
  const body = new URLSearchParams(
    scope ? { grant_type: 'client_credentials', scope } : { grant_type: 'client_credentials' },
  );
  const headers = {
    authorization: basic(encodeURIComponent(clientId), encodeURIComponent(secret)),
    accept: 'application/json',
  };
  const response = await fetch(tokenAddress, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(tryMilliseconds),
  });
  if ([400, 401, 403].includes(response.status)) {
    await response.body?.cancel();
    throw new Locked(`the token service answers ${response.status}`);
  }
  if (!response.ok) throw new Error(`the token service answers ${response.status}`);
  const { access_token: text, expires_in: seconds = 300 } = (await response.json()) as {
    access_token?: string;
    expires_in?: number;
  };
  if (!text) throw new Error('the token service gives no token');
  return { text, seconds: Number(seconds) || 300 };
}

function basic(user: string, secret: string): string {
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}

/** The code of a failed connection, or what was wrong; never an address or a header. */
export function causeOf(error: unknown): string {
  const { cause, message, name } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return 'no whole answer came in time';
  return cause?.code ?? (message.startsWith('the token service') ? message : name);
}
