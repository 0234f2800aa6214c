import path from 'node:path';
import { z } from 'zod';
import { settingsPart, settingTexts } from '#runtime/environment/settings/part.ts';
import type { Settings } from '#runtime/environment/settings.ts';

/** What fulfillment has settings for. */
export interface FulfillmentSettings {
  /** The key that certificates are signed with; those that it replaced lie in the folder `retired` beside it. */
  readonly signingKeyFile: string;
}

export const fulfillmentSettings = settingsPart({
  title: 'Fulfillment',
  variables: z.object({
    SIGNING_KEY_FILE: z
      .string()
      .optional()
      .register(settingTexts, {
        takes:
          'a file: the key that certificates are signed with. One that is replaced goes as `*.pem`, of either half, into the folder ' +
          '`retired` beside it: it stays published at `/.well-known/seatwright-keys`',
        unset: 'made in `DATA_DIR/keys`; all processes of a system need the same',
      }),
  }),
  read(values, { dataDir }: Pick<Settings, 'dataDir'>): FulfillmentSettings {
    return { signingKeyFile: values.SIGNING_KEY_FILE ?? path.join(dataDir, 'keys', 'signing.pem') };
  },
});
