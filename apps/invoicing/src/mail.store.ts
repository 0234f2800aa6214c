import type { IssuedInvoice } from '#domain/invoices/books.ts';
import type { AttemptResult, Delivery, Recipient } from '#domain/values/mail-delivery.ts';
import { notify } from '#runtime/outbox.ts';
import type { Sql } from '#runtime/slice.ts';

/** The mails of issued documents as rows: one each, written with it, and claimed before it is sent (I6). */

/** How long a claim lasts without being renewed. */
export const leaseSeconds = 30;

/** What a loop that sends mails is woken with. */
export const mailQueued = 'invoice mail';

/** A mail that this process alone is to send now. */
export interface ClaimedMail {
  readonly number: string;
  readonly messageId: string;
  readonly delivery: Delivery;
  /** Another process claimed it and died: nobody knows whether it was sent. */
  readonly doubtful: boolean;
}

/** Queues the mails of documents that are being issued, to the addresses of their accounts; none where there is no address. */
export async function insertMails(
  sql: Sql,
  documents: readonly IssuedInvoice[],
  emailsOf: (accountId: string) => readonly string[],
  mailDomain: string,
): Promise<void> {
  const rows = documents.flatMap(({ number, accountId, issuedAt }) => {
    const recipients = [...new Set(emailsOf(accountId))].map((address) => ({ address, state: 'waiting' }));
    const messageId = `<invoice.${number}@${mailDomain}>`;
    return recipients.length === 0 ? [] : [{ number, message_id: messageId, recipients, queued_at: issuedAt }];
  });
  if (rows.length === 0) return;
  await sql(
    `insert into invoicing.mail (number, message_id, state, recipients, queued_at)
     select number, message_id, 'waiting', recipients, queued_at
     from jsonb_to_recordset($1::jsonb) as mail (number text, message_id text, recipients jsonb, queued_at timestamptz)`,
    [JSON.stringify(rows)],
  );
  await notify(sql, 'invoicing', mailQueued);
}

/**
 * Claims up to `limit` mails that are due, for `worker`, and counts the attempt: written before anything is sent. A claim that
 * was not renewed is taken over; not right after a restart of the database, which kept everybody from renewing.
 */
export async function claimMails(sql: Sql, worker: string, limit: number): Promise<ClaimedMail[]> {
  const rows = await sql<ClaimedRow>(
    `with due as (
       select number, state as before from invoicing.mail
       where state in ('waiting', 'claimed') and due_at <= clock_timestamp()
         and (state = 'waiting' or (claimed_by <> $1 and pg_postmaster_start_time() < clock_timestamp() - $2 * interval '1 s'))
       order by due_at, number limit $3 for update skip locked
     )
     update invoicing.mail
     set state = 'claimed', claimed_by = $1, attempts = attempts + 1, due_at = clock_timestamp() + $2 * interval '1 s',
       doubtful = doubtful + case before when 'claimed' then 1 else 0 end
     from due where mail.number = due.number
     returning mail.number, message_id as "messageId", recipients, attempts, before,
       to_char(queued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "queuedAt"`,
    [worker, leaseSeconds, limit],
  );
  return rows.map(({ number, messageId, recipients, attempts, queuedAt, before }) => ({
    number,
    messageId,
    delivery: { state: 'claimed', recipients, attempts, queuedAt },
    doubtful: before === 'claimed',
  }));
}

interface ClaimedRow {
  number: string;
  messageId: string;
  recipients: Recipient[];
  attempts: number;
  queuedAt: string;
  before: string;
}

/**
 * Renews claims of `worker`.
 * @returns the numbers that were renewed; what is missing was taken over and must not be sent
 */
export async function renewClaims(sql: Sql, worker: string, numbers: readonly string[]): Promise<string[]> {
  const rows = await sql<{ number: string }>(
    `update invoicing.mail set due_at = clock_timestamp() + $2 * interval '1 s'
     where state = 'claimed' and claimed_by = $1 and number = any($3::text[]) returning number`,
    [worker, leaseSeconds, numbers],
  );
  return rows.map((row) => row.number);
}

/**
 * Records what an attempt came to. That of a claim which another process has taken over meanwhile is dropped: that one reports.
 * @returns whether it was recorded
 */
export async function recordAttempt(
  sql: Sql,
  worker: string,
  { number, delivery: { attempts } }: ClaimedMail,
  { delivery, waitSeconds }: AttemptResult,
  doubtful: boolean,
): Promise<boolean> {
  const rows = await sql(
    `update invoicing.mail
     set state = $4, recipients = $5::jsonb, doubtful = doubtful + $6, claimed_by = null,
       due_at = clock_timestamp() + $7 * interval '1 s',
       settled_at = case $4 when 'waiting' then null else clock_timestamp() end
     where number = $1 and attempts = $2 and claimed_by = $3 and state = 'claimed' returning number`,
    [
      ...[number, attempts, worker, delivery.state, JSON.stringify(delivery.recipients)],
      ...[doubtful ? 1 : 0, waitSeconds ?? 0],
    ],
  );
  return rows.length > 0;
}
