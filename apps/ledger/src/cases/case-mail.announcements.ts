import type { MailChanged } from '#contracts/mails.ts';
import type { QueuedMail } from '#runtime/mail/queue.ts';
import { registered } from '#runtime/mail/register.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Announcement } from '#runtime/slices/slice.ts';

/** What the register of mails hears of mails that are being queued (F10). */
export async function announceQueued(sql: Sql, mails: readonly QueuedMail[]): Promise<Announcement[]> {
  const caseOf = ({ key }: QueuedMail) => String(key.case_id);
  const found = await accountsOf(sql, mails.map(caseOf));
  return mails.map((mail) => registered(mail, mail.queuedAt, aboutOf(caseOf(mail), found.get(caseOf(mail)) ?? [])));
}

/** What a mail about a case is in the register; those who may read both accounts see it. */
export function aboutOf(
  about: string,
  accountIds: readonly string[],
): Pick<MailChanged, 'service' | 'kind' | 'about' | 'accountIds'> {
  return { service: 'ledger', kind: 'case', about, accountIds: [...new Set(accountIds)] };
}

/** Source and destination of cases. */
export async function accountsOf(
  sql: Sql,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, readonly [string, string]>> {
  const rows = await sql<{ caseId: string; from: string; to: string }>(
    `select case_id as "caseId", from_account as "from", to_account as "to" from ledger.transfer_case
     where case_id = any($1::text[])`,
    [caseIds],
  );
  return new Map(rows.map(({ caseId, from, to }) => [caseId, [from, to]]));
}
