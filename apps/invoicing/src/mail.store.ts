import type { IssuedInvoice } from '#domain/invoices/books.ts';
import type { Letterhead, MailTable } from '#runtime/mail.kind.ts';
import { type QueuedMail, queueMails } from '#runtime/mail.queue.ts';
import type { Sql } from '#runtime/slice.ts';

/** The mails of issued documents: one each, written with it (I6). */
export const invoiceMails: MailTable = { schema: 'invoicing', name: 'mail' };

/** Queues the mails of documents that are being issued, to the addresses of their accounts; none where there is no address. */
export async function insertMails(
  sql: Sql,
  documents: readonly IssuedInvoice[],
  emailsOf: (accountId: string) => readonly string[],
  { mailDomain, letterhead = null }: { readonly mailDomain: string; readonly letterhead?: Letterhead | null },
): Promise<void> {
  const mails = documents.flatMap(({ number, accountId, issuedAt }): QueuedMail[] => {
    const addresses = emailsOf(accountId);
    const messageId = `<invoice.${number}@${mailDomain}>`;
    const mail = { key: { number }, messageId, correlationId: messageId, addresses, queuedAt: issuedAt };
    return addresses.length === 0 ? [] : [mail];
  });
  await queueMails(sql, invoiceMails, mails, letterhead);
}
