import type { Buyer } from '#domain/invoices/account.ts';
import { creditNoteOf } from '#domain/invoices/credit-note.ts';
import { type InvoiceLine, invoiceOf } from '#domain/invoices/invoice.ts';
import { treatmentOf } from '#domain/invoices/tax-category.ts';
import type { StoredInvoice } from '../issued-invoices.rows.ts';
import type { Seller } from '../seller.ts';

/** Documents to try rendering on, and for specs. */

export const sampleSeller: Seller = {
  name: 'Seatwright Licensing S.A.',
  street: 'ul. Przykładowa 7',
  postalCode: '00-001',
  city: 'Warszawa',
  country: 'PL',
  vatId: 'PL5260001246',
  registration: 'KRS 0000123456',
  email: 'billing@seatwright.example',
  phone: '+48 22 000 00 00',
  website: 'https://seatwright.example',
  iban: 'PL61109010140000071219812874',
  bic: 'WBKPPLPP',
};

/** A line; without a cause it recurs. */
export function sampleLine(line: Partial<InvoiceLine> = {}): InvoiceLine {
  const made = {
    kind: line.cause ? ('adjustment' as const) : ('recurring' as const),
    sku: 'MDM-PREMIUM',
    name: 'Device management, premium',
    month: '2026-12',
    quantity: 20,
    unitPriceMinor: 300n,
    taxRate: '23',
    ...line,
  };
  return { ...made, amountMinor: BigInt(made.quantity) * made.unitPriceMinor };
}

/** An invoice with lines of every kind, or with other lines. */
export function sampleInvoice(facts: Partial<StoredInvoice> = {}): StoredInvoice {
  const { accountId = 'SITE-0301', period = '2026-12', currency = 'EUR', lines = sampleLines() } = facts;
  const { seller = sampleSeller, buyer = sampleBuyer(accountId) } = facts;
  const invoice = invoiceOf(accountId, period, currency, lines);
  const taxes = invoice.taxes.map((tax) => {
    return { ...tax, treatment: treatmentOf(tax.rate, seller, { ...buyer, vatId: buyer.taxId }) };
  });
  return {
    ...invoice,
    number: 'INV-2026-000042',
    document: 'invoice',
    issuedAt: '2026-12-01T06:00:00.000Z',
    issuedOn: '2026-12-01',
    dueOn: '2026-12-15',
    buyer,
    seller,
    ...facts,
    taxes,
  };
}

function sampleBuyer(accountId: string): Buyer {
  return {
    accountId,
    name: 'Łódź Logistyka S.A.',
    country: 'PL',
    address: { street: 'ul. Piotrkowska 104', postalCode: '90-926', city: 'Łódź' },
    taxId: 'PL7250001245',
  };
}

/** The credit note of an invoice. */
export function sampleCreditNote(invoice: StoredInvoice = sampleInvoice()): StoredInvoice {
  const { dueOn: _, ...issued } = invoice;
  return {
    ...issued,
    ...creditNoteOf(invoice, 'wrong company name'),
    number: 'CN-2026-000007',
    document: 'credit-note',
  };
}

function sampleLines(): InvoiceLine[] {
  const at = '2026-11-21T10:15:00.000Z';
  const by = { at, initiatedBy: 'msp@nordwind.example' };
  const prepaid = { sku: 'MIST-AP-STD-1Y', name: 'Access point, standard, 1 year', unitPriceMinor: 11_800n };
  return [
    sampleLine(),
    sampleLine({ sku: 'MDM-KIOSK', name: 'Kiosk mode', quantity: 4, unitPriceMinor: 150n }),
    sampleLine({
      ...prepaid,
      kind: 'order',
      quantity: 25,
      cause: {
        type: 'license.granted.v1',
        id: 'J1',
        ...by,
        reference: 'SO-10001/1',
        purchaseOrder: 'PO-4711',
        buyerReference: '04011000-12345-39',
        buyerLineReference: '00010',
        counterparty: 'SITE-0302',
      },
    }),
    sampleLine({
      quantity: -5,
      cause: { type: 'license.transferred.v1', id: 'T-17', ...by, counterparty: 'SITE-0302' },
    }),
    sampleLine({ quantity: 2, month: '2026-11', cause: { type: 'license.purchased.v1', id: 'J3', ...by } }),
    sampleLine({ quantity: 2, cause: { type: 'license.purchased.v1', id: 'J3', ...by } }),
  ];
}
