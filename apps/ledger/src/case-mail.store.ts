import type { TransferCase } from '#domain/licenses/case.ts';
import type { LicenseEvent } from '#domain/licenses/events.ts';
import type { AttemptResult, Delivery, Recipient } from '#domain/values/mail-delivery.ts';
import { notify } from '#runtime/outbox.ts';
import type { Sql } from '#runtime/slice.ts';
import { instantSql } from './ledger.rows.ts';

/** The mails of transfer cases as rows: one for each step, written with it, and claimed before it is sent (K8, F8). */

/** How long a claim lasts without being renewed. */
export const leaseSeconds = 30;

/** What the loop that sends the mails is woken with. */
export const mailQueued = 'case mail';

/** A mail that this process alone is to send now. */
export interface ClaimedMail {
  readonly caseId: string;
  /** The how manieth step of the case it tells of, counted from 1. */
  readonly step: number;
  readonly messageId: string;
  readonly delivery: Delivery;
  /** Another process claimed it and died: nobody knows whether it was sent. */
  readonly doubtful: boolean;
}

/** Message-ID of the mail about a step: always the same. */
export function messageIdOf(caseId: string, step: number, mailDomain: string): string {
  return `<case.${caseId.replaceAll(/[^\w.-]/g, '_')}.${step}@${mailDomain}>`;
}

/** Queues a mail for each step that was taken: to the requester, and to everybody else who has taken one. */
export async function insertCaseMails(sql: Sql, events: readonly LicenseEvent[], mailDomain: string): Promise<void> {
  const rows = events.flatMap((event) => ('case' in event ? [rowOf(event.case, mailDomain)] : []));
  if (rows.length === 0) return;
  await sql(
    `insert into ledger.case_mail (case_id, step, message_id, state, recipients, queued_at)
     select case_id, step, message_id, 'waiting', recipients, queued_at from jsonb_to_recordset($1::jsonb)
       as mail (case_id text, step int, message_id text, recipients jsonb, queued_at timestamptz)`,
    [JSON.stringify(rows)],
  );
  await notify(sql, 'ledger', mailQueued);
}

function rowOf({ caseId, requestedBy, history }: TransferCase, mailDomain: string) {
  const people = new Set([requestedBy, ...history.map(({ by }) => by)]);
  return {
    case_id: caseId,
    step: history.length,
    message_id: messageIdOf(caseId, history.length, mailDomain),
    recipients: [...people].map((address) => ({ address, state: 'waiting' })),
    queued_at: history.at(-1)?.at,
  };
}

interface ClaimedRow extends Omit<ClaimedMail, 'delivery' | 'doubtful'> {
  readonly recipients: Recipient[];
  readonly attempts: number;
  readonly before: string;
  readonly queuedAt: string;
}

/**
 * Claims up to `limit` mails that are due, for `worker`, and counts the attempt: written before anything is sent. A claim that
 * was not renewed is taken over; not right after a restart of the database, which kept everybody from renewing.
 */
export async function claimMails(sql: Sql, worker: string, limit: number): Promise<ClaimedMail[]> {
  const rows = await sql<ClaimedRow>(
    `with due as (
       select case_id, step, state as before from ledger.case_mail
       where state in ('waiting', 'claimed') and due_at <= clock_timestamp()
         and (state = 'waiting' or (claimed_by <> $1 and pg_postmaster_start_time() < clock_timestamp() - $2 * interval '1 s'))
       order by due_at, case_id, step limit $3 for update skip locked
     )
     update ledger.case_mail mail
     set state = 'claimed', claimed_by = $1, attempts = attempts + 1, due_at = clock_timestamp() + $2 * interval '1 s',
       doubtful = doubtful + case before when 'claimed' then 1 else 0 end
     from due where mail.case_id = due.case_id and mail.step = due.step
     returning mail.case_id as "caseId", mail.step, message_id as "messageId", recipients, attempts, before,
       ${instantSql('queued_at')} as "queuedAt"`,
    [worker, leaseSeconds, limit],
  );
  return rows.map(({ recipients, attempts, before, queuedAt, ...mail }) => ({
    ...mail,
    delivery: { state: 'claimed', recipients, attempts, queuedAt },
    doubtful: before === 'claimed',
  }));
}

/**
 * Renews claims of `worker`.
 * @returns the Message-IDs that were renewed; what is missing was taken over and must not be sent
 */
export async function renewClaims(sql: Sql, worker: string, messageIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ message_id: string }>(
    `update ledger.case_mail set due_at = clock_timestamp() + $2 * interval '1 s'
     where state = 'claimed' and claimed_by = $1 and message_id = any($3::text[]) returning message_id`,
    [worker, leaseSeconds, messageIds],
  );
  return rows.map((row) => row.message_id);
}

/**
 * Records what an attempt came to. That of a claim which another process has taken over meanwhile is dropped: that one reports.
 * @returns whether it was recorded
 */
export async function recordAttempt(
  sql: Sql,
  worker: string,
  { messageId, delivery: { attempts } }: ClaimedMail,
  { delivery, waitSeconds }: AttemptResult,
  doubtful: boolean,
): Promise<boolean> {
  const rows = await sql(
    `update ledger.case_mail
     set state = $4, recipients = $5::jsonb, doubtful = doubtful + $6, claimed_by = null,
       due_at = clock_timestamp() + $7 * interval '1 s',
       settled_at = case $4 when 'waiting' then null else clock_timestamp() end
     where message_id = $1 and attempts = $2 and claimed_by = $3 and state = 'claimed' returning message_id`,
    [
      ...[messageId, attempts, worker, delivery.state, JSON.stringify(delivery.recipients)],
      ...[doubtful ? 1 : 0, waitSeconds ?? 0],
    ],
  );
  return rows.length > 0;
}
