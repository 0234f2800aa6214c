import type { Letterhead, MailKind, MailRow } from '#runtime/mail.kind.ts';
import type { Sql } from '#runtime/slice.ts';
import { invoiceOfMail } from './issued-invoices.rows.ts';
import { composeInvoiceMail } from './mail.message.ts';
import { invoiceMails } from './mail.store.ts';

/** A row of `invoicing.mail`. */
export interface InvoiceMailRow extends MailRow {
  /** Of the document that it brings. */
  readonly number: string;
}

/** What the mails of invoices and credit notes are (I6, F10). */
export function invoiceMailKind(sql: Sql, letterhead: Letterhead): MailKind<InvoiceMailRow> {
  return {
    table: invoiceMails,
    letterhead,
    about: ({ number }) => number,
    compose: async ({ messageId }) => composeInvoiceMail(await invoiceOfMail(sql, messageId)),
    announce: () => [],
  };
}
