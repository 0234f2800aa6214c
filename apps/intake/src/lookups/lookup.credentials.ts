import { readFileSync } from 'node:fs';
import type { SystemCredentials } from './lookup-source.ts';

const tokenMilliseconds = 10_000;
/** A token is not used in the last minute of its life. */
const tokenMarginMilliseconds = 60_000;

/** The credentials themselves are turned down. */
export class Locked extends Error {}

/** What a request proves itself by. */
export interface Credentials {
  readonly headers: () => Promise<Record<string, string>>;
  /** Forgets what may have ended; true where there is something to try with again. */
  readonly renew: () => boolean;
}

/**
 * Headers of a profile's credentials; a token is kept until a minute before its end.
 *
 * @param stop ends a request for a token that is under way
 */
export function credentialsOf(
  credentials: SystemCredentials,
  now: () => number,
  stop: AbortSignal = new AbortController().signal,
): Credentials {
  const secret = () => secretIn(credentials.secretFile);
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
      token = askToken(credentials, secret(), stop);
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

function secretIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Locked(`the secret in ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

interface Token {
  readonly text: string;
  readonly seconds: number;
}

async function askToken(
  { tokenAddress, clientId, scope }: Extract<SystemCredentials, { readonly kind: 'oauth2' }>,
  secret: string,
  stop: AbortSignal,
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
    signal: AbortSignal.any([AbortSignal.timeout(tokenMilliseconds), stop]),
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
