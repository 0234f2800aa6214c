import type { MailChanged } from '#contracts/mails.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { fulfillment } from '../fulfillment.tables.ts';

/** A mail of another service that somebody wants again. */
export type ForeignMail = Pick<MailChanged, 'messageId' | 'service' | 'kind' | 'about' | 'accountIds'>;

/** Keeps what has become of the mails of other services (F10): the newest attempt wins, whatever comes again. */
export async function saveForeignMails(sql: Sql, mails: readonly MailChanged[]): Promise<void> {
  if (mails.length === 0) return;
  const newest = new Map(mails.map((mail) => [mail.messageId, mail]));
  await sql(
    `insert into fulfillment.foreign_mail (message_id, service, kind, about, account_ids, round, state, recipients, attempts, doubtful,
       queued_at, settled_at)
     select "messageId", service, kind, about, array(select jsonb_array_elements_text("accountIds")), round, state, recipients,
       attempts, doubtful, "queuedAt", case when state = 'waiting' then null else at end
     from jsonb_to_recordset($1::jsonb) as mail ("messageId" text, service text, kind text, about text, "accountIds" jsonb, round int,
       state text, recipients jsonb, attempts int, doubtful int, "queuedAt" timestamptz, at timestamptz)
     on conflict (message_id) do update set state = excluded.state, recipients = excluded.recipients,
       attempts = excluded.attempts, doubtful = excluded.doubtful, settled_at = excluded.settled_at
     where foreign_mail.attempts <= excluded.attempts`,
    [JSON.stringify([...newest.values()])],
  );
  // What still waited when it was wanted again was not tried any more: the service has sent the later one instead.
  await sql(
    `update fulfillment.foreign_mail older set state = 'superseded', settled_at = mail.at
     from jsonb_to_recordset($1::jsonb) as mail (service text, kind text, about text, round int, at timestamptz)
     where older.service = mail.service and older.kind = mail.kind and older.about = mail.about and older.round < mail.round
       and older.state = 'waiting' and older.service = 'invoicing'`,
    [JSON.stringify([...newest.values()].filter(({ round }) => round > 1))],
  );
}

/** A mail of another service, undefined when there is none. */
export async function foreignMail(sql: Sql, messageId: string): Promise<ForeignMail | undefined> {
  return await fulfillment(sql)
    .selectFrom('foreign_mail')
    .select(['message_id as messageId', 'service', 'kind', 'about', 'account_ids as accountIds'])
    .where('message_id', '=', messageId)
    .executeTakeFirst();
}
