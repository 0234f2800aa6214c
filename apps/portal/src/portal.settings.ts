import { z } from 'zod';
import { settingsPart, settingTexts, webAddress } from '#runtime/environment/settings/part.ts';

/** What the portal has settings for. */
export interface PortalSettings {
  /** Where the portal finds the interface that it shows; unset: in its own process. */
  readonly apiUrl?: string;
}

export const portalSettings = settingsPart({
  title: 'Portal',
  variables: z.object({
    API_URL: webAddress().optional().register(settingTexts, {
      takes: 'where the portal finds the interface that it shows, without `/api`',
      unset: 'in its own process',
    }),
  }),
  read: (values): PortalSettings => ({ apiUrl: values.API_URL }),
});
