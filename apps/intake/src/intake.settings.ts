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
}

export const intakeSettings = settingsPart({
  title: 'Intake',
  variables: z.object({
    CATALOG_DIR: z.string().optional().register(settingTexts, {
      takes: 'a folder of product files',
      unset: 'the sample catalog in `deploy/catalog`',
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
