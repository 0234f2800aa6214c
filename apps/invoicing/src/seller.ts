import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { electronicAddressOf } from '#domain/values/addresses/electronic-address.ts';
import { isCountry } from '#domain/values/country.ts';
import { plainAddress } from '#runtime/environment/mail-sender.ts';
import { packageRoot } from '#runtime/environment/package-root.ts';
import { StartError, settingTexts } from '#runtime/environment/settings/part.ts';

/** Who issues the invoices. What is printed on an invoice is kept with it, so that a later move changes no document (I3). */
const sellerSchema = z.object({
  name: line(),
  street: line().optional(),
  postalCode: line().optional(),
  city: line().optional(),
  country: z.string().refine(isCountry, 'is not a country code of ISO 3166'),
  /** Without one what it sells is not subject to VAT. */
  vatId: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9+*.]{2,13}$/, 'is not a VAT identifier with its country in front')
    .optional(),
  /** Of the company, in the register of its country. */
  registration: line().optional(),
  /** Of electronic documents (BT-34), as scheme and id. */
  electronicAddress: z
    .string()
    .refine((text) => electronicAddressOf(text) !== undefined, 'is not a scheme of the list EAS and an id of it')
    .optional(),
  /** A person or a department. */
  contactName: line().optional(),
  email: plainAddress('billing@seatwright.example').optional(),
  phone: line().optional(),
  website: line().optional(),
  iban: z
    .string()
    .transform((text) => text.replaceAll(' ', ''))
    .pipe(z.string().regex(/^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/, 'is not an IBAN'))
    .optional(),
  bic: z
    .string()
    .regex(/^[A-Z0-9]{8}([A-Z0-9]{3})?$/, 'is not a BIC')
    .optional(),
  /** Why nothing is taxed at a rate of 0; without one it is taxed at zero. */
  exemptionReason: line().optional(),
});

export type Seller = z.infer<typeof sellerSchema>;

/** The variables that take the place of a field of the file. */
const variableOf: Readonly<Record<keyof Seller, keyof typeof sellerVariables>> = {
  name: 'SELLER_NAME',
  street: 'SELLER_STREET',
  postalCode: 'SELLER_POSTAL_CODE',
  city: 'SELLER_CITY',
  country: 'SELLER_COUNTRY',
  vatId: 'SELLER_VAT_ID',
  registration: 'SELLER_REGISTRATION',
  electronicAddress: 'SELLER_ELECTRONIC_ADDRESS',
  contactName: 'SELLER_CONTACT_NAME',
  email: 'SELLER_EMAIL',
  phone: 'SELLER_PHONE',
  website: 'SELLER_WEBSITE',
  iban: 'SELLER_IBAN',
  bic: 'SELLER_BIC',
  exemptionReason: 'SELLER_EXEMPTION_REASON',
};

function variable(takes: string, unset = 'that of the file') {
  return z.string().optional().register(settingTexts, { takes, unset });
}

/** The seller's settings. What they say is read with the file, since either may be what is wrong. */
export const sellerVariables = {
  SELLER_FILE: variable('a file: who issues the invoices', 'the sample seller in `deploy/seller.json`'),
  SELLER_NAME: variable('a line of text, in place of the file’s'),
  SELLER_STREET: variable('a line of text'),
  SELLER_POSTAL_CODE: variable('a line of text'),
  SELLER_CITY: variable('a line of text'),
  SELLER_COUNTRY: variable('a country of ISO 3166'),
  SELLER_VAT_ID: variable('a VAT identifier with its country in front'),
  SELLER_REGISTRATION: variable('a line of text: of the company, in the register of its country'),
  SELLER_ELECTRONIC_ADDRESS: variable('a scheme of the list EAS and an id, as `9930:DE123456789`'),
  SELLER_CONTACT_NAME: variable('a line of text: a person or a department'),
  SELLER_EMAIL: variable('a plain address'),
  SELLER_PHONE: variable('a line of text'),
  SELLER_WEBSITE: variable('a line of text'),
  SELLER_IBAN: variable('an IBAN'),
  SELLER_BIC: variable('a BIC'),
  SELLER_EXEMPTION_REASON: variable('a line of text: why nothing is taxed at a rate of 0'),
};

/**
 * The seller of `SELLER_FILE`, by default `deploy/seller.json`, with what the `SELLER_…` variables say instead.
 * @throws StartError naming every field that is wrong
 */
export function readSeller(variables: Readonly<Record<string, string | undefined>>): Seller {
  const file = variables.SELLER_FILE || path.join(packageRoot, 'deploy', 'seller.json');
  const given = Object.entries(variableOf).flatMap(([field, name]) => {
    const value = variables[name];
    return value ? [[field, value]] : [];
  });
  const parsed = sellerSchema.safeParse({ ...readJson(file), ...Object.fromEntries(given) });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path: [field], message }) => {
    const name = variableOf[field as keyof Seller] ?? String(field);
    return `${name} (or ${String(field)} in ${file}): ${message}`;
  });
  throw new StartError(lines.join('\n'));
}

function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch (error) {
    throw new StartError(`the seller's data in ${file} cannot be read: ${(error as Error).message}`);
  }
}

function line() {
  return z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, 'has control characters');
}
