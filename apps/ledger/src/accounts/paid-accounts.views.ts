import { sql as expression } from 'kysely';
import type { Account } from '#domain/licenses/books/account.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ledger } from '../ledger.tables.ts';

/** The accounts whose lines come on the invoices of another, as it is told of them (I16). */
export interface PaidFor {
  /** By name; not all where they are very many. */
  readonly paysFor: readonly Pick<Account, 'accountId' | 'name'>[];
  readonly paysForCount: number;
}

/** So many are named at most. */
const most = 100;

/** Those of an account that the reader sees; none of one that is billed on the invoices of another itself. */
export async function paidFor(
  sql: Sql,
  visible: Visible,
  { accountId, invoiceTo }: Pick<Account, 'accountId' | 'invoiceTo'>,
): Promise<PaidFor> {
  if (invoiceTo === 'parent') return { paysFor: [], paysForCount: 0 };
  const rows = await ledger(sql)
    .selectFrom('account')
    .select(['account_id as accountId', 'name', expression<number>`(count(*) over ())::int`.as('count')])
    .where('parent_id', '=', accountId)
    .where('account_id', '<>', accountId)
    .where(({ ref }) => expression<boolean>`${ref('document')}->>'invoiceTo' = 'parent'`)
    .$if(visible !== 'everything', (each) => each.where('account_id', '=', anyOf(visible as readonly string[])))
    .orderBy('name')
    .orderBy('account_id')
    .limit(most)
    .execute();
  const paysFor = rows.map(({ accountId: id, name }) => ({ accountId: id, name }));
  return { paysFor, paysForCount: rows[0]?.count ?? 0 };
}
