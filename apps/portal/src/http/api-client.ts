import type { Session } from '../session/sessions.ts';

/** Our own interface, as the person of a session may use it: with a token for that person, good for five minutes. */
export interface ApiClient {
  /** Where it is: `http://ledger.internal:3000`. */
  url(): URL;
  tokenFor(session: Session): Promise<string>;
  /** What an address answers, parsed; undefined for everything but 200, and when it takes too long. */
  read(session: Session, address: string): Promise<unknown>;
}

/** Rather a page without its first answers than a page late: it then asks by itself. */
const patienceMilliseconds = 3000;

/** @param tokenFor a bearer token for the person of a session */
export function createApiClient(url: () => URL, tokenFor: (session: Session) => Promise<string>): ApiClient {
  return {
    url,
    tokenFor,
    async read(session, address) {
      try {
        const headers = { accept: 'application/json', authorization: `Bearer ${await tokenFor(session)}` };
        const signal = AbortSignal.timeout(patienceMilliseconds);
        const response = await fetch(new URL(address, url()), { headers, signal, redirect: 'error' });
        if (response.status === 200) return await response.json();
        await response.body?.cancel();
        return undefined;
      } catch {
        return undefined;
      }
    },
  };
}
