import { z } from 'zod';
import { settingsPart, settingTexts, webAddress } from '#runtime/environment/settings/part.ts';

/** What the portal has settings for. */
export interface PortalSettings {
  /** Where the portal finds the interface that it shows; unset: in its own process. */
  readonly apiUrl?: string;
  /** What the portal is known as at the OpenID provider. */
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export const portalSettings = settingsPart({
  title: 'Portal',
  variables: z.object({
    API_URL: webAddress().optional().register(settingTexts, {
      takes: 'where the portal finds the interface that it shows, without `/api`',
      unset: 'in its own process',
    }),
    AUTH_CLIENT_ID: z.string().optional().register(settingTexts, {
      takes:
        'what the portal is called at the OpenID provider of `AUTH_ISSUER`, with the address `PUBLIC_URL/auth/callback` to come back to',
      unset: 'without a provider people have passwords; with one they cannot sign in',
    }),
    AUTH_CLIENT_SECRET: z.string().optional().register(settingTexts, {
      takes: 'the secret that goes with it',
      unset: 'the portal is a public client: PKCE alone',
    }),
  }),
  read: (values): PortalSettings => ({
    apiUrl: values.API_URL,
    clientId: values.AUTH_CLIENT_ID,
    clientSecret: values.AUTH_CLIENT_SECRET,
  }),
});
