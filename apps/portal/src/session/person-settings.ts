import { z } from 'zod';
import { timeZone } from '#contracts/text/primitives.ts';

/** How a person likes the portal; what is null or absent is the browser's business. */
export const personSettings = z.strictObject({
  language: z
    .string()
    .regex(/^(en|de)(-[A-Z]{2})?$/, 'is none of en and de, with a country or without: en, en-GB, de-AT')
    .nullish(),
  timeZone: timeZone.nullish(),
  theme: z.enum(['system', 'light', 'dark']).nullish(),
  density: z.enum(['compact', 'comfortable']).nullish(),
  /** Whether single letters are shortcuts. */
  shortcuts: z.boolean().nullish(),
});

export type PersonSettings = z.infer<typeof personSettings>;
