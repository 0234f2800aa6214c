import type { Sql } from '../postgres/sql.ts';
import { addToOutbox, outgoingMessages } from '../slices/outbox.ts';
import type { MailKind } from './kind.ts';
import { insertParts, releaseParts } from './parts.ts';
import { type ClaimedMail, type MailRow, type Outcome, qualified } from './row.ts';

/** Mails that were claimed together. */
export interface Claim<Row extends MailRow = MailRow> {
  readonly mails: readonly ClaimedMail<Row>[];
  /** When the first of them was due, in milliseconds since 1970; absent where there are none. */
  readonly firstDue?: number;
}

/** How long a claim lasts without being renewed. */
export const leaseSeconds = 15;

/** Claims are renewed while outcomes of some of them are recorded: in whatever order each came to the rows, they would wait for each other. */
const inOneOrder = 'order by message_id for update';

/**
 * Claims up to `limit` mails that are due, for `worker`, and counts the attempt: written before anything is sent (F8). Rows that
 * others are at are skipped. A claim that was not renewed is taken over; not if it is one of `held`, which this process itself is
 * at, and not right after a restart of the database, which kept everybody from renewing.
 *
 * @param front what was due before it is passed by, in milliseconds since 1970; see `due-front.ts`
 * @returns the mails, and when the first of them was due
 */
export async function claimMails<Row extends MailRow>(
  sql: Sql,
  kind: MailKind<Row>,
  worker: string,
  limit: number,
  held: readonly string[] = [],
  front = 0,
): Promise<Claim<Row>> {
  const table = qualified(kind.table);
  const claimed = await sql<{ row: Row; before: string; due: number }>(
    `with due as (
       select message_id, state as before, due_at from ${table}
       where state in ('waiting', 'claimed') and due_at <= clock_timestamp() and due_at >= to_timestamp($5)
         and (state = 'waiting' or (message_id <> all($4::text[]) and pg_postmaster_start_time() < clock_timestamp() - $2 * interval '1 s'))
       order by due_at, message_id limit $3 for update skip locked
     )
     update ${table} mail
     set state = 'claimed', claimed_by = $1, attempts = attempts + 1, due_at = clock_timestamp() + $2 * interval '1 s',
       doubtful = doubtful + case before when 'claimed' then 1 else 0 end
     from due where mail.message_id = due.message_id
     returning to_jsonb(mail) as "row", before, extract(epoch from due.due_at)::float8 * 1000 as due`,
    [worker, leaseSeconds, limit, held, front / 1000],
  );
  if (claimed.length === 0) return { mails: [] };
  const taken = new Set(claimed.filter(({ before }) => before === 'claimed').map(({ row }) => row.message_id));
  const rows = claimed.map(({ row }) => row);
  const mails: readonly ClaimedMail<Row>[] = ((await kind.load?.(sql, rows)) ?? rows).map((row) => ({
    messageId: row.message_id,
    delivery: {
      state: 'claimed',
      recipients: row.recipients,
      attempts: row.attempts,
      queuedAt: new Date(row.queued_at).toISOString(),
    },
    doubtful: taken.has(row.message_id),
    letterhead: row.letterhead ?? kind.letterhead,
    row,
  }));
  return { mails, firstDue: Math.min(...claimed.map(({ due }) => due)) };
}

/**
 * Renews the claims of `worker` that it holds. One that it does not know of, because the answer to its claim was lost, runs out.
 * @returns those that were renewed; what is missing was taken over and must not be sent
 */
export async function renewClaims(
  sql: Sql,
  { table }: Pick<MailKind, 'table'>,
  worker: string,
  held: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ message_id: string }>(
    `with own as (
       select message_id from ${qualified(table)} where state = 'claimed' and claimed_by = $1 and message_id = any($3::text[])
       ${inOneOrder}
     )
     update ${qualified(table)} mail set due_at = clock_timestamp() + $2 * interval '1 s'
     from own where mail.message_id = own.message_id returning mail.message_id`,
    [worker, leaseSeconds, held],
  );
  return rows.map((row) => row.message_id);
}

/**
 * Records outcomes in the transaction at hand, and announces what is final (F8). An outcome of a claim that another process has
 * taken over meanwhile is dropped: that one reports.
 * @returns the Message-IDs whose outcomes were recorded
 */
export async function recordOutcomes<Row extends MailRow>(
  sql: Sql,
  kind: MailKind<Row>,
  worker: string,
  outcomes: readonly Outcome<Row>[],
  now: string,
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ message_id: string }>(
    `with outcome as (
       select outcome.* from jsonb_to_recordset($1::jsonb)
         as outcome (message_id text, attempts int, state text, recipients jsonb, doubtful int, wait_seconds int)
         join ${qualified(kind.table)} mail using (message_id)
       where mail.attempts = outcome.attempts and mail.state = 'claimed' and mail.claimed_by = $2
       ${inOneOrder} of mail
     )
     update ${qualified(kind.table)} mail
     set state = outcome.state, recipients = outcome.recipients, doubtful = mail.doubtful + outcome.doubtful,
       claimed_by = null, due_at = clock_timestamp() + coalesce(outcome.wait_seconds, 0) * interval '1 s',
       settled_at = case outcome.state when 'waiting' then null else $3::timestamptz end
     from outcome where mail.message_id = outcome.message_id
     returning mail.message_id`,
    [JSON.stringify(outcomes.map(outcomeRow)), worker, now],
  );
  const recorded = new Set(rows.map((row) => row.message_id));
  const valid = outcomes.filter(({ mail }) => recorded.has(mail.messageId));
  await insertParts(sql, kind.table, valid);
  await releaseParts(sql, kind.table, valid);
  // The attempt is the cause: its events have the same ids however often it is recorded.
  const causes = valid.map((outcome) => ({
    message: {
      id: `${outcome.mail.messageId}/${outcome.mail.delivery.attempts}`,
      correlationId: outcome.mail.row.correlation_id || outcome.mail.messageId,
      traceparent: outcome.mail.row.traceparent ?? undefined,
    },
    announcements: kind.announce(outcome, now),
  }));
  await addToOutbox(sql, kind.table.schema, outgoingMessages(causes, kind.table.schema, now));
  return recorded;
}

function outcomeRow({ mail, result, doubtful }: Outcome): Record<string, unknown> {
  return {
    message_id: mail.messageId,
    attempts: mail.delivery.attempts,
    state: result.delivery.state,
    recipients: result.delivery.recipients,
    doubtful: doubtful ? 1 : 0,
    wait_seconds: result.waitSeconds,
  };
}
