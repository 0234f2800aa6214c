import { nthOf } from '#domain/licenses/authority/asked.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Received } from '#runtime/slices/slice.ts';
import { sha256 } from '../books/digest.ts';
import { requestIdOf } from '../books/ledger.books.ts';
import { requestTypes } from '../ledger.slices.ts';

/** R9: which requests of a batch have their journal or their refusal already; one statement. */
export async function answeredOf(sql: Sql, messages: readonly Received[]): Promise<ReadonlySet<string>> {
  const ids = messages.filter(({ type }) => requestTypes.has(type)).map((message) => requestIdOf(message, sha256));
  if (ids.length === 0) return new Set();
  const rows = await sql<{ id: string }>(
    `select id from unnest($1::text[], $2::text[]) as asked (id, journal)
     where exists (select from ledger.journal where journal_id = asked.journal)
       or exists (select from ledger.event_log where reference = asked.id and violations is not null)`,
    [ids, ids.map((id) => nthOf(id, 1))],
  );
  return new Set(rows.map(({ id }) => id));
}
