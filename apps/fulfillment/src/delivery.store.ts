import type { AttemptResult, Delivery, Recipient } from '#domain/values/mail-delivery.ts';
import { addToOutbox, type Cause, outgoingMessages } from '#runtime/outbox.ts';
import type { Announcement, Sql } from '#runtime/slice.ts';
import { entitlementsOfShipments, type StoredEntitlement } from './fulfillment.views.ts';

/** How long a claim lasts without being renewed. */
export const leaseSeconds = 15;

/** A mail that this process alone is to send now. */
export interface ClaimedMail {
  readonly shipmentId: string;
  readonly round: number;
  readonly orderNumber: string;
  readonly accountId: string;
  readonly messageId: string;
  readonly correlationId: string;
  readonly delivery: Delivery;
  /** Another process claimed it and died: nobody knows whether it was sent. */
  readonly doubtful: boolean;
  readonly entitlements: readonly StoredEntitlement[];
}

/** What an attempt at a claimed mail came to. */
export interface Outcome {
  readonly mail: ClaimedMail;
  readonly result: AttemptResult;
  /** The connection went while the mail was on its way. */
  readonly doubtful: boolean;
}

/**
 * Claims up to `limit` mails that are due, for `worker`, and counts the attempt: written before anything is sent (F8). Rows that
 * others are at are skipped. A claim that was not renewed is taken over; not if it is one of `held`, which this process itself is
 * at, and not right after a restart of the database, which kept everybody from renewing.
 */
export async function claimMails(
  sql: Sql,
  worker: string,
  limit: number,
  held: readonly string[] = [],
): Promise<ClaimedMail[]> {
  const rows = await sql<ClaimedRow>(
    `with due as (
       select shipment_id, round, state as before from fulfillment.mail
       where state in ('waiting', 'claimed') and due_at <= clock_timestamp()
         and (state = 'waiting' or (message_id <> all($4::text[]) and pg_postmaster_start_time() < clock_timestamp() - $2 * interval '1 s'))
       order by due_at limit $3 for update skip locked
     )
     update fulfillment.mail
     set state = 'claimed', claimed_by = $1, attempts = attempts + 1, due_at = clock_timestamp() + $2 * interval '1 s',
       doubtful = doubtful + case before when 'claimed' then 1 else 0 end
     from due where mail.shipment_id = due.shipment_id and mail.round = due.round
     returning mail.shipment_id as "shipmentId", mail.round, order_number as "orderNumber", account_id as "accountId",
       message_id as "messageId", correlation_id as "correlationId", recipients, attempts, before,
       to_char(queued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "queuedAt"`,
    [worker, leaseSeconds, limit, held],
  );
  if (rows.length === 0) return [];
  const entitlements = await entitlementsOfShipments(
    sql,
    rows.map(({ shipmentId }) => shipmentId),
  );
  const byShipment = Map.groupBy(entitlements, ({ shipmentId }) => shipmentId);
  return rows.map((row) => claimedMail(row, byShipment.get(row.shipmentId) ?? []));
}

/**
 * Renews the claims of `worker` that it holds. One that it does not know of, because the answer to its claim was lost, runs out.
 * @returns those that were renewed; what is missing was taken over and must not be sent
 */
export async function renewClaims(sql: Sql, worker: string, held: readonly string[]): Promise<string[]> {
  const rows = await sql<{ message_id: string }>(
    `update fulfillment.mail set due_at = clock_timestamp() + $2 * interval '1 s'
     where state = 'claimed' and claimed_by = $1 and message_id = any($3::text[]) returning message_id`,
    [worker, leaseSeconds, held],
  );
  return rows.map((row) => row.message_id);
}

/**
 * Records outcomes in the transaction at hand, and announces what is final (F8). An outcome of a claim that another process has
 * taken over meanwhile is dropped: that one reports.
 * @returns how many were recorded
 */
export async function recordOutcomes(
  sql: Sql,
  worker: string,
  outcomes: readonly Outcome[],
  now: string,
): Promise<number> {
  const rows = await sql<{ message_id: string }>(
    `update fulfillment.mail
     set state = outcome.state, recipients = outcome.recipients, doubtful = mail.doubtful + outcome.doubtful,
       claimed_by = null, due_at = clock_timestamp() + coalesce(outcome.wait_seconds, 0) * interval '1 s',
       settled_at = case outcome.state when 'waiting' then null else clock_timestamp() end
     from jsonb_to_recordset($1::jsonb)
       as outcome (message_id text, attempts int, state text, recipients jsonb, doubtful int, wait_seconds int)
     where mail.message_id = outcome.message_id and mail.attempts = outcome.attempts
       and mail.state = 'claimed' and mail.claimed_by = $2
     returning mail.message_id`,
    [JSON.stringify(outcomes.map(outcomeRow)), worker],
  );
  const recorded = new Set(rows.map((row) => row.message_id));
  const causes = outcomes.filter(({ mail }) => recorded.has(mail.messageId)).map((outcome) => causeOf(outcome, now));
  await addToOutbox(sql, 'fulfillment', outgoingMessages(causes, 'fulfillment', now));
  return recorded.size;
}

interface ClaimedRow extends Omit<ClaimedMail, 'delivery' | 'doubtful' | 'entitlements'> {
  readonly recipients: Recipient[];
  readonly attempts: number;
  readonly before: string;
  readonly queuedAt: string;
}

function claimedMail(row: ClaimedRow, entitlements: readonly StoredEntitlement[]): ClaimedMail {
  const { recipients, attempts, before, queuedAt, ...mail } = row;
  return {
    ...mail,
    delivery: { state: 'claimed', recipients, attempts, queuedAt },
    doubtful: before === 'claimed',
    entitlements,
  };
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

function causeOf({ mail, result }: Outcome, now: string): Cause {
  // The attempt is the cause: its events have the same ids however often it is recorded.
  const message = { id: `${mail.messageId}/${mail.delivery.attempts}`, correlationId: mail.correlationId };
  return { message, announcements: result.events.map((event) => announcementOf(mail, event, now)) };
}

function announcementOf(mail: ClaimedMail, event: AttemptResult['events'][number], at: string): Announcement {
  const { shipmentId, orderNumber, messageId } = mail;
  const facts = { shipmentId, orderNumber, messageId, at };
  const to = { topic: 'entitlements', key: mail.accountId, subject: shipmentId } as const;
  return event.type === 'MailSent'
    ? { ...to, type: 'fulfillment-mail.sent.v1', data: { ...facts, to: event.to, answer: event.answer } }
    : {
        ...to,
        type: 'fulfillment-mail.undeliverable.v1',
        data: { ...facts, address: event.address, reason: event.reason },
      };
}
