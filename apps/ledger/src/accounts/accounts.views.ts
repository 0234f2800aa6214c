import { type Expression, sql as expression, type SelectQueryBuilder, type SqlBool } from 'kysely';
import type { Account } from '#domain/licenses/books/account.ts';
import { resellerKinds } from '#domain/licenses/rules/rules-stock.ts';
import type { Instant } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { anywhere, asPeopleSort, sortingOf } from '#runtime/http/lists/sorting.ts';
import { cursorKey, type KeyPart, type Page, pageOf, pageSize, wrongCursor } from '#runtime/http/paging.ts';
import { anyOf, beyond } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { accountFrom } from '../books/ledger.rows.ts';
import { type LedgerTables, ledger } from '../ledger.tables.ts';
import type { Sum } from '../sums/account-sums.ts';
import { type Accounts, figuredAccounts, isUrgent } from '../sums/figured-accounts.ts';
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
  /** `true`: only those that can have stock (S1). */
  readonly stock?: string;
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

/** What a list is sorted by: an expression, its type, and what of it stands in a cursor. */
interface Sortable<Of> {
  readonly by: (of: Of) => Expression<unknown>;
  readonly type: 'text' | 'bigint' | 'date';
  readonly part: KeyPart;
  /** What has to be added up for it; absent: nothing. */
  readonly sums?: readonly Sum[];
}

const text = (by: (of: Accounts) => Expression<unknown>): Sortable<Accounts> => ({ by, type: 'text', part: 'text' });

/** What can be sorted by, as the database compares it. */
const columns: Readonly<Record<string, Sortable<Accounts>>> = {
  accountId: text(({ ref }) => ref('account.account_id')),
  name: text(({ ref }) => expression`${ref('account.name')} ${expression.raw(asPeopleSort)}`),
  kind: text(({ ref }) => ref('account.kind')),
  parentId: text(({ ref }) => expression`coalesce(${ref('account.parent_id')}, '')`),
};

const count = (sums: readonly Sum[], figure: string): Sortable<Accounts> => ({
  by: () => expression.raw(figure),
  type: 'bigint',
  part: 'number',
  sums,
});

/** And by what is added up for it. */
const figures: Readonly<Record<string, Sortable<Accounts>>> = {
  total: count(['total'], 'coalesce(figured.total, 0)'),
  inUse: count(['inUse'], 'coalesce(figured.in_use, 0)'),
  available: count(['total', 'inUse'], 'coalesce(figured.total, 0) - coalesce(figured.in_use, 0)'),
  // What does not end comes after everything that does.
  nextEnd: {
    by: () => expression.raw(`coalesce(figured.ends_on, 'infinity')`),
    type: 'date',
    part: 'date',
    sums: ['nextEnd'],
  },
};

const sortable = { ...columns, ...figures };

/** A page of the accounts that somebody may see, by id unless another order is asked for. */
export async function listAccounts(
  sql: Sql,
  visible: Visible,
  at: Instant,
  query: AccountQuery,
): Promise<Page<AccountView>> {
  const size = pageSize(query.limit);
  const { sort = 'accountId', attention } = query;
  const { column, direction } = sortingOf(sort, sortable);
  // A place in one order is none in another.
  const [sorted, key, after] = cursorKey(query.cursor, ['text', column.part, 'text']) ?? [sort];
  if (sorted !== sort) throw wrongCursor();
  const chosen = (of: Accounts) => chosenBy(of, visible, query);
  const isUrgentAlone = attention === 'true';
  const sums = new Set([...(column.sums ?? []), ...(isUrgentAlone ? (['over', 'nextEnd'] as const) : [])]);
  const { by, type } = column;
  const found =
    sums.size > 0
      ? (await figuredAccounts(sql, at, chosen, [...sums])).$if(isUrgentAlone, (each) => each.where(isUrgent(at)))
      : ledger(sql).selectFrom('account').where(chosen);
  const rows = await (found as Found)
    .select(['account.document', (of) => expression<string>`(${by(of)})::text`.as('key')])
    .where((of) =>
      of.and(
        key === undefined || after === undefined
          ? []
          : [
              beyond(
                direction,
                [by(of), of.ref('account.account_id')],
                [expression`${key}::${expression.raw(type)}`, of.val(after)],
              ),
            ],
      ),
    )
    .orderBy(by, direction)
    .orderBy('account.account_id', direction)
    .limit(size + 1)
    .execute();
  const page = pageOf(
    rows.map((row) => ({ account: accountFrom(row.document), key: row.key })),
    size,
    ({ account, key: place }) => [sort, place, account.accountId],
  );
  const accounts = page.items.map(({ account }) => account);
  const shown = await figuresOf(sql, accounts, at);
  const items = accounts.map((account) => ({ ...accountFacts(account), ...(shown.get(account.accountId) ?? none) }));
  return { items, nextCursor: page.nextCursor };
}

/** Accounts, with or without their sums: what both have. */
type Found = SelectQueryBuilder<LedgerTables, 'account', object>;

/** Those that somebody may see and asked for. */
function chosenBy(of: Accounts, visible: Visible, { q, kind, parent, stock }: AccountQuery): Expression<SqlBool> {
  return of.and([
    ...(visible === 'everything' ? [] : [of('account.account_id', '=', anyOf(visible))]),
    ...(kind === undefined ? [] : [of('account.kind', '=', kind)]),
    ...(stock === 'true' ? [of('account.kind', 'in', resellerKinds)] : []),
    ...(parent === undefined ? [] : [of('account.parent_id', '=', parent)]),
    ...(q === undefined ? [] : [namedLike(of, q)]),
  ]);
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
    (['account.name', 'account.account_id'] as const).map(
      (column) => expression<boolean>`${fn('lower', [ref(column)])} like lower(${anywhere(q)})`,
    ),
  );

const none: AccountFigures = { products: [], deviceTypes: [], programs: [] };
