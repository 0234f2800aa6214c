import path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '#runtime/environment/package-root.ts';
import { settingsPart, settingTexts } from '#runtime/environment/settings/part.ts';

const groupsOfSources = 'is not JSON of groups of sources like [["/erp/eu","/erp/us"]], at least two in each';

/** What intake has settings for. */
export interface IntakeSettings {
  /** Folder with product files that are published when the process starts (O6). */
  readonly catalogDir: string;
  /** Sources of sales orders that share their numbers: each group counts as one system (O8). */
  readonly orderSources: readonly (readonly string[])[];
  /** Folder with the profiles of those who send documents. */
  readonly sendersDir: string;
  /** Folder that is watched for documents, with a folder for each sender. Unset: none is. */
  readonly inboxDir?: string;
}

export const intakeSettings = settingsPart({
  title: 'Intake',
  variables: z.object({
    CATALOG_DIR: z.string().optional().register(settingTexts, {
      takes: 'a folder of product files',
      unset: 'the sample catalog in `deploy/catalog`',
    }),
    SENDERS_DIR: z.string().optional().register(settingTexts, {
      takes: 'a folder of profiles, a sender of documents each',
      unset: 'the sample senders in `deploy/senders`',
    }),
    INBOX_DIR: z.string().min(1).optional().register(settingTexts, {
      takes: 'a folder, with one for each sender in it: files that come there are documents',
      unset: 'no folder is watched',
    }),
    ORDER_SOURCES: z
      .string()
      .default('[]')
      .transform((text) => parsedJson(text))
      .pipe(z.array(z.array(z.string().min(1)).min(2), groupsOfSources))
      .register(settingTexts, {
        takes: 'JSON: `[["/erp/eu", "/erp/us"]]`',
        unset: 'no two sources of orders share their numbers; a number is its first sender’s',
      }),
  }),
  read(values): IntakeSettings {
    return {
      catalogDir: path.resolve(values.CATALOG_DIR ?? path.join(packageRoot, 'deploy', 'catalog')),
      orderSources: values.ORDER_SOURCES,
      sendersDir: path.resolve(values.SENDERS_DIR ?? path.join(packageRoot, 'deploy', 'senders')),
      inboxDir: values.INBOX_DIR === undefined ? undefined : path.resolve(values.INBOX_DIR),
    };
  },
});

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
