import type { Instant } from '#domain/values/calendar.ts';
import type { AttemptResult, Delivery, Recipient } from '#domain/values/mail-delivery.ts';
import { notify } from './outbox.ts';
import type { Sql } from './slice.ts';

/**
 * A service's own table of mails: each written with what it tells of, and claimed before it is sent (F8). Besides its key it has
 * `message_id`, which is unique, `state`, `recipients`, `attempts`, `doubtful`, `claimed_by`, `queued_at`, `due_at` and `settled_at`.
 */
export interface MailTable {
  readonly schema: string;
  /** Also what the loop that sends the mails is woken with. */
  readonly name: string;
}

/** A mail that is to be sent as soon as the transaction at hand has committed. */
export interface QueuedMail {
  /** What it tells of: the columns of the table's key. */
  readonly key: Readonly<Record<string, string | number>>;
  /** The same whenever it is sent. */
  readonly messageId: string;
  readonly addresses: Iterable<string>;
  readonly queuedAt: Instant;
}

/** A mail that this process alone is to send now. */
export interface ClaimedMail {
  readonly messageId: string;
  readonly delivery: Delivery;
  /** Its claim ended without an outcome, as when a process died: nobody knows whether it was sent. */
  readonly doubtful: boolean;
}

/** Whose claims on the mails of which table. */
export interface Claimant {
  readonly table: MailTable;
  readonly worker: string;
}

/** How long a claim lasts without being renewed. */
export const leaseSeconds = 30;

const named = ({ schema, name }: MailTable): string => `"${schema}"."${name}"`;

/** Writes mails in the transaction at hand, each address of a mail once, and wakes whoever sends them when it commits. */
export async function queueMails(sql: Sql, table: MailTable, mails: readonly QueuedMail[]): Promise<void> {
  const rows = mails.map(({ key, messageId, addresses, queuedAt }) => ({
    ...key,
    message_id: messageId,
    state: 'waiting',
    recipients: [...new Set(addresses)].map((address): Recipient => ({ address, state: 'waiting' })),
    queued_at: queuedAt,
  }));
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await sql(
    `insert into ${named(table)} (${columns})
     select ${columns} from jsonb_populate_recordset(null::${named(table)}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
  await notify(sql, table.schema, table.name);
}

interface ClaimedRow {
  readonly messageId: string;
  readonly recipients: Recipient[];
  readonly attempts: number;
  readonly before: string;
  readonly queuedAt: string;
}

/**
 * Claims up to `limit` mails that are due, and counts the attempt: written before anything is sent. A claim that was not renewed
 * is taken over, also by who had it: so whoever claims must hold none. Not right after a restart of the database, which kept
 * everybody from renewing.
 */
export async function claimMails(sql: Sql, { table, worker }: Claimant, limit: number): Promise<ClaimedMail[]> {
  const rows = await sql<ClaimedRow>(
    `with due as (
       select message_id, state as before from ${named(table)}
       where state in ('waiting', 'claimed') and due_at <= clock_timestamp()
         and (state = 'waiting' or pg_postmaster_start_time() < clock_timestamp() - $2 * interval '1 s')
       order by due_at, message_id limit $3 for update skip locked
     )
     update ${named(table)} mail
     set state = 'claimed', claimed_by = $1, attempts = attempts + 1, due_at = clock_timestamp() + $2 * interval '1 s',
       doubtful = doubtful + case before when 'claimed' then 1 else 0 end
     from due where mail.message_id = due.message_id
     returning mail.message_id as "messageId", recipients, attempts, before,
       to_char(queued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "queuedAt"`,
    [worker, leaseSeconds, limit],
  );
  return rows.map(({ messageId, recipients, attempts, before, queuedAt }) => ({
    messageId,
    delivery: { state: 'claimed', recipients, attempts, queuedAt },
    doubtful: before === 'claimed',
  }));
}

/**
 * Renews claims.
 * @returns the Message-IDs that were renewed; what is missing was taken over and must not be sent
 */
export async function renewClaims(
  sql: Sql,
  { table, worker }: Claimant,
  messageIds: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ message_id: string }>(
    `update ${named(table)} set due_at = clock_timestamp() + $2 * interval '1 s'
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
  { table, worker }: Claimant,
  { messageId, delivery: { attempts } }: ClaimedMail,
  { delivery, waitSeconds }: AttemptResult,
  doubtful: boolean,
): Promise<boolean> {
  const rows = await sql(
    `update ${named(table)}
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
