import { z } from 'zod';

/** The pieces that the messages of every context are made of. Limits are published with the JSON Schemas. */

/** An identifier: one line of text that can be read as it is, without spaces around it, at most 64 characters. */
export const identifier = z
  .string()
  .min(1)
  .max(64)
  .regex(
    /^[^\s\p{Cc}\p{Cf}](?:[^\p{Cc}\p{Cf}]*[^\s\p{Cc}\p{Cf}])?$/u,
    'has spaces around it, or characters that nobody sees',
  );

/**
 * An account, as its own system names it: an identifier that does not start with `@`, as the ledger's own accounts do,
 * where licences come from and go to (L1).
 */
export const accountIdentifier = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\s\p{Cc}\p{Cf}@](?:[^\p{Cc}\p{Cf}]*[^\s\p{Cc}\p{Cf}])?$/u, {
    error: ({ input }) =>
      String(input).startsWith('@')
        ? "starts with @, as the ledger's own accounts do; it has to start with another character"
        : 'has spaces around it, or characters that nobody sees',
  });

/** An identifier that services derive from its cause: longer than those that people choose. */
export const derivedIdentifier = z.string().min(1).max(256);

/** A name or a line of text for people. */
export const lineOfText = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'has control characters');

/** A longer text for people; line breaks are allowed. */
export const paragraph = z
  .string()
  .max(2000)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to keep out
  .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, 'has control characters');

/** An address that an e-mail can go to: no display name, no quoting, no line breaks. */
export const emailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s\p{Cc}"(),:;<>@[\\\]]{1,64}@[^\s\p{Cc}"(),:;<>@[\\\]]{1,189}$/u, 'is not an e-mail address');

/** An address that is safe to print as a link. */
export const httpsUrl = z.url({ protocol: /^https$/ }).max(2000);

/** `YYYY-MM-DD` */
export const date = z.iso.date();

/** `YYYY-MM` */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month as YYYY-MM');

/** RFC 3339; what services emit is in UTC. */
export const instant = z.iso.datetime({ offset: true });

/** ISO 4217, upper case. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'is not a currency code of three capital letters');

/** Not negative, as a decimal string: never a JSON number, which would be a float. */
export const price = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, 'is not a price as a decimal string');

/** A decimal string that may be negative. */
export const signedAmount = z.string().regex(/^-?\d{1,15}(\.\d{1,9})?$/, 'is not an amount as a decimal string');

/** How many licences: at least 1. */
export const quantity = z.int().min(1).max(1_000_000);

/** Length of a term in calendar months. */
export const termMonths = z.int().min(1).max(240);

/** ISO 3166-1 alpha-2. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'is not a country code of two capital letters');

/** The rule set that a product is sold under; operators can add their own (L10). */
export const program = identifier;

export const scenario = z.enum([
  'activation',
  'license-key',
  'entitlement-only',
  'no-activation',
  'legacy-portal',
  'paper',
]);

export const category = z.enum(['paid', 'trial', 'usage-based']);

export const billing = z.enum(['once', 'monthly']);

export const orderRole = z.enum(['end-customer', 'partner', 'distributor', 'sold-to', 'bill-to']);

/** An account as an order names it (O1). */
export const orderAccount = z.looseObject({
  accountId: accountIdentifier,
  role: orderRole,
  name: lineOfText.optional(),
  country: country.optional(),
});

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
});

/** What the product catalog said about a sku at order time (O6): later services need nothing else. */
export const productFacts = z.object({
  name: lineOfText,
  description: paragraph,
  instructionsUrl: httpsUrl,
  program,
  scenario,
  deviceType: identifier.optional(),
  edition: identifier.optional(),
  package: identifier.optional(),
  category,
  billing,
});
