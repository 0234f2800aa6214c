import { z } from 'zod';
import {
  accountIdentifier,
  country,
  currency,
  date,
  emailAddress,
  emailAddresses,
  httpsUrl,
  identifier,
  kindName,
  language,
  lineOfText,
  price,
  recordedEmail,
  recordedIdentifier,
  timeZone,
} from './text/primitives.ts';

/**
 * Topic `accounts`, in: organizations, sites, partners, MSPs and resellers, and who administers them. What people change over
 * HTTP is published here as well, so that every service hears of it.
 */

/** Who changed it; absent: the sender itself. */
const changedBy = recordedEmail.optional();

/** A contract that a reseller buys stock under (S1). */
export const contract = z.object({
  contractId: identifier,
  name: lineOfText.optional(),
  /** First and last day on which stock can be bought under it. */
  validFrom: date.optional(),
  validTo: date.optional(),
});

/** How an account wants its invoices. */
const documentTerms = {
  /** Absent: `en16931-ubl`. */
  invoiceFormat: z.enum(['en16931-ubl', 'peppol-bis', 'xrechnung', 'cii', 'factur-x']).optional(),
  /** Where a network finds it, as scheme and id: `0088:7300010000001` (BT-49). */
  electronicAddress: z
    .string()
    .regex(/^[0-9A-Z]{2,4}:\S{1,135}$/, 'is not a scheme and an id with a colon between')
    .optional(),
  /** Days from the issue of an invoice to the day by which it is to be paid; absent: as the setting says. */
  paymentTermDays: z.int().min(0).max(365).optional(),
  /** Days that its invoices wait as drafts before they are issued by themselves; absent: as the setting says. */
  invoiceReviewDays: z.int().min(0).max(60).optional(),
  /** What of a month is on one invoice: all of it (the default), or an invoice for each purchase order and one for what names none. */
  invoicePer: z.enum(['account', 'purchaseOrder']).optional(),
  /** Whose invoices bear what it owes: its own (the default), or those of `parentId`, with its lines under its name. */
  invoiceTo: z.enum(['account', 'parent']).optional(),
  /** What it routes all of its invoices by (BT-10), as a Leitweg-ID; what orders say comes first. */
  buyerReference: lineOfText.optional(),
};

/** What an account is. */
export const accountKind = z.enum(['customer', 'partner', 'distributor', 'msp', 'reseller']);

/** `account.updated.v1`: the whole account, replacing what was known of it. */
export const accountUpdated = z.object({
  accountId: accountIdentifier,
  kind: accountKind,
  name: lineOfText,
  /** The MSP or reseller that it belongs to. */
  parentId: accountIdentifier.optional(),
  tier: z.enum(['none', 'base', 'advanced']).optional(),
  country: country.optional(),
  link: httpsUrl.optional(),
  licensingModel: z.enum(['co-termination', 'per-device']).optional(),
  /** The day on which a co-terminated organization's licenses end together. */
  coTerminationOn: date.optional(),
  /** Edition that the organization runs, by device type. */
  editions: z.record(kindName, kindName).optional(),
  plan: identifier.optional(),
  unitPrice: price.optional(),
  currency: currency.optional(),
  paymentType: z.enum(['monthly-invoice', 'prepaid']).optional(),
  package: identifier.optional(),
  trial: z.boolean().optional(),
  /** Tax rate in percent, as a decimal string: `23`, `8.1`. */
  taxRate: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,4})?$/, 'is not a rate in percent as a decimal string')
    .optional(),
  /** The day from which `taxRate` holds; without it, the day on which it is told. A line is taxed by the day of its supply. */
  taxRateFrom: date.optional(),
  /** IANA name; decides which day, and so which invoice, a movement falls on. */
  timeZone: timeZone.optional(),
  /** BCP 47; what its mails and documents are written in. Absent, or where there are no texts in it: English. */
  language: language.optional(),
  /** Documents with nothing to pay are issued as well. */
  zeroInvoices: z.boolean().optional(),
  invoiceEmails: emailAddresses(50).optional(),
  /** Printed on invoices. */
  address: z
    .object({ street: lineOfText.optional(), postalCode: lineOfText.optional(), city: lineOfText.optional() })
    .optional(),
  /** VAT identifier with its country in front; on invoices. */
  taxId: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9+*.]{2,13}$/, 'is not a VAT identifier with its country in front')
    .optional(),
  ...documentTerms,
  /** Contracts of a reseller; where there is a list, stock is bought under no other (S1). */
  contracts: z.array(contract).max(500).optional(),
  changedBy,
});

/** `administrator.updated.v1`: one person's role in one account. The passcode is hashed on receipt and never kept. */
export const administratorUpdated = z.object({
  accountId: accountIdentifier,
  email: emailAddress,
  role: z.enum(['super-user', 'owner', 'admin', 'member', 'support']),
  access: z.enum(['full', 'read-only']).default('full'),
  scope: z.enum(['organization', 'network']).default('organization'),
  signIn: z.enum(['local', 'saml']).default('local'),
  passcode: z
    .string()
    .regex(/^\d{4}$/, 'is not four digits')
    .optional(),
  /** The same, sealed by the ledger for itself: who reads the topic does not read it (K4). */
  sealedPasscode: z.string().max(200).optional(),
  changedBy,
});

/** `administrator.removed.v1`: whoever was ever taken can be removed. */
export const administratorRemoved = z.object({ accountId: recordedIdentifier, email: recordedEmail, changedBy });

export type AccountUpdated = z.infer<typeof accountUpdated>;
export type AccountContract = z.infer<typeof contract>;
export type AdministratorUpdated = z.infer<typeof administratorUpdated>;

/** The event types of topic `accounts`. */
export const accountEvents = {
  'account.updated.v1': accountUpdated,
  'administrator.updated.v1': administratorUpdated,
  'administrator.removed.v1': administratorRemoved,
} as const;
