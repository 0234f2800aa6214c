import type { TaxedSeller } from './tax-category.ts';

/** How an account wants its documents, and what those formats take. */

/** Formats that documents come in (I6). The PDF beside the XML is a document of its own; of Factur-X both are one. */
export const invoiceFormats = ['en16931-ubl', 'peppol-bis', 'xrechnung', 'cii', 'factur-x'] as const;

export type InvoiceFormat = (typeof invoiceFormats)[number];

/** What of a month is on one invoice: all of an account, or what one purchase order of it is about (I17). */
export type InvoiceScope = 'account' | 'purchaseOrder';

/** What is told of an account about its documents; kept with each that is issued (I3). */
export interface DocumentTerms {
  /** Absent: `en16931-ubl`. */
  readonly format?: InvoiceFormat;
  /** Scheme and id, `0088:7300010000001` (BT-49). */
  readonly electronicAddress?: string;
  /** What the account routes all of its invoices by (BT-10); in Germany the Leitweg-ID. What orders say comes first. */
  readonly buyerReference?: string;
  /** Days from the issue of an invoice to the day by which it is to be paid (BT-20); absent: as the setting says. */
  readonly paymentTermDays?: number;
  /** BCP 47; of a document that is issued the language that it is written in. Absent: English. */
  readonly language?: string;
  /** Days that its invoices wait as drafts (I15); absent: as the setting says. */
  readonly reviewDays?: number;
  /** Absent: `account`. */
  readonly per?: InvoiceScope;
}

/** True where an account gets an invoice for each purchase order (I17). */
export function isPerOrder({ documents }: { readonly documents?: DocumentTerms }): boolean {
  return documents?.per === 'purchaseOrder';
}

/** What is owed of a lot: the purchase order that its cause names, and the one under which the account bought the lot. */
interface Ordered {
  readonly cause?: { readonly purchaseOrder?: string };
  readonly purchaseOrder?: string;
}

/**
 * The purchase order whose invoice something is on, of an account that gets one for each: what its cause names, else the one under which the
 * account bought the lot (I17). Empty where there is neither.
 */
export function orderOnInvoice({ cause, purchaseOrder }: Ordered): string {
  return cause?.purchaseOrder?.trim() || (purchaseOrder?.trim() ?? '');
}

/** An account, as far as its documents are concerned. */
interface Addressed {
  readonly documents?: DocumentTerms;
  readonly invoiceEmails: readonly string[];
}

/** The same with what follows from it: XRechnung goes by mail where no other address is told. */
export function documentTermsOf({ documents = {}, invoiceEmails: [email] }: Addressed): DocumentTerms {
  if (documents.format !== 'xrechnung' || documents.electronicAddress || !email) return documents;
  return { ...documents, electronicAddress: `EM:${email}` };
}

/** True where the documents of an account have to say a reference, and the account has none of its own. */
export function asksForReferences({ format, buyerReference }: DocumentTerms): boolean {
  return !buyerReference && (format === 'peppol-bis' || format === 'xrechnung');
}

/** Who issues documents, as far as it decides how they are taxed and which formats can be written. */
export interface DocumentSeller extends TaxedSeller {
  readonly street?: string;
  readonly postalCode?: string;
  readonly city?: string;
  /** A person or department (BT-41). */
  readonly contactName?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly iban?: string;
  /** In the register of its country (BT-30). */
  readonly registration?: string;
  /** As an account's. */
  readonly electronicAddress?: string;
}
