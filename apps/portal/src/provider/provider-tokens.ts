import { decodeJwt } from 'jose';
import { NotSignedIn } from '#runtime/http/access/auth.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import type { Provider, ProviderTokens } from './provider.ts';
import { seal, unseal } from './sealed.ts';

/** Tokens that end within so many seconds are renewed before they go out. */
const margin = 30;

/** The token of a session for the interface, renewed when it is about to end; one renewal at a time, since providers take each once. */
export function providerTokens(provider: Provider, sessions: Sessions): (session: Session) => Promise<string> {
  const renewing = new Map<string, Promise<string>>();
  return async (session) => {
    const tokens = tokensOf(session);
    if (!isEnding(tokens.bearer)) return tokens.bearer;
    const renewal =
      renewing.get(session.id) ?? renew(provider, sessions, session).finally(() => renewing.delete(session.id));
    renewing.set(session.id, renewal);
    return await renewal;
  };
}

/** What the provider gave for a session. */
export function tokensOf({ sealed, token }: Session): ProviderTokens {
  if (sealed === undefined) throw new NotSignedIn('sign in again');
  return unseal(sealed, token) as ProviderTokens;
}

async function renew(provider: Provider, sessions: Sessions, session: Session): Promise<string> {
  const renewed = await sessions.renewing(session, async (current) => {
    const tokens = tokensOf(current);
    // Another process may have done it meanwhile.
    return isEnding(tokens.bearer) ? seal(await provider.refresh(tokens), session.token) : undefined;
  });
  return tokensOf(renewed).bearer;
}

function isEnding(token: string): boolean {
  return (decodeJwt(token).exp ?? 0) < Date.now() / 1000 + margin;
}
