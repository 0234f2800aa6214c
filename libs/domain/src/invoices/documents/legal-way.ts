import type { InvoiceFormat } from '../account/document-terms.ts';

/** How the law of a country has invoices go between its businesses, where one that comes by mail is none. */
export type LegalWay = 'ksef' | 'sdi' | 'e-factura' | 'peppol' | 'approved-platform';

const ways: Readonly<Record<string, LegalWay>> = {
  PL: 'ksef',
  IT: 'sdi',
  RO: 'e-factura',
  BE: 'peppol',
  FR: 'approved-platform',
};

/**
 * The way that the law wants for a document between two parties of one country (law of November 2026); undefined where the document
 * that we mail is the invoice. One in the format of Peppol is what Belgium asks for.
 */
export function legalWay(seller: string, buyer: string | undefined, format: InvoiceFormat): LegalWay | undefined {
  const way = seller === buyer ? ways[seller] : undefined;
  return way === 'peppol' && format === 'peppol-bis' ? undefined : way;
}
