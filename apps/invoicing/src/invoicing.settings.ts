import { z } from 'zod';
import { defaultSettings, type InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { Proration } from '#domain/values/billing.ts';
import { type Settings, StartError } from '#runtime/environment/settings.ts';
import { mailDomainOf } from '#runtime/mail/sending/smtp.ts';
import type { StoreOptions } from './invoicing.store.ts';
import { readSeller, type Seller } from './seller.ts';

/** What the environment says about invoicing beside what every service has. */
export interface InvoicingEnvironment {
  readonly settings: InvoicingSettings;
  readonly seller: Seller;
}

const environment = z.object({
  INVOICE_PREFIX: z
    .string()
    .regex(/^[A-Z0-9]{1,10}$/, 'is not one of 1 to 10 capital letters and digits')
    .optional(),
  INVOICE_PAYMENT_DAYS: z
    .string()
    .regex(/^\d{1,3}$/, 'is not a number of days')
    .optional(),
});

/**
 * Reads the settings of invoicing.
 * @throws StartError naming what is wrong
 */
export function readInvoicingEnvironment(
  proration: Proration,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): InvoicingEnvironment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new StartError(parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`).join('\n'));
  }
  const { INVOICE_PREFIX: prefix, INVOICE_PAYMENT_DAYS: days } = parsed.data;
  const seller = readSeller(given);
  return {
    seller,
    settings: {
      ...defaultSettings,
      seller,
      proration,
      ...(prefix && { numberPrefix: prefix }),
      ...(days && { paymentDays: Number(days) }),
    },
  };
}

/** What the store needs: the environment, and what Message-IDs end with. */
export function storeOptions(given: Pick<Settings, 'mailFrom' | 'proration'> & Partial<Settings>): StoreOptions {
  const { settings, seller } = readInvoicingEnvironment(given.proration);
  const { mailFrom, publicUrl, supportEmail } = given;
  const letterhead = publicUrl === undefined ? undefined : { from: mailFrom, publicUrl, supportEmail };
  return { settings, seller, mailDomain: mailDomainOf(mailFrom), letterhead };
}
