import { z } from 'zod';
import { checkCountry } from './country-code.ts';
import { checkLanguage, languagePattern, languageSpelling } from './language-tag.ts';
import { addressForm, distinctMailboxes, hasMailDomain, recordedAddressForm, withAsciiDomain } from './mail-address.ts';
import { checkZone, zonePattern, zoneSpelling } from './time-zone.ts';
import {
  accountIdentifierForm,
  type Form,
  identifierFault,
  identifierForm,
  kindNamePattern,
  lineForm,
  paragraphForm,
  remarkForm,
} from './visible-text.ts';

/** `AA:BB:CC:00:11:22`, `aa-bb-cc-00-11-22`, `aabb.cc00.1122` and `AABBCC001122`. */
const macAddress =
  /^(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}|[0-9a-f]{12})$/i;

/** The pieces that the messages of every context are made of. Limits are published with the JSON Schemas. */

/**
 * An identifier: one line of text that can be read as it is, without spaces around it, at most 64 characters. It is composed (NFC),
 * so that two spellings of one name are one (O13).
 */
export const identifier = z
  .string()
  .normalize('NFC')
  .min(1)
  .max(64)
  .regex(identifierForm.checked, { error: ({ input }) => identifierFault(input) })
  .meta({ pattern: identifierForm.published });

/**
 * A device type or an edition: a name that people write in many ways. Blanks around it say nothing; which spellings are one, the ledger
 * says (T6).
 */
export const kindName = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(64)
  .regex(identifierForm.checked, { error: ({ input }) => identifierFault(input) })
  .meta({ pattern: kindNamePattern });

/** A device; one that is named by its MAC address is one in every notation of it (U6). */
export const deviceId = identifier
  .overwrite((text) =>
    macAddress.test(text)
      ? (text
          .toLowerCase()
          .replace(/[^0-9a-f]/g, '')
          .match(/../g)
          ?.join(':') ?? text)
      : text,
  )
  .meta({ pattern: identifierForm.published });

/**
 * An account, as its own system names it: an identifier that does not start with `@`, as the ledger's own accounts do,
 * where licenses come from and go to (L1).
 */
export const accountIdentifier = z
  .string()
  .normalize('NFC')
  .min(1)
  .max(64)
  .regex(accountIdentifierForm.checked, {
    error: ({ input }) =>
      String(input).startsWith('@')
        ? "starts with @, as the ledger's own accounts do; it has to start with another character"
        : identifierFault(input),
  })
  .meta({ pattern: accountIdentifierForm.published });

/** An identifier that services derive from its cause: longer than those that people choose. */
export const derivedIdentifier = z.string().min(1).max(256);

/** An identifier in what services emit: also what was taken before identifiers had to be visible throughout. */
export const recordedIdentifier = z.string().min(1).max(64);

/** A name or a line of text for people: composed (NFC), without blanks around it, with something in it to see (O13). */
export const lineOfText = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(200)
  .regex(lineForm.checked, 'has control characters, or nothing that anybody sees')
  .meta({ pattern: lineForm.published });

/** An account in what services emit; the ledger's own accounts are none. */
export const recordedAccount = recordedIdentifier.regex(
  /^[^@]/,
  "starts with @, as the ledger's own accounts do; it has to start with another character",
);

/** A line of text in what services emit: also what was taken before. */
export const recordedLine = z
  .string()
  .min(1)
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to keep out
  .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'has control characters');

/** A longer text for people, or none; line breaks are allowed, blanks alone are not. */
export function longText(longest: number) {
  return textOf(paragraphForm, longest);
}

/** Something that somebody says; line breaks are allowed, and blanks alone say nothing. */
export function remark(longest: number) {
  return textOf(remarkForm, longest);
}

function textOf({ checked, published }: Form, longest: number) {
  const text = z.string().regex(checked, 'is blank, or has control characters').trim().normalize('NFC').max(longest);
  return text.meta({ pattern: published });
}

/** A description for people. */
export const paragraphOfText = longText(2000);

/** A longer text in what services emit. */
export const recordedParagraph = z.string().max(2000);

/**
 * An address that an e-mail can go to over the internet (F4): no display name, no quoting, no route, nothing invisible. The domain is
 * kept as A-label, so that one mailbox has one spelling (O13).
 */
export const emailAddress = z
  .string()
  .max(254)
  .regex(addressForm.checked, { error: 'is not an e-mail address', abort: true })
  .refine(hasMailDomain, {
    error: 'is not an e-mail address: there is no such domain',
    params: { code: 'WRONG_FORMAT' },
  })
  .overwrite(withAsciiDomain)
  .meta({ pattern: addressForm.published });

/** Addresses, each mailbox once. */
export function emailAddresses(most: number) {
  return z.array(emailAddress).max(most).overwrite(distinctMailboxes);
}

/** An address as it was kept: what was taken before can be read, and removed. */
export const recordedEmail = z.string().max(254).regex(recordedAddressForm, 'is not an e-mail address');

/** A time zone by its IANA name; it decides on which day something happens. */
export const timeZone = z.string().trim().overwrite(zoneSpelling).check(checkZone).meta({ pattern: zonePattern });

/** A language by its tag in BCP 47. */
export const language = z
  .string()
  .trim()
  .max(35)
  .overwrite(languageSpelling)
  .check(checkLanguage)
  .meta({ pattern: languagePattern });

/** An address that is safe to print as a link. */
export const httpsUrl = z.url({ protocol: /^https$/ }).max(2000);

/** `YYYY-MM-DD` */
export const date = z.iso.date();

/** The day on which a term starts that is not to start when it is fulfilled (O11). */
export const activationDate = date.refine((day) => day < '3000-01-01', 'is later than any term can start: before 3000');

/** `YYYY-MM` */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month as YYYY-MM');

/** RFC 3339; what services emit is in UTC. */
export const instant = z.iso.datetime({ offset: true });

/** ISO 4217, upper case. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'is not a currency code of three capital letters');

/** Not negative, as a decimal string: never a JSON number, which would be a float. */
export const price = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, 'is not a price as a decimal string');

/** A decimal string that may be negative: as large as the largest price of the most licenses on all lines of an order. */
export const signedAmount = z.string().regex(/^-?\d{1,21}(\.\d{1,9})?$/, 'is not an amount as a decimal string');

/** How many licenses: at least 1. */
export const quantity = z.int().min(1).max(1_000_000);

/** Length of a term in calendar months. */
export const termMonths = z.int().min(1).max(240);

/** A country in what services emit: also what was taken before countries were looked up. */
export const recordedCountry = z.string().regex(/^[A-Z]{2}$/, 'is not a country code of two capital letters');

/** ISO 3166-1 alpha-2. */
export const country = recordedCountry.check(checkCountry);

/** The rule set that a product is sold under; operators can add their own (L10). */
export const program = identifier;

/** Why something was refused; `code` is published and never renamed. */
export const violation = z.object({
  code: z.string(),
  message: z.string(),
  path: z.string().optional(),
  line: z.int().optional(),
  value: z.string().optional(),
  limit: z.string().optional(),
  actual: z.string().optional(),
  remedy: z.string().optional(),
  source: z
    .object({
      path: z.string().describe('As the format names its places: an XPath, a segment and its element, a JSON path.'),
      line: z.int().optional().describe('From 1.'),
      column: z.int().optional().describe('From 1.'),
    })
    .optional()
    .describe('Where it stands in the document that the order came in, in the terms of its format.'),
});
