import { type Account, begunBy } from '#domain/licenses/books/account.ts';
import { type Books, emptyBooks, keyOf } from '#domain/licenses/books/books.ts';
import { deviceTypeIn } from '#domain/licenses/books/lot.ts';
import { type DeviceFigures, deviceFigures } from '#domain/licenses/figures/device-figures.ts';
import { standing } from '#domain/licenses/figures/transferable.ts';
import type { CalendarDate, Instant } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { accountFrom } from '../books/ledger.rows.ts';

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
  /** The same by type of device, where nothing is counted twice. */
  readonly deviceTypes: readonly DeviceFigures[];
}

/** A page of the accounts that somebody may see, by id. */
export async function listAccounts(
  sql: Sql,
  visible: Visible,
  at: Instant,
  query: AccountQuery,
): Promise<Page<AccountView>> {
  const size = pageSize(query.limit);
  const [after = null] = cursorKey(query.cursor, ['text']) ?? [];
  const rows = await sql<{ document: unknown }>(
    `select document from ledger.account where ($1::text[] is null or account_id = any($1::text[]))
       and ($2::text is null or account_id > $2) and ($4::text is null or kind = $4) and ($5::text is null or parent_id = $5)
       and ($6::text is null or position(lower($6) in lower(name)) > 0 or position(lower($6) in lower(account_id)) > 0)
     order by account_id limit $3`,
    [
      visible === 'everything' ? null : visible,
      after,
      size + 1,
      query.kind ?? null,
      query.parent ?? null,
      query.q ?? null,
    ],
  );
  const page = pageOf(
    rows.map((row) => accountFrom(row.document)),
    size,
    ({ accountId }) => [accountId],
  );
  const products = await productsOf(sql, page.items, at);
  const items = page.items.map((account) => ({
    ...accountFacts(account),
    ...(products.get(account.accountId) ?? none),
  }));
  return { items, nextCursor: page.nextCursor };
}

/** One account; undefined when there is none. */
export async function findAccount(sql: Sql, accountId: string, at: Instant): Promise<AccountView | undefined> {
  const account = await knownAccount(sql, accountId);
  if (!account) return undefined;
  const products = await productsOf(sql, [account], at);
  return { ...accountFacts(account), ...(products.get(accountId) ?? none) };
}

/** The account as rules look at it; undefined when there is none. */
export async function knownAccount(sql: Sql, accountId: string): Promise<Account | undefined> {
  const [row] = await sql<{ document: unknown }>('select document from ledger.account where account_id = $1', [
    accountId,
  ]);
  return row && accountFrom(row.document);
}

/** An account as messages tell of it: its price as a decimal string. */
export function accountFacts(account: Account) {
  const { unitPriceMinor, fromOrder: _fromOrder, asOf: _asOf, ...facts } = account;
  if (unitPriceMinor === undefined || facts.currency === undefined) return facts;
  return { ...facts, unitPrice: formatMinor(unitPriceMinor, facts.currency) };
}

const none = { products: [], deviceTypes: [] };

interface ProductRow {
  readonly account_id: string;
  readonly sku: string;
  readonly deviceType: string | null;
}

/** What accounts have of each product and for each type of device; nothing is counted twice. */
async function productsOf(sql: Sql, accounts: readonly Account[], at: Instant) {
  const today = new Map(accounts.map((account) => [account.accountId, begunBy(account, at)]));
  const books = await countsOf(sql, today);
  const rows = await sql<ProductRow>(
    `select account_id, sku,
       case when lot.lot_id is null then product.document->>'deviceType' else lot.device_type end as "deviceType"
     from unnest($1::text[], $2::text[]) as listed (account_id, sku)
       left join lateral (
         select lot_id, device_type from ledger.holding join ledger.lot using (lot_id, sku)
         where holding.account_id = listed.account_id and holding.sku = listed.sku order by holding.ends_on, lot_id limit 1) lot
         on true
       left join ledger.product using (sku)
     order by account_id, sku`,
    productsIn(books),
  );
  const groups = Map.groupBy(rows, (row) => row.account_id);
  const types = Map.groupBy(books.counts.values(), (count) => count.accountId);
  return new Map(
    accounts.map(({ accountId }) => {
      const day = today.get(accountId) ?? '';
      const held = (groups.get(accountId) ?? []).map(({ sku, deviceType }) =>
        deviceType === null ? { sku } : { sku, deviceType },
      );
      const typesUsed = (types.get(accountId) ?? []).flatMap(({ counted }) => deviceTypeIn(counted) ?? []);
      const figures = deviceFigures(books, accountId, held, typesUsed, day);
      // The same figures, so that neither list counts a device or a license twice (T14).
      const shown = new Map(figures.flatMap((figure) => figure.products.map((product) => [product.sku, product])));
      const products = held.flatMap(({ sku }) => {
        const figure = shown.get(sku);
        return figure ? [{ sku, ...standing(figure.total, figure.inUse) }] : [];
      });
      return [accountId, { products, deviceTypes: figures }];
    }),
  );
}

/** Books with what is held and in use on a day, by product and by device type, and nothing else. */
async function countsOf(sql: Sql, today: ReadonlyMap<string, CalendarDate>): Promise<Books> {
  const books = emptyBooks();
  const rows = await sql<{ accountId: string; counted: string; total: string; inUse: number }>(
    `select account_id as "accountId", counted, coalesce(total, 0) as total, coalesce(in_use, 0) as "inUse" from (
       select account_id, counted, sum(change) as total from ledger.coverage
         join unnest($1::text[], $2::date[]) as asked (account_id, today) using (account_id)
       where day <= today group by 1, 2) held
     full join (select * from ledger.device_count where account_id = any($1::text[])) used using (account_id, counted)
     where total > 0 or in_use > 0`,
    [[...today.keys()], [...today.values()]],
  );
  for (const { accountId, counted, total, inUse } of rows) {
    books.coverage.set(keyOf(accountId, counted), new Map([[today.get(accountId) ?? '', Number(total)]]));
    books.counts.set(keyOf(accountId, counted), { accountId, counted, inUse });
  }
  return books;
}

/** The accounts and products of counts that are by product, side by side. */
function productsIn({ counts }: Books): [string[], string[]] {
  const listed = [...counts.values()].filter(({ counted }) => deviceTypeIn(counted) === undefined);
  return [listed.map(({ accountId }) => accountId), listed.map(({ counted }) => counted.slice('sku:'.length))];
}
