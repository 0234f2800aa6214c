import type { Sql } from '#runtime/postgres/sql.ts';

/** Senders whose system turns our credentials down: nothing is read from them until then. */
export interface LookupPause {
  readonly sender: string;
  readonly until: number;
  readonly pauses: number;
  readonly why: string;
}

/** Senders that pause, also those whose pause is over and who were not asked since. */
export async function lookupPauses(sql: Sql, senders: readonly string[]): Promise<LookupPause[]> {
  return await sql<LookupPause>(
    `select sender, pauses, why, (extract(epoch from until_at) * 1000)::float8 as until
     from intake.lookup_pause where sender = any($1::text[]) order by sender`,
    [senders],
  );
}

/** Pauses a sender. Where several reads were under way, the first pauses it. */
export async function pauseLookups(sql: Sql, { sender, until, pauses, why }: LookupPause, now: number): Promise<void> {
  await sql(
    `insert into intake.lookup_pause as known (sender, since, until_at, pauses, why)
     values ($1, $2::timestamptz, $3::timestamptz, $4, $5)
     on conflict (sender) do update set until_at = excluded.until_at, pauses = excluded.pauses, why = excluded.why
     where known.until_at <= $2::timestamptz`,
    [sender, isoOf(now), isoOf(until), pauses, why.slice(0, 400)],
  );
}

export async function endPause(sql: Sql, sender: string): Promise<void> {
  await sql('delete from intake.lookup_pause where sender = $1', [sender]);
}

/** Milliseconds as the database takes them; null for none. */
export function isoOf(milliseconds: number): string;
export function isoOf(milliseconds: number | undefined): string | null;
export function isoOf(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}
