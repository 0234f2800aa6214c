import type { Account } from '#domain/licenses/account.ts';
import { standing } from '#domain/licenses/transferable.ts';
import type { CalendarDate } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Visible } from '#runtime/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/paging.ts';
import type { Sql } from '#runtime/slice.ts';
import { accountFrom } from './ledger.rows.ts';

/** Accounts as people see them. */

export interface ListQuery {
  readonly cursor?: string;
  readonly limit?: string;
}

/** An account with what it has of each product today (P2). */
export interface AccountView {
  readonly accountId: string;
  readonly name: string;
  readonly kind: string;
  readonly parentId?: string;
  readonly products: readonly {
    readonly sku: string;
    readonly total: number;
    readonly inUse: number;
    readonly available: number;
  }[];
}

/** A page of the accounts that somebody may see, by id. */
export async function listAccounts(
  sql: Sql,
  visible: Visible,
  today: CalendarDate,
  query: ListQuery,
): Promise<Page<AccountView>> {
  const size = pageSize(query.limit);
  const [after] = cursorKey(query.cursor, 1) ?? [null];
  const rows = await sql<{ document: unknown }>(
    `select document from ledger.account where ($1::text[] is null or account_id = any($1::text[]))
       and ($2::text is null or account_id > $2) order by account_id limit $3`,
    [visible === 'everything' ? null : visible, after, size + 1],
  );
  const page = pageOf(
    rows.map((row) => accountFrom(row.document)),
    size,
    ({ accountId }) => [accountId],
  );
  const products = await productsOf(
    sql,
    page.items.map(({ accountId }) => accountId),
    today,
  );
  const items = page.items.map((account) => ({
    ...withPrice(account),
    products: products.get(account.accountId) ?? [],
  }));
  return { items, nextCursor: page.nextCursor };
}

/** One account; undefined when there is none. */
export async function findAccount(sql: Sql, accountId: string, today: CalendarDate): Promise<AccountView | undefined> {
  const account = await knownAccount(sql, accountId);
  if (!account) return undefined;
  const products = await productsOf(sql, [accountId], today);
  return { ...withPrice(account), products: products.get(accountId) ?? [] };
}

/** The account as rules look at it; undefined when there is none. */
export async function knownAccount(sql: Sql, accountId: string): Promise<Account | undefined> {
  const [row] = await sql<{ document: unknown }>('select document from ledger.account where account_id = $1', [
    accountId,
  ]);
  return row && accountFrom(row.document);
}

function withPrice(account: Account) {
  const { unitPriceMinor, fromOrder: _fromOrder, asOf: _asOf, ...facts } = account;
  if (unitPriceMinor === undefined || facts.currency === undefined) return facts;
  return { ...facts, unitPrice: formatMinor(unitPriceMinor, facts.currency) };
}

async function productsOf(sql: Sql, accountIds: readonly string[], today: CalendarDate) {
  const rows = await sql<{ account_id: string; counted: string; total: string; in_use: number }>(
    `select account_id, counted, coalesce(total, 0) as total, coalesce(in_use, 0) as in_use from (
       select account_id, counted, sum(change) as total from ledger.coverage
       where account_id = any($1::text[]) and day <= $2::date and counted like 'sku:%' group by 1, 2) held
     full join (select * from ledger.device_count where account_id = any($1::text[]) and counted like 'sku:%') used
       using (account_id, counted)
     where total > 0 or in_use > 0 order by account_id, counted`,
    [accountIds, today],
  );
  const groups = Map.groupBy(rows, (row) => row.account_id);
  return new Map(
    [...groups].map(([accountId, group]) => [
      accountId,
      group.map((row) => ({ sku: row.counted.slice(4), ...standing(Number(row.total), row.in_use) })),
    ]),
  );
}
