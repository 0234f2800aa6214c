import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import type { InvoiceFormat } from '#domain/invoices/account/document-terms.ts';
import type { AccountedTax } from '#domain/invoices/account/exchange.ts';
import type { TaxTreatment } from '#domain/invoices/account/tax-category.ts';
import { type LegalWay, legalWay } from '#domain/invoices/documents/legal-way.ts';
import { type DocumentReferences, referencesOn } from '#domain/invoices/documents/references.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { type ElectronicAddress, electronicAddressOf } from '#domain/values/addresses/electronic-address.ts';
import { countryOfVatId, isCountry, isVatId } from '#domain/values/country.ts';
import { decimalsOf, formatMinor, scaleMinor } from '#domain/values/money.ts';
import { xmlText } from '#formats/xml/write.ts';
import type { StoredInvoice } from '../rows/issued-invoices.rows.ts';

/** A tax rate of a document, with its category in EN 16931. */
export interface PresentedTax extends TaxTreatment {
  readonly rate: string;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
}

/** A document as people and other systems read it: on a credit note what is credited is positive. */
export interface Presented {
  readonly issued: StoredInvoice;
  /** In the language of the account when it was issued. */
  readonly wording: Wording;
  readonly isCredit: boolean;
  readonly lines: readonly InvoiceLine[];
  readonly taxes: readonly PresentedTax[];
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  /** The tax in the seller's currency, where that is another (BT-6, BT-111). */
  readonly accounted?: AccountedTax;
  readonly buyerName: string;
  /** Undefined where nobody said it. */
  readonly buyerCountry?: string;
  /** Undefined for what begins with no country. */
  readonly buyerVatId?: string;
  readonly format: InvoiceFormat;
  /** Where networks find the parties (BT-34, BT-49). */
  readonly sellerAddress?: ElectronicAddress;
  readonly buyerAddress?: ElectronicAddress;
  /** Where a mailed document is no invoice before the law: how that one goes. */
  readonly legalWay?: LegalWay;
  /** What the document says at its head (BT-10, BT-13). */
  readonly references: DocumentReferences;
}

/** Turns a document to how it is shown. */
export function presented(issued: StoredInvoice): Presented {
  const isCredit = issued.document === 'credit-note';
  const sign = isCredit ? -1n : 1n;
  const { buyer, seller, accounted } = issued;
  // What is not subject to VAT names no identifier of either (BR-O-02).
  const isSubject = seller.vatId !== undefined;
  const { format = 'en16931-ubl', electronicAddress, buyerReference } = buyer.documents ?? {};
  const [sellerAddress, buyerAddress] = [
    electronicAddressOf(seller.electronicAddress),
    electronicAddressOf(electronicAddress),
  ];
  const buyerCountry = countryOf(buyer);
  const way = legalWay(seller.country, buyerCountry, format);
  return {
    issued,
    wording: wordingOf(buyer.documents?.language),
    isCredit,
    lines: issued.lines.map((line) => ({
      ...line,
      quantity: line.quantity * Number(sign),
      amountMinor: line.amountMinor * sign,
    })),
    taxes: issued.taxes.map(({ rate, netMinor, taxMinor, treatment }) => ({
      ...(treatment ?? treatmentBefore(rate, seller.exemptionReason)),
      rate: percent(rate),
      netMinor: netMinor * sign,
      taxMinor: taxMinor * sign,
    })),
    netMinor: issued.netMinor * sign,
    taxMinor: issued.taxMinor * sign,
    totalMinor: issued.totalMinor * sign,
    ...(accounted && { accounted: { ...accounted, taxMinor: accounted.taxMinor * sign } }),
    buyerName: xmlText(buyer.name) || issued.accountId,
    buyerCountry,
    ...(isSubject && buyer.taxId && isVatId(buyer.taxId) && { buyerVatId: buyer.taxId }),
    format,
    ...(way && { legalWay: way }),
    ...(sellerAddress && { sellerAddress }),
    ...(buyerAddress && { buyerAddress }),
    references: {
      ...(buyerReference && { buyerReference }),
      ...referencesOn(issued),
    },
  };
}

/** The category of a line: that of its rate. */
export function categoryOf(
  { taxRate }: Pick<InvoiceLine, 'taxRate'>,
  taxes: readonly PresentedTax[],
): TaxTreatment['category'] {
  const rate = percent(taxRate);
  return taxes.find((tax) => tax.rate === rate)?.category ?? 'S';
}

// What documents said that were issued before their treatment was kept with them; they stay as they are (I3).
function treatmentBefore(rate: string, exemptionReason: string | undefined): TaxTreatment {
  if (Number(rate) > 0) return { category: 'S' };
  return exemptionReason ? { category: 'E', reason: exemptionReason } : { category: 'Z' };
}

/** The rate of a category; what is not subject to tax has none (BR-O-05). */
export function rateOf(category: TaxTreatment['category'], rate: string): string | undefined {
  return category === 'O' ? undefined : percent(rate);
}

/** A rate as it is written: `23`, `8.1`. */
export function percent(rate: string): string {
  return String(Number(rate));
}

// Whoever has a VAT identifier is in its country.
function countryOf({ country, taxId }: StoredInvoice['buyer']): string | undefined {
  if (country && isCountry(country)) return country;
  return countryOfVatId(taxId);
}

/** EN 16931 knows two decimals at most (BR-DEC): dinars and rials are rounded to them, in this one place. */
export function toTwoDecimals(minor: bigint, currency: string): bigint {
  return decimalsOf(currency) > 2 ? scaleMinor(minor, 1n, 10n ** BigInt(decimalsOf(currency) - 2)) : minor;
}

/** An amount that {@link toTwoDecimals} yielded, as a decimal. */
export function formatTwoDecimals(amount: bigint, currency: string): string {
  return decimalsOf(currency) > 2 ? formatMinor(amount, 'EUR') : formatMinor(amount, currency);
}
