import type { MailChanged } from '#contracts/mails.ts';
import type { QueuedMail } from '#runtime/mail/queue.ts';
import { registered } from '#runtime/mail/register.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Announcement } from '#runtime/slices/slice.ts';
import { invoicing } from '../invoicing.tables.ts';

/** The document that a mail brings. */
export interface MailedDocument {
  readonly number: string;
  readonly accountId: string;
  readonly document: 'invoice' | 'credit-note';
}

/** What the register of mails hears of mails that are being queued (F10). */
export async function announceQueued(sql: Sql, mails: readonly QueuedMail[]): Promise<Announcement[]> {
  return announcedAs(mails, await documentsOf(sql, mails.map(numberOf)));
}

/** The same where the documents are at hand. */
export function announcedAs(
  mails: readonly QueuedMail[],
  documents: ReadonlyMap<string, MailedDocument>,
): Announcement[] {
  return mails.map((mail) =>
    registered(mail, mail.queuedAt, aboutOf(documents.get(numberOf(mail)) ?? unknownDocument(numberOf(mail)))),
  );
}

const numberOf = ({ key }: QueuedMail): string => String(key.number);

/** What it is in the register; those who may read the account see it. */
export function aboutOf({
  number,
  accountId,
  document,
}: MailedDocument): Pick<MailChanged, 'service' | 'kind' | 'about' | 'accountIds'> {
  return { service: 'invoicing', kind: document, about: number, accountIds: accountId === '' ? [] : [accountId] };
}

/** A mail of a document that is not there cannot be written; its outcome says so. */
export const unknownDocument = (number: string): MailedDocument => ({ number, accountId: '', document: 'invoice' });

/** The documents of these numbers. */
export async function documentsOf(sql: Sql, numbers: readonly string[]): Promise<Map<string, MailedDocument>> {
  const rows = await invoicing(sql)
    .selectFrom('invoice')
    .select(['number', 'account_id as accountId', 'document'])
    .where('number', '=', anyOf(numbers))
    .execute();
  return new Map(rows.map((row) => [row.number, row]));
}
