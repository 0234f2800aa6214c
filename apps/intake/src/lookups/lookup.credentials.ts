import { readFileSync } from 'node:fs';
import { inRequestSpan } from '#runtime/environment/tracing/spans.ts';
import { certifiedRequests, type SendRequest } from './certified-request.ts';
import type { SystemCredentials } from './lookup-source.ts';
import { Locked, signedAssertion } from './signed-assertion.ts';

export { Locked };

const tokenMilliseconds = 10_000;
/** A token is not used in the last minute of its life. */
const tokenMarginMilliseconds = 60_000;

/** What a request proves itself by. */
export interface Credentials {
  readonly headers: () => Promise<Record<string, string>>;
  /** Sends a request, with a certificate of ours where that is what proves who we are. */
  readonly send: SendRequest;
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
  if (credentials.kind === 'mtls') {
    const { secretFile: keyFile, ...files } = credentials;
    return { headers: async () => ({}), send: traced(certifiedRequests({ ...files, keyFile })), renew: () => false };
  }
  if (credentials.kind === 'basic') {
    const { user, secretFile } = credentials;
    const headers = async () => ({ authorization: basic(user, secretIn(secretFile)) });
    return { headers, send: plainRequest, renew: () => false };
  }
  if (credentials.kind === 'api-key') {
    const { header, secretFile } = credentials;
    return { headers: async () => ({ [header]: secretIn(secretFile) }), send: plainRequest, renew: () => false };
  }
  return tokenCredentials(credentials, now, stop);
}

/** A token, kept until a minute before its end; asked for and used with a certificate of ours where the profile names one. */
function tokenCredentials(credentials: TokenCredentials, now: () => number, stop: AbortSignal): Credentials {
  const send = credentials.certificate ? traced(certifiedRequests(credentials.certificate)) : plainRequest;
  let token: Promise<Token> | undefined;
  let until = 0;
  const fresh = async (): Promise<string> => {
    if (token === undefined || now() >= until) {
      // One refresh at a time: others wait for the same one.
      until = Number.POSITIVE_INFINITY;
      token = askToken(credentials, { send, now, stop });
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
    send,
    renew: () => {
      const had = token !== undefined;
      token = undefined;
      return had;
    },
  };
}

/** A request that shows no certificate. */
export const plainRequest: SendRequest = traced((address, { body, ...request }) =>
  fetch(address, { ...request, body: body as string | undefined, redirect: 'manual' }),
);

/** Requests in spans; the other system goes on in the trace. */
function traced(send: SendRequest): SendRequest {
  return (address, request) =>
    inRequestSpan(request.method, address, (trace) =>
      send(address, { ...request, headers: { ...request.headers, ...trace } }),
    );
}

function secretIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Locked(`the secret in ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

type TokenCredentials = Extract<SystemCredentials, { readonly kind: 'oauth2' | 'oauth2-jwt' }>;

interface TokenRequest {
  readonly body: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** Client credentials (RFC 6749, 4.4): proved by a secret, by a signed assertion (RFC 7523, 2.2), or by the certificate alone (RFC 8705, 2). */
function tokenRequest(credentials: TokenCredentials, now: number): TokenRequest {
  const { clientId, scope, secretFile } = credentials;
  const grant = { grant_type: 'client_credentials' };
  if (secretFile === undefined) {
    return { body: new URLSearchParams({ ...grant, client_id: clientId, ...(scope ? { scope } : {}) }), headers: {} };
  }
  const secret = secretIn(secretFile);
  if (credentials.kind === 'oauth2-jwt') {
    const assertion = {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signedAssertion(credentials, secret, now),
    };
    return { body: new URLSearchParams({ ...grant, ...assertion }), headers: {} };
  }
  return {
    body: new URLSearchParams(scope ? { ...grant, scope } : grant),
    headers: { authorization: basic(encodeURIComponent(clientId), encodeURIComponent(secret)) },
  };
}

interface Token {
  readonly text: string;
  readonly seconds: number;
}

interface Ask {
  readonly send: SendRequest;
  readonly now: () => number;
  readonly stop: AbortSignal;
}

async function askToken(credentials: TokenCredentials, { send, now, stop }: Ask): Promise<Token> {
  const { body, headers } = tokenRequest(credentials, now());
  const form = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
  const response = await send(credentials.tokenAddress, {
    method: 'POST',
    headers: { ...form, ...headers },
    body: body.toString(),
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
