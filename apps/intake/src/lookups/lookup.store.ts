import type { LookupState } from '#domain/orders/lookups/lookup.ts';
import { lockStreams } from '#runtime/postgres/locks.ts';
import { notify } from '#runtime/postgres/notify.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type AskedLookup, listKey } from './asked-lookup.ts';
import { isoOf, lookupPauses } from './lookup.pauses.ts';
import type { LookupRowState } from './lookup.tables.ts';

/** What is to be read back, who is at it, and who pauses. Times are instants in milliseconds by the clock of the process. */

/** What the job is woken by. */
export const lookupsChannel = 'lookups';

/** At a time from one sender, by all processes together. */
const mostAtOnce = 4;
/** Longer than two tries, a token and a transaction take. */
const leaseMilliseconds = 60_000;
/** A list has many pages. */
const listLeaseMilliseconds = 15 * 60_000;

export interface LookupRequest extends AskedLookup {
  readonly sender: string;
  readonly traceparent?: string;
  readonly asked: number;
  readonly due: number;
}

/**
 * Asks for reads in the transaction at hand; many of one order become one. What waits after a failed try keeps its time, so that a
 * system in trouble is not asked more often the more it tells; what was given up begins anew.
 */
export async function askForLookups(sql: Sql, requests: readonly LookupRequest[]): Promise<void> {
  if (requests.length === 0) return;
  const rows = [...merged(requests)].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  await sql(
    `insert into intake.lookup as known (sender, key, state, asked_at, asks, due_at, is_deleted, failures, traceparent)
     select sender, key, 'waiting', asked_at, 1, due_at, is_deleted, 0, traceparent
     from json_to_recordset($1::json)
       as asked (sender text, key text, asked_at timestamptz, due_at timestamptz, is_deleted boolean, traceparent text)
     on conflict (sender, key) do update
       set state = 'waiting', asked_at = greatest(known.asked_at, excluded.asked_at), asks = known.asks + 1,
         is_deleted = known.is_deleted or excluded.is_deleted, traceparent = excluded.traceparent,
         due_at = case when known.state = 'waiting' and known.failures > 0 then known.due_at
                       else least(known.due_at, excluded.due_at) end,
         failures = case known.state when 'waiting' then known.failures else 0 end,
         failing_since = case known.state when 'waiting' then known.failing_since end`,
    [JSON.stringify(rows)],
  );
  await notify(sql, 'intake', lookupsChannel);
}

function merged(requests: readonly LookupRequest[]): Map<string, Record<string, unknown>> {
  const rows = new Map<string, Record<string, unknown>>();
  for (const { sender, key, asked, due, isDeleted, traceparent } of requests) {
    const id = `${sender}\n${key}`;
    const deleted = isDeleted || rows.get(id)?.is_deleted === true;
    rows.set(id, { sender, key, asked_at: isoOf(asked), due_at: isoOf(due), is_deleted: deleted, traceparent });
  }
  return rows;
}

/** Has the list of a sender read at a time, unless it is known when it is read. */
export async function beginLists(
  sql: Sql,
  sender: string,
  { asked, due }: { readonly asked: number; readonly due: number },
): Promise<void> {
  await sql(
    `insert into intake.lookup (sender, key, state, asked_at, asks, due_at, is_deleted, failures)
     values ($1, $2, 'waiting', $3::timestamptz, 0, $4::timestamptz, false, 0) on conflict (sender, key) do nothing`,
    [sender, listKey, isoOf(asked), isoOf(due)],
  );
}

/** Nothing of a sender is claimed until the commit: between its look at the pauses and its claim, nobody else may begin a pause. */
export async function lockClaims(sql: Sql, sender: string): Promise<void> {
  await lockStreams(sql, 'intake', new Set([`lookups/${sender}`]));
}

/** A look-up that is ours until its lease ends. */
export interface ClaimedLookup extends LookupState {
  readonly sender: string;
  readonly key: string;
  readonly lease: number;
  /** How often somebody said that it changed. */
  readonly asks: number;
  readonly etag?: string;
  readonly sourceId?: string;
  /** When the last read that counts began. */
  readonly read?: number;
  readonly traceparent?: string;
}

/**
 * Claims what is due of a sender: never more than four at a time, whoever is at them, and one where the sender paused, to see whether it
 * has to. What a process left is claimed by another when its lease has ended.
 */
