import type { MailKind } from '#runtime/mail/kind.ts';
import { outcomeEvents, registered } from '#runtime/mail/register.ts';
import type { Letterhead, MailRow } from '#runtime/mail/row.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { invoiceOfMail } from '../rows/issued-invoices.rows.ts';
import { aboutOf, announceQueued, documentsOf, type MailedDocument, unknownDocument } from './mail.announcements.ts';
import { composeInvoiceMail } from './mail.message.ts';
import { invoiceMails } from './mail.store.ts';

/** A row of `invoicing.mail`. */
export interface InvoiceMailRow extends MailRow {
  /** Of the document that it brings. */
  readonly number: string;
}

/** What the mails of invoices and credit notes are (I6, F10). */
export function invoiceMailKind(sql: Sql, letterhead: Letterhead): MailKind<InvoiceMailRow> {
  const documents = new WeakMap<InvoiceMailRow, MailedDocument>();
  return {
    table: invoiceMails,
    letterhead,
    about: ({ number }) => number,
    async load(tx, rows) {
      const found = await documentsOf(
        tx,
        rows.map(({ number }) => number),
      );
      for (const row of rows) documents.set(row, found.get(row.number) ?? unknownDocument(row.number));
      return rows;
    },
    compose: async (mail) => composeInvoiceMail(await invoiceOfMail(sql, mail.messageId), mail.letterhead),
    queued: announceQueued,
    async again(tx, { number, recipients }) {
      const [row] = await tx<{ emails: string[] }>(
        `select invoice_emails as emails from invoicing.account
         where account_id = (select account_id from invoicing.invoice where number = $1)`,
        [number],
      );
      const emails = row?.emails ?? [];
      return { key: { number }, addresses: emails.length > 0 ? emails : recipients.map(({ address }) => address) };
    },
    announce(outcome, at) {
      const { row, messageId } = outcome.mail;
      const { number, accountId, document } = documents.get(row) ?? unknownDocument(row.number);
      const facts = { number, accountId, messageId, at };
      const to = { topic: 'invoices', key: accountId, subject: number } as const;
      const events = outcomeEvents(
        outcome,
        { ...to, sent: 'invoice-mail.sent.v1', undeliverable: 'invoice-mail.undeliverable.v1' },
        facts,
      );
      return [...events, registered(outcome, at, aboutOf({ number, accountId, document }))];
    },
  };
}
