import type { IssuedInvoice } from '#domain/invoices/events.ts';
import { type QueuedMail, queueMails } from '#runtime/mail/queue.ts';
import type { Letterhead, MailTable } from '#runtime/mail/row.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { invoicing } from '../invoicing.tables.ts';
import { announcedAs, announceQueued } from './mail.announcements.ts';

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
  // The documents are at hand: to read them back would be a statement more for every batch of a month's end.
  const known = new Map(documents.map((document) => [document.number, document]));
  await queueMails(sql, invoiceMails, mails, letterhead, async (_sql, queued) => announcedAs(queued, known));
}

/**
 * Queues the mails of documents that none was ever queued for, as those that were issued before an address was known (F10): to the
 * addresses that these accounts have now.
 */
export async function insertMissedMails(
  sql: Sql,
  accounts: readonly { readonly accountId: string; readonly invoiceEmails: readonly string[] }[],
  {
    mailDomain,
    letterhead = null,
    now,
  }: { readonly mailDomain: string; readonly letterhead?: Letterhead | null; readonly now: string },
): Promise<void> {
  const reachable = new Map(accounts.map(({ accountId, invoiceEmails }) => [accountId, invoiceEmails]));
  const ids = [...reachable].filter(([, emails]) => emails.length > 0).map(([accountId]) => accountId);
  const rows = await invoicing(sql)
    .selectFrom('invoice')
    .select(['invoice.number', 'account_id as accountId'])
    .where('account_id', '=', anyOf(ids))
    .where(({ exists, lit, not, selectFrom }) =>
      not(exists(selectFrom('mail').select(lit(1).as('one')).whereRef('mail.number', '=', 'invoice.number'))),
    )
    .orderBy('issued_at')
    .orderBy('invoice.number')
    .execute();
  const mails = rows.map(({ number, accountId }): QueuedMail => {
    const messageId = `<invoice.${number}@${mailDomain}>`;
    const addresses = reachable.get(accountId) ?? [];
    return { key: { number }, messageId, correlationId: messageId, addresses, queuedAt: now };
  });
  await queueMails(sql, invoiceMails, mails, letterhead, announceQueued);
}
