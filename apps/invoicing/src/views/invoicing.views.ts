import type { AccountedTax, ExchangeRate } from '#domain/invoices/account/exchange.ts';
import type { TaxTreatment } from '#domain/invoices/account/tax-category.ts';
import type { DraftInvoice, Invoice } from '#domain/invoices/documents/invoice.ts';
import type { DraftLine } from '#domain/invoices/owed/line.ts';
import { formatMinor, formatShare } from '#domain/values/money.ts';

/** An invoice as people and programs read it: amounts are decimal strings in its currency. */
export interface InvoiceView {
  readonly accountId: string;
  readonly period: string;
  /** Null when nothing is to be billed and the account has no currency of its own. */
  readonly currency: string | null;
  /** In which else the account has an invoice of this period. */
  readonly currencies: readonly string[];
  readonly lines: readonly LineView[];
  readonly net: string;
  readonly taxes: readonly (Partial<TaxTreatment> & {
    readonly rate: string;
    readonly net: string;
    readonly tax: string;
  })[];
  /** Null while the invoice is held: an unknown tax is none of 0. */
  readonly tax: string | null;
  readonly total: string | null;
  /** The tax in the seller's currency, where that is another (I9). */
  readonly accountedTax?: AccountedTaxView;
}

/** Tax in the seller's currency, by which rate. */
export interface AccountedTaxView extends ExchangeRate {
  readonly currency: string;
  readonly tax: string;
}

export interface LineView extends Omit<DraftLine, 'unitPriceMinor' | 'amountMinor' | 'suppliedOn'> {
  readonly unitPrice: string;
  readonly amount: string;
}

/** An invoice in decimal strings; of a draft without its tax, neither tax nor total. */
export function invoiceView(invoice: DraftInvoice | Invoice, currencies: readonly string[]): InvoiceView {
  const { accountId, period, currency } = invoice;
  const decimal = (minor: bigint): string => formatMinor(minor, currency);
  const known = 'taxes' in invoice ? invoice : undefined;
  return {
    accountId,
    period,
    currency,
    currencies,
    lines: invoice.lines.map((line) => lineView(line, currency)),
    net: decimal(invoice.netMinor),
    taxes: (known?.taxes ?? []).map(({ rate, netMinor, taxMinor, treatment }) => ({
      rate,
      ...treatment,
      net: decimal(netMinor),
      tax: decimal(taxMinor),
    })),
    tax: known ? decimal(known.taxMinor) : null,
    total: known ? decimal(known.totalMinor) : null,
    ...(known?.accounted && { accountedTax: accountedTaxView(known.accounted) }),
  };
}

/** Tax in the seller's currency in decimal strings (BT-111). */
export function accountedTaxView({ currency, taxMinor, by }: AccountedTax): AccountedTaxView {
  return { currency, tax: formatMinor(taxMinor, currency), ...by };
}

/** A line in decimal strings. */
export function lineView(
  line: Omit<DraftLine, 'suppliedOn'> & { readonly suppliedOn?: string },
  currency: string,
): LineView {
  const { unitPriceMinor, amountMinor, suppliedOn: _, ...rest } = line;
  return {
    ...rest,
    unitPrice: formatShare(unitPriceMinor, currency, line.share),
    amount: formatMinor(amountMinor, currency),
  };
}
