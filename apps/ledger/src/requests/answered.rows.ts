import { nthOf } from '#domain/licenses/authority/asked.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** R9: which of these requests have their journal or their refusal already; one statement. */
export async function answeredOf(sql: Sql, requests: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  if (requests.size === 0) return new Set();
  const ids = [...requests];
  const rows = await sql<{ id: string }>(
    `select id from unnest($1::text[], $2::text[]) as asked (id, journal)
     where exists (select from ledger.journal where journal_id = asked.journal)
       or exists (select from ledger.event_log where reference = asked.id and violations is not null)`,
    [ids, ids.map((id) => nthOf(id, 1))],
  );
  return new Set(rows.map(({ id }) => id));
}
