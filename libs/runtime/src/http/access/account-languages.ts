import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { tablesOf } from '#runtime/postgres/typed-tables.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';

/** What accounts read, as BCP 47 tags by id; those that nobody told a language of are left out. */
export async function accountLanguages(
  sql: Sql,
  schema: string,
  accountIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  if (accountIds.size === 0) return new Map();
  const rows = await tablesOf(
    schema,
    messagingTables,
  )(sql)
    .selectFrom('account_parent')
    .select(['account_id', 'language'])
    .where('account_id', '=', anyOf([...accountIds]))
    .where('language', 'is not', null)
    .execute();
  return new Map(rows.flatMap(({ account_id, language }) => (language === null ? [] : [[account_id, language]])));
}
