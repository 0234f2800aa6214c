import { CallError } from './asked/call-error.ts';
import { shell } from './shell.ts';

/** Requests to the portal's own server: its session and, below `/portal/api`, the published interface. */

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** One for each intent, so that a repeated press or a lost answer does it once (L9). */
  readonly key?: string;
  readonly signal?: AbortSignal;
  /** It is sent even when the page is left. */
  readonly keepalive?: boolean;
  /** Answered to everybody, so that it is asked of the interface itself, not for who is signed in. */
  readonly isOpen?: boolean;
}

export { CallError };

/** Address on the portal's server of an address of the interface (`/api/…`) or of the portal itself (`/portal/…`). */
export function portalPath(path: string): string {
  return path.startsWith('/api/') ? `/portal${path}` : path;
}

/**
 * Asks, and answers the body that came; undefined where there is none. Throws `CallError`. Who is no longer signed in is sent to
 * sign in, and comes back.
 */
export async function call<Body>(
  path: string,
  { method = 'GET', body, key, signal, keepalive, isOpen = false }: Call = {},
): Promise<Body> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET' && !isOpen) headers['x-csrf-token'] = shell.session?.csrf ?? '';
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key !== undefined) headers['idempotency-key'] = key;
  const answer = await answered(isOpen ? path : portalPath(path), {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
    keepalive,
  });
  if (answer.status === 401 && !isOpen) signInAgain();
  const text = await answer.text();
  if (!answer.ok) throw new CallError(answer.status, parsed(text) ?? { title: answer.statusText });
  return parsed(text) as Body;
}

async function answered(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new CallError(0, {});
  }
}

function parsed(text: string): { title?: string } | undefined {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return { title: text.slice(0, 200) };
  }
}

function signInAgain(): void {
  location.assign(`/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`);
}

/** A key for one intent of a person. */
export function newKey(): string {
  return crypto.randomUUID();
}
