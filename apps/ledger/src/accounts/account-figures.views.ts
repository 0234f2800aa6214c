import { type Account, begunBy, todayOf } from '#domain/licenses/books/account.ts';
import { type Books, emptyBooks, keyOf } from '#domain/licenses/books/books.ts';
import { deviceTypeIn } from '#domain/licenses/books/lot.ts';
import type { Standing } from '#domain/licenses/books/plan.ts';
import { type DeviceFigures, deviceFigures } from '#domain/licenses/figures/device-figures.ts';
import { standing } from '#domain/licenses/figures/transferable.ts';
import type { CalendarDate, Instant } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** What accounts have today, as people see it: by product, by type of device and by program (P2). */

/** What an account has of one product. */
export interface ProductFigures extends Standing {
  readonly sku: string;
}

/** The products of one program together, and the next day on which something of them ends. */
export interface ProgramFigures extends Standing {
  readonly program: string;
  /** Absent: nothing of it ends. */
  readonly nextEnd?: CalendarDate;
}

/** All three; the first two have the same figures, the last adds up the first. */
export interface AccountFigures {
  readonly products: readonly ProductFigures[];
  readonly deviceTypes: readonly DeviceFigures[];
  readonly programs: readonly ProgramFigures[];
}

interface ProductRow {
  readonly account_id: string;
  readonly sku: string;
  readonly deviceType: string | null;
  readonly program: string | null;
  readonly nextEnd: CalendarDate | null;
}

/** What accounts have of each product and for each type of device; nothing is counted twice. */
export async function figuresOf(
  sql: Sql,
  accounts: readonly Account[],
  at: Instant,
): Promise<ReadonlyMap<string, AccountFigures>> {
  const begun = new Map(accounts.map((account) => [account.accountId, begunBy(account, at)]));
  const books = await countsOf(sql, begun);
  const rows = await productRows(sql, books, new Map(accounts.map((each) => [each.accountId, todayOf(each, at)])));
  const groups = Map.groupBy(rows, (row) => row.account_id);
  const types = Map.groupBy(books.counts.values(), (count) => count.accountId);
  return new Map(
    accounts.map(({ accountId }) => {
      const listed = groups.get(accountId) ?? [];
      const held = listed.map(({ sku, deviceType }) => (deviceType === null ? { sku } : { sku, deviceType }));
      const typesUsed = (types.get(accountId) ?? []).flatMap(({ counted }) => deviceTypeIn(counted) ?? []);
      const deviceTypes = deviceFigures(books, accountId, held, typesUsed, begun.get(accountId) ?? '');
      // The same figures, so that neither list counts a device or a license twice (T14).
      const shown = new Map(deviceTypes.flatMap(({ products }) => products.map((product) => [product.sku, product])));
      const products = held.flatMap(({ sku }) => {
        const figure = shown.get(sku);
        return figure ? [{ sku, ...standing(figure.total, figure.inUse) }] : [];
      });
      return [accountId, { products, deviceTypes, programs: programFigures(listed, products) }];
    }),
  );
}

/** P2: what an account has of each program, by name. */
function programFigures(rows: readonly ProductRow[], products: readonly ProductFigures[]): ProgramFigures[] {
  const figures = new Map(products.map((product) => [product.sku, product]));
  const programs = [...Map.groupBy(rows, ({ program }) => program ?? '')].filter(([program]) => program !== '');
  return programs
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([program, ofProgram]) => {
      const sum = (field: 'total' | 'inUse') =>
        ofProgram.reduce((total, { sku }) => total + (figures.get(sku)?.[field] ?? 0), 0);
      const [nextEnd] = ofProgram.flatMap((row) => row.nextEnd ?? []).sort();
      const figure = { program, ...standing(sum('total'), sum('inUse')) };
      return nextEnd === undefined ? figure : { ...figure, nextEnd };
    });
}

/** Each product of the books with what its lots, or else the catalog, say of it, and when the next of it ends. */
async function productRows(
  sql: Sql,
  { counts }: Books,
  today: ReadonlyMap<string, CalendarDate>,
): Promise<ProductRow[]> {
  const listed = [...counts.values()].filter(({ counted }) => deviceTypeIn(counted) === undefined);
  return await sql<ProductRow>(
    `select account_id, sku,
       case when lot.lot_id is null then product.document->>'deviceType' else lot.device_type end as "deviceType",
       coalesce(lot.program, product.document->>'program') as program, to_char(next.ends_on, 'YYYY-MM-DD') as "nextEnd"
     from unnest($1::text[], $2::text[], $3::date[]) as listed (account_id, sku, today)
       left join lateral (
         select lot_id, device_type, program from ledger.holding join ledger.lot using (lot_id, sku)
         where holding.account_id = listed.account_id and holding.sku = listed.sku order by holding.ends_on, lot_id limit 1) lot
         on true
       left join lateral (
         select ends_on from ledger.holding
         where holding.account_id = listed.account_id and holding.sku = listed.sku and ends_on >= listed.today and ends_on < 'infinity'
         order by ends_on limit 1) next
         on true
       left join ledger.product using (sku)
     order by account_id, sku`,
    [
      listed.map(({ accountId }) => accountId),
      listed.map(({ counted }) => counted.slice('sku:'.length)),
      listed.map(({ accountId }) => today.get(accountId) ?? ''),
    ],
  );
}

/** Books with what is held and in use on a day, by product and by device type, and nothing else. */
async function countsOf(sql: Sql, today: ReadonlyMap<string, CalendarDate>): Promise<Books> {
  const books = emptyBooks();
  const rows = await sql<{ accountId: string; counted: string; total: string; inUse: number }>(
    `select account_id as "accountId", counted, coalesce(total, 0) as total, coalesce(in_use, 0) as "inUse" from (
       select asked.account_id, counted, total from unnest($1::text[], $2::date[]) as asked (account_id, today)
         cross join lateral (
           select counted, sum(change) as total from ledger.coverage
           where coverage.account_id = asked.account_id and day <= asked.today group by counted) covered) held
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
