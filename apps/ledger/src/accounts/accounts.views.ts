import { type Expression, type ExpressionBuilder, sql as expression } from 'kysely';
import type { Account } from '#domain/licenses/books/account.ts';
import type { Instant } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { anywhere, asPeopleSort, sortingOf } from '#runtime/http/lists/sorting.ts';
import { cursorKey, type Page, pageOf, pageSize, wrongCursor } from '#runtime/http/paging.ts';
import { anyOf, beyond } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { accountFrom } from '../books/ledger.rows.ts';
import { type LedgerTables, ledger } from '../ledger.tables.ts';
import { type AccountFigures, figuresOf } from './account-figures.views.ts';

/** Accounts as people see them. */

export interface ListQuery {
  readonly cursor?: string;
  readonly limit?: string;
}

/** What a list of accounts is narrowed by. */
export interface AccountQuery extends ListQuery {
  /** Part of the name or of the id, in any case. */
  readonly q?: string;
  readonly kind?: string;
  /** The account that they belong to. */
  readonly parent?: string;
  /** `true`: only those that somebody has to look at. */
  readonly attention?: string;
  /** A column, with `-` in front for the other way round. */
  readonly sort?: string;
}

/** An account with what it has of each product today (P2). */
export interface AccountView extends AccountFigures {
  readonly accountId: string;
  readonly name: string;
  readonly kind: string;
  readonly parentId?: string;
}

type Accounts = ExpressionBuilder<LedgerTables, 'account'>;

/** What can be sorted by, as the database compares it. */
const sortable: Readonly<Record<string, (of: Accounts) => Expression<string>>> = {
  accountId: ({ ref }) => ref('account_id'),
  name: ({ ref }) => expression<string>`${ref('name')} ${expression.raw(asPeopleSort)}`,
  kind: ({ ref }) => ref('kind'),
};

/** A page of the accounts that somebody may see, by id unless another order is asked for. */
export async function listAccounts(
  sql: Sql,
  visible: Visible,
  at: Instant,
  query: AccountQuery,
): Promise<Page<AccountView>> {
  const size = pageSize(query.limit);
  const { sort = 'accountId' } = query;
  const { column, direction } = sortingOf(sort, sortable);
  // A place in one order is none in another.
  const [sorted, key, after] = cursorKey(query.cursor, ['text', 'text', 'text']) ?? [sort];
  if (sorted !== sort) throw wrongCursor();
  const { q, kind, parent } = query;
  const rows = await ledger(sql)
    .selectFrom('account')
    .select(['document', (of) => expression<string>`${column(of)}`.as('key')])
    .where((of) =>
      of.and([
        ...(visible === 'everything' ? [] : [of('account_id', '=', anyOf(visible))]),
        ...(key === undefined || after === undefined
          ? []
          : [beyond(direction, [column(of), of.ref('account_id')], [of.val(key), of.val(after)])]),
        ...(kind === undefined ? [] : [of('kind', '=', kind)]),
        ...(parent === undefined ? [] : [of('parent_id', '=', parent)]),
        ...(q === undefined ? [] : [namedLike(of, q)]),
      ]),
    )
    .orderBy(column, direction)
    .orderBy('account_id', direction)
    .limit(size + 1)
    .execute();
  const page = pageOf(
    rows.map((row) => ({ account: accountFrom(row.document), key: row.key })),
    size,
    ({ account, key }) => [sort, key, account.accountId],
  );
  const accounts = page.items.map(({ account }) => account);
  const figures = await figuresOf(sql, accounts, at);
  const items = accounts.map((account) => ({ ...accountFacts(account), ...(figures.get(account.accountId) ?? none) }));
  return { items, nextCursor: page.nextCursor };
}

/** One account; undefined when there is none. */
export async function findAccount(sql: Sql, accountId: string, at: Instant): Promise<AccountView | undefined> {
  const account = await knownAccount(sql, accountId);
  if (!account) return undefined;
  const figures = await figuresOf(sql, [account], at);
  return { ...accountFacts(account), ...(figures.get(accountId) ?? none) };
}

/** The account as rules look at it; undefined when there is none. */
export async function knownAccount(sql: Sql, accountId: string): Promise<Account | undefined> {
  const row = await ledger(sql)
    .selectFrom('account')
    .select('document')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row && accountFrom(row.document);
}

/** An account as messages tell of it: its price as a decimal string. */
export function accountFacts(account: Account) {
  const { unitPriceMinor, fromOrder: _fromOrder, asOf: _asOf, ...facts } = account;
  if (unitPriceMinor === undefined || facts.currency === undefined) return facts;
  return { ...facts, unitPrice: formatMinor(unitPriceMinor, facts.currency) };
}

/** Accounts with a text in their name or id, in any case; index `account_text` is of these. */
const namedLike = ({ fn, or, ref }: Accounts, q: string) =>
  or(
    (['name', 'account_id'] as const).map(
      (column) => expression<boolean>`${fn('lower', [ref(column)])} like lower(${anywhere(q)})`,
    ),
  );

const none: AccountFigures = { products: [], deviceTypes: [], programs: [] };
