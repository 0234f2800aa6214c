import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** Keeps what changed of accounts and of people's roles in them, and who said so. Rows only ever come. */
export async function saveAccountHistory(sql: Sql, events: readonly LicenseEvent[]): Promise<void> {
  const rows = events.flatMap((event) => rowOf(event) ?? []);
  if (rows.length === 0) return;
  await sql(
    `insert into ledger.account_history (account_id, at, what, email, source, changed_by, fields)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::json[])`,
    [
      rows.map((row) => row.accountId),
      rows.map((row) => row.change.at),
      rows.map((row) => row.what),
      rows.map((row) => row.email ?? null),
      rows.map((row) => row.change.source),
      rows.map((row) => row.change.changedBy ?? null),
      rows.map((row) => JSON.stringify(row.change.fields)),
    ],
  );
}

function rowOf(event: LicenseEvent) {
  if (event.type === 'AccountUpdated' && event.change) {
    return { accountId: event.account.accountId, what: 'account', email: undefined, change: event.change };
  }
  if (event.type === 'AdministratorUpdated' && event.change) {
    const { accountId, email, removed } = event.administrator;
    return { accountId, what: removed ? 'administrator-removed' : 'administrator', email, change: event.change };
  }
  return undefined;
}
