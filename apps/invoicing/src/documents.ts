import type { InvoicingSettings } from '#domain/invoices/account.ts';
import { renderPdf } from './documents/invoice-pdf.ts';
import { renderUbl } from './documents/ubl.ts';
import type { StoredInvoice } from './issued-invoices.rows.ts';

/** PDF and XML of issued documents: the same bytes whenever they are asked for (I6). */
export class InvoiceDocuments {
  constructor(readonly settings: InvoicingSettings) {}

  pdf(issued: StoredInvoice): Buffer {
    return renderPdf(issued);
  }

  xml(issued: StoredInvoice): Buffer {
    return renderUbl(issued);
  }
}
