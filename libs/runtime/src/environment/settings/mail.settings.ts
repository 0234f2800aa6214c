import { z } from 'zod';
import { plainAddress, sender } from '../mail-sender.ts';
import { settingsPart, settingTexts } from './part.ts';

export interface MailSettings {
  /** Unset: each mail is kept as a file below `dataDir`. */
  readonly smtpUrl?: string;
  readonly mailFrom: string;
  /** Whom fulfillment mails tell customers to ask (F10). Unset: they name nobody. */
  readonly supportEmail?: string;
  /** No mail is larger, encoded as it is sent; more goes in parts (F9). */
  readonly mailMaxBytes: number;
}

export const mailSettings = settingsPart({
  title: 'Mail',
  variables: z.object({
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\/.+/, 'is not of the form smtp://user:password@host:587')
      .optional()
      .register(settingTexts, {
        takes: '`smtp://user:password@host:587`, or `smtps:`',
        unset: 'mails are kept as files in `DATA_DIR/mail`',
      }),
    MAIL_FROM: sender
      .default('Seatwright <licenses@seatwright.example>')
      .register(settingTexts, { takes: 'an address, alone or behind a name' }),
    SUPPORT_EMAIL: plainAddress('support@seatwright.example').optional().register(settingTexts, {
      takes: 'a plain address',
      unset: 'mails do not say whom to ask, and nobody is mailed about new cases',
    }),
    MAIL_MAX_BYTES: z.coerce
      .number('is not a number of bytes')
      .int('is not a whole number of bytes')
      .min(100_000, 'is less than 100000 bytes, which one license needs')
      .max(1_000_000_000, 'is more than 1000000000 bytes')
      .default(8_000_000)
      .register(settingTexts, { takes: 'the largest mail, in bytes; more goes in numbered parts' }),
  }),
  read(values): MailSettings {
    return {
      smtpUrl: values.SMTP_URL,
      mailFrom: values.MAIL_FROM,
      supportEmail: values.SUPPORT_EMAIL,
      mailMaxBytes: values.MAIL_MAX_BYTES,
    };
  },
});
