import { z } from 'zod';
import { defaultSettings, type InvoicingSettings } from '#domain/invoices/account/account.ts';
import { settingsPart, settingTexts } from '#runtime/environment/settings/part.ts';
import type { Settings } from '#runtime/environment/settings.ts';
import { mailDomainOf } from '#runtime/mail/sending/smtp.ts';
import type { StoreOptions } from './invoicing.store.ts';
import { exchangeRates } from './rates/exchange-rates.ts';
import { readSeller, type Seller, sellerVariables } from './seller.ts';

/** What the environment says about invoicing beside what every service has. */
export interface InvoicingEnvironment {
  readonly settings: InvoicingSettings;
  readonly seller: Seller;
}

export const invoicingSettings = settingsPart({
  title: 'Invoicing',
  variables: z.object({
    INVOICE_PREFIX: z
      .string()
      .regex(/^[A-Z0-9]{1,10}$/, 'is not one of 1 to 10 capital letters and digits')
      .optional()
      .register(settingTexts, { takes: '1 to 10 capital letters and digits', unset: 'no prefix' }),
    INVOICE_PAYMENT_DAYS: z
      .string()
      .regex(/^\d{1,3}$/, 'is not a number of days')
      .optional()
      .register(settingTexts, { takes: 'a number of days', unset: `\`${defaultSettings.paymentDays}\`` }),
    INVOICE_REVIEW_DAYS: z
      .string()
      .regex(/^([0-5]?\d|60)$/, 'is not a number of days up to 60')
      .optional()
      .register(settingTexts, {
        takes: 'a number of days up to 60',
        unset: `\`${defaultSettings.reviewDays}\`: no review`,
      }),
    EXCHANGE_RATES_FILE: z.string().optional().register(settingTexts, {
      takes: 'a file of exchange rates by day, for tax in the currency of the seller',
      unset: 'tax is said in the currency of each document alone',
    }),
    ...sellerVariables,
  }),
  read(values, { proration }: Pick<Settings, 'proration'>): InvoicingEnvironment {
    const { INVOICE_PREFIX: prefix, INVOICE_PAYMENT_DAYS: days, INVOICE_REVIEW_DAYS: review } = values;
    const seller = readSeller(values);
    const rates = values.EXCHANGE_RATES_FILE === undefined ? undefined : exchangeRates(values.EXCHANGE_RATES_FILE);
    return {
      seller,
      settings: {
        ...defaultSettings,
        seller,
        proration,
        ...(prefix && { numberPrefix: prefix }),
        ...(days && { paymentDays: Number(days) }),
        ...(review && { reviewDays: Number(review) }),
        // Looked at when it is needed: a rate a day comes to the file.
        get exchangeRates() {
          return rates?.();
        },
      },
    };
  },
});

/** What the store needs: the environment, and what Message-IDs end with. */
export function storeOptions(given: Pick<Settings, 'mailFrom' | 'proration'> & Partial<Settings>): StoreOptions {
  const { settings, seller } = given.of?.(invoicingSettings) ?? invoicingSettings.read({}, given);
  const { mailFrom, publicUrl, supportEmail } = given;
  const letterhead = publicUrl === undefined ? undefined : { from: mailFrom, publicUrl, supportEmail };
  return { settings, seller, mailDomain: mailDomainOf(mailFrom), letterhead };
}
