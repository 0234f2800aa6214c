import type { LookupResult } from '#domain/orders/lookups/lookup.ts';
import { type Credentials, credentialsOf, Locked } from './lookup.credentials.ts';
import { type LookupSource, orderAsked } from './lookup-source.ts';
import type { SystemAsk } from './systems/read-system.ts';
import { readSystemOf } from './systems/systems.ts';

const tryMilliseconds = 10_000;
const mostBytes = 4 * 1024 * 1024;
const mostPages = 1000;

/** An answer that counts, as it came; or what a try came to. */
export type LookedUp =
  | { readonly kind: 'found'; readonly bytes: Uint8Array; readonly contentType: string; readonly etag?: string }
  | Exclude<LookupResult, { readonly kind: 'found' }>;

export interface LookupClient {
  /** Reads an order as it is now; `same` where it still has the tag. Never throws for what the other side does. */
  readonly read: (key: string, etag?: string) => Promise<LookedUp>;
  /** The keys of all orders that changed since an instant in UTC: what events lost. */
  readonly changedSince: (since: string) => Promise<{ readonly keys: readonly string[] } | LookedUp>;
  /** Whether an order's system has invoiced any of it; false where the system deletes no order for that. */
  readonly isInvoiced: (number: string) => Promise<boolean | Exclude<LookedUp, { readonly kind: 'found' }>>;
}

/**
 * Reads orders back from a sender's system. Secrets are read from their files at each use and stand in no message.
 *
 * @param stop ends what is under way, as if no answer had come
 */
export function lookupClient(
  lookupSource: LookupSource,
  now: () => number = Date.now,
  patience = tryMilliseconds,
  stop: AbortSignal = new AbortController().signal,
): LookupClient {
  const system = readSystemOf(lookupSource);
  const credentials = credentialsOf(lookupSource.credentials, now, stop);
  const get = async (asked: SystemAsk, etag?: string): Promise<LookedUp> => {
    const first = await tryOnce(asked, credentials, { now, patience, stop, etag });
    // A token can end before its time: one new one is asked for.
    if (first.kind !== 'locked' || !credentials.renew()) return first;
    return await tryOnce(asked, credentials, { now, patience, stop, etag });
  };
  return {
    read: async (key, etag) => {
      const answer = await get(orderAsked(lookupSource, key), etag);
      const isMissing = answer.kind === 'found' && system.isMissing?.(jsonOf(answer.bytes)) === true;
      return isMissing ? { kind: 'missing' } : answer;
    },
    changedSince: async (since) => {
      const keys: string[] = [];
      let asked: SystemAsk | undefined = system.changed(lookupSource, since);
      for (let page = 0; asked !== undefined; page++) {
        if (page === mostPages) return { kind: 'again', why: `the list has more than ${mostPages} pages` };
        const answer = await get(asked);
        if (answer.kind !== 'found') return answer;
        const { keys: more, next } = system.page(jsonOf(answer.bytes), asked, lookupSource);
        keys.push(...more);
        if (next !== undefined && !isBelow(next.address, lookupSource.address))
          return { kind: 'again', why: 'the next page is at another address' };
        asked = next;
      }
      return { keys };
    },
    isInvoiced: async (number) => {
      const asked = system.invoices?.(lookupSource, number);
      if (asked === undefined) return false;
      const answer = await get(asked);
      if (answer.kind === 'found') return hasPosted(answer.bytes);
      return answer.kind === 'missing' ? { kind: 'again', why: 'the invoices of the order cannot be listed' } : answer;
    },
  };
}

const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());

/** Drafts are no invoices yet. */
function hasPosted(bytes: Uint8Array): boolean {
  const { value = [] } = jsonOf(bytes) as { value?: readonly { status?: string }[] };
  return value.some(({ status = '' }) => !['Draft', 'In Review'].includes(status));
}

interface Try {
  readonly now: () => number;
  /** Milliseconds that an answer may take, its body included. */
  readonly patience: number;
  readonly stop: AbortSignal;
  readonly etag?: string;
}

async function tryOnce(
  { address, headers: own, body }: SystemAsk,
  credentials: Credentials,
  { now, patience, stop, etag }: Try,
): Promise<LookedUp> {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(patience), stop]);
    const headers: Record<string, string> = { accept: 'application/json', ...own, ...(await credentials.headers()) };
    if (etag) headers['if-none-match'] = etag;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const method = body === undefined ? 'GET' : 'POST';
    const response = await credentials.send(address, { method, headers, body, signal });
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

/** Whether an address is the service's own: links in answers are not followed elsewhere with our credentials. */
function isBelow(link: string, service: string): boolean {
  const [to, root] = [URL.parse(link), new URL(service)];
  return to?.origin === root.origin && to.pathname.startsWith(root.pathname.replace(/\/+$/, '/'));
}

/** The code of a failed connection, or what was wrong; never an address or a header. */
export function causeOf(error: unknown): string {
  const { cause, code, message, name } = error as Error & {
    code?: string;
    cause?: { code?: string; name?: string; message?: string };
  };
  if (name === 'TimeoutError' || cause?.name === 'TimeoutError') return 'no whole answer came in time';
  if (cause?.message === 'bad port') return 'its port is none that requests go to';
  return cause?.code ?? (message.startsWith('the token service') ? message : typeof code === 'string' ? code : name);
}
