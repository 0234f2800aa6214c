import type { IssuedInvoice } from '#domain/invoices/books.ts';
import { type MailTable, type QueuedMail, queueMails } from '#runtime/mail.store.ts';
import type { Sql } from '#runtime/slice.ts';

/** The mails of issued documents: one each, written with it (I6). */
export const invoiceMails: MailTable = { schema: 'invoicing', name: 'mail' };

/** Queues the mails of documents that are being issued, to the addresses of their accounts; none where there is no address. */
export async function insertMails(
  sql: Sql,
  documents: readonly IssuedInvoice[],
  emailsOf: (accountId: string) => readonly string[],
  mailDomain: string,
): Promise<void> {
  const mails = documents.flatMap(({ number, accountId, issuedAt }): QueuedMail[] => {
    const addresses = emailsOf(accountId);
    const messageId = `<invoice.${number}@${mailDomain}>`;
    return addresses.length === 0 ? [] : [{ key: { number }, messageId, addresses, queuedAt: issuedAt }];
  });
  await queueMails(sql, invoiceMails, mails);
}
