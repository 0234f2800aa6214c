import * as oidc from 'openid-client';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import { NotSignedIn } from '#runtime/http/access/auth.ts';

/** What a provider is asked with. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Where it sends people back to. */
  readonly redirectUri: string;
  /** Where it sends people who signed out there too. */
  readonly afterSignOut: string;
}

/** What a sign-in that has begun goes on with: in a cookie of the browser that began it. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

/** What the provider gave for a person. */
export interface ProviderTokens {
  /** What the interface takes: the access token where it is one for it, else the ID token. */
  readonly bearer: string;
  readonly refresh?: string;
  readonly idToken: string;
}

export interface SignedInPerson {
  readonly email: string;
  readonly name?: string;
  readonly tokens: ProviderTokens;
}

/** Whether the interface takes a token, and for whom. */
export type VerifyToken = (token: string) => Promise<{ readonly email: string }>;

/** An OpenID provider (authorization code flow with PKCE, state and nonce). */
export interface Provider {
  begin(returnTo: string): Promise<{ readonly address: URL; readonly begun: Begun }>;
  /** @throws NotSignedIn in words */
  finish(address: URL, begun: Begun): Promise<SignedInPerson>;
  /** New tokens for those that end. @throws NotSignedIn */
  refresh(tokens: ProviderTokens): Promise<ProviderTokens>;
  /** Where the provider ends its own session; undefined when it does not say. */
  signOutAddress(tokens: ProviderTokens): Promise<string | undefined>;
}

const scope = 'openid email profile offline_access';

/** @param verify what the interface does with a token */
export function createProvider(settings: ProviderSettings, verify: VerifyToken): Provider {
  // Found at the first sign-in, and again after it could not be: a provider that is away must not keep the portal from starting.
  let found: Promise<oidc.Configuration> | undefined;
  const configuration = async (): Promise<oidc.Configuration> => {
    found ??= discover(settings);
    try {
      return await found;
    } catch (error) {
      found = undefined;
      throw new NotSignedIn(`the OpenID provider cannot be reached: ${(error as Error).message}`);
    }
  };
  const bearerAmong = async (tokens: oidc.TokenEndpointResponse) => {
    for (const token of [tokens.access_token, tokens.id_token]) {
      if (token === undefined) continue;
      const person = await verify(token).catch(() => undefined);
      if (person) return { bearer: token, email: mailboxOf(person.email) };
    }
    throw new NotSignedIn(
      'the OpenID provider gave no token that counts here: it has to be for AUTH_AUDIENCE and name an e-mail address',
    );
  };

  return {
    async begin(returnTo) {
      const config = await configuration();
      const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
      const verifier = oidc.randomPKCECodeVerifier();
      const address = oidc.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { address, begun: { state, nonce, verifier, returnTo } };
    },
    async finish(address, { state, nonce, verifier }) {
      const config = await configuration();
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      } as const;
      const tokens = await oidc
        .authorizationCodeGrant(config, address, checks)
        .catch((error: Error) => Promise.reject(new NotSignedIn(`the OpenID provider refused: ${error.message}`)));
      const claims = tokens.claims();
      if (claims?.email_verified === false)
        throw new NotSignedIn('the OpenID provider has not verified that e-mail address');
      const { bearer, email } = await bearerAmong(tokens);
      const name = typeof claims?.name === 'string' ? claims.name.slice(0, 200) : undefined;
      return { email, name, tokens: { bearer, refresh: tokens.refresh_token, idToken: tokens.id_token ?? '' } };
    },
    async refresh({ refresh, idToken }) {
      if (refresh === undefined) throw new NotSignedIn('what the OpenID provider gave has ended; sign in again');
      const config = await configuration();
      const tokens = await oidc
        .refreshTokenGrant(config, refresh)
        .catch((error: Error) => Promise.reject(new NotSignedIn(`the OpenID provider refused: ${error.message}`)));
      const { bearer } = await bearerAmong(tokens);
      return { bearer, refresh: tokens.refresh_token ?? refresh, idToken: tokens.id_token ?? idToken };
    },
    async signOutAddress({ idToken }) {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      const post_logout_redirect_uri = settings.afterSignOut;
      return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri, id_token_hint: idToken }).href;
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(server.hostname);
  // Plain HTTP is for a provider on this machine alone.
  const execute = server.protocol === 'http:' && isHere ? [oidc.allowInsecureRequests] : [];
  return await oidc.discovery(server, clientId, clientSecret, undefined, { execute, timeout: 10 });
}