export async function claimLookups(sql: Sql, sender: string, now: number): Promise<ClaimedLookup[]> {
  // Who claims for the same sender waits here, and counts what this one claims.
  await lockClaims(sql, sender);
  const [pause] = await lookupPauses(sql, [sender]);
  if (pause && pause.until > now) return [];
  const rows = await sql<LookupRecord>(
    `with due as (
       select sender, key from intake.lookup
       where sender = $1 and due_at <= $2::timestamptz and (lease_until is null or lease_until <= $2::timestamptz)
       order by due_at, key
       limit greatest(0, $3 - (select count(*) from intake.lookup where sender = $1 and lease_until > $2::timestamptz))
       for update skip locked
     )
     update intake.lookup claimed
     set lease_until = case claimed.key when $4 then $6::timestamptz else $5::timestamptz end
     from due where claimed.sender = due.sender and claimed.key = due.key
     returning ${record('claimed')}`,
    [
      sender,
      isoOf(now),
      pause ? 1 : mostAtOnce,
      listKey,
      isoOf(now + leaseMilliseconds),
      isoOf(now + listLeaseMilliseconds),
    ],
  );
  return rows.map(claimedOf);
}

interface LookupRecord {
  readonly sender: string;
  readonly key: string;
  readonly asked: number;
  readonly asks: number;
  readonly is_deleted: boolean;
  readonly failures: number;
  readonly failing: number | null;
  readonly lease: number;
  readonly etag: string | null;
  readonly source_id: string | null;
  readonly read: number | null;
  readonly traceparent: string | null;
}

const record = (table: string) => {
  const millis = (column: string) => `(extract(epoch from ${table}.${column}) * 1000)::float8`;
  return `${table}.sender, ${table}.key, ${table}.asks, ${table}.is_deleted, ${table}.failures, ${table}.etag, ${table}.source_id, ${table}.traceparent,
    ${millis('asked_at')} as asked, ${millis('failing_since')} as failing, ${millis('lease_until')} as lease, ${millis('read_at')} as read`;
};

function claimedOf(row: LookupRecord): ClaimedLookup {
  return {
    sender: row.sender,
    key: row.key,
    asked: row.asked,
    asks: row.asks,
    isDeleted: row.is_deleted,
    failures: row.failures,
    failingSince: row.failing ?? undefined,
    lease: row.lease,
    etag: row.etag ?? undefined,
    sourceId: row.source_id ?? undefined,
    read: row.read ?? undefined,
    traceparent: row.traceparent ?? undefined,
  };
}

/** The same as it stands now, locked until the commit: an event may have come meanwhile. Undefined where another process has it. */
export async function claimedStill(
  sql: Sql,
  { sender, key, lease }: ClaimedLookup,
): Promise<ClaimedLookup | undefined> {
  const [row] = await sql<LookupRecord>(
    `select ${record('lookup')} from intake.lookup
     where sender = $1 and key = $2 and lease_until = $3::timestamptz for update`,
    [sender, key, isoOf(lease)],
  );
  return row && claimedOf(row);
}

/** How a look-up goes on. */
export interface SettledLookup {
  readonly state: LookupRowState;
  readonly due?: number;
  readonly isDeleted: boolean;
  readonly failures: number;
  readonly failingSince?: number;
  readonly why?: string;
  readonly read?: number;
  readonly etag?: string;
  readonly sourceId?: string;
}

/** Writes how it goes on, and ends the lease. */
export async function settleLookup(
  sql: Sql,
  { sender, key }: Pick<ClaimedLookup, 'sender' | 'key'>,
  settled: SettledLookup,
): Promise<void> {
  await sql(
    `update intake.lookup
     set lease_until = null, state = $3, due_at = $4::timestamptz, is_deleted = $5, failures = $6, failing_since = $7::timestamptz,
       last_error = $8, read_at = $9::timestamptz, etag = $10, source_id = $11
     where sender = $1 and key = $2`,
    [
      ...[sender, key, settled.state, isoOf(settled.due), settled.isDeleted, settled.failures],
      ...[isoOf(settled.failingSince), settled.why?.slice(0, 400) ?? null, isoOf(settled.read)],
      ...[settled.etag ?? null, settled.sourceId ?? null],
    ],
  );
}

/** When something is next to be read; undefined where nothing is. */
export async function nextLookup(sql: Sql, senders: readonly string[]): Promise<number | undefined> {
  const [row] = await sql<{ next: number | null }>(
    `select (extract(epoch from min(greatest(due_at, lease_until, until_at))) * 1000)::float8 as next
     from intake.lookup left join intake.lookup_pause using (sender)
     where due_at is not null and sender = any($1::text[])`,
    [senders],
  );
  return row?.next ?? undefined;
}
