import { begunBy, todayOf } from '#domain/licenses/books/account.ts';
import { type Books, keyOf } from '#domain/licenses/books/books.ts';
import { countedOf, type Lot, statusOn } from '#domain/licenses/books/lot.ts';
import type { Programs } from '#domain/licenses/books/program.ts';
import { draftOf } from '#domain/licenses/figures/draft.ts';
import { type Transferable, transferable } from '#domain/licenses/figures/transferable.ts';
import type { Instant } from '#domain/values/calendar.ts';
import { maySee, type Visible } from '#runtime/http/access/access.ts';
import { type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { enterCoverage, partialBooks } from '../books/ledger.load.ts';
import { ledger } from '../ledger.tables.ts';
import { viewersOf } from '../reference/order-header.rows.ts';
import { knownAccount } from './accounts.views.ts';
import { type Days, type HeldRow, heldRows, keyOfPlace, type LicenseQuery, placeOf } from './licenses.query.ts';

/** A license in a list (contracts.md). */
export interface LicenseView {
  readonly lotId: string;
  readonly sku: string;
  readonly name: string;
  readonly program: string;
  readonly quantity: number;
  readonly transferableQuantity: number;
  readonly reason?: string;
  readonly returnOf?: string;
  readonly returns?: readonly { readonly transferId: string; readonly quantity: number }[];
  readonly startsOn: string;
  readonly endsOn?: string;
  readonly status: string;
  readonly originAccountId: string;
  readonly activationCode?: string;
  readonly ssrn?: string;
}

/** Who looks, and with what: codes are for those who see an account on the lot's order. */
export interface LicenseReader {
  readonly programs: Programs;
  readonly visible: Visible;
  /** The activation code of a lot; undefined where there is none or it cannot be opened here. */
  codeOf(lot: Lot): string | undefined;
}

/** A row with what L4 says of it. */
interface JudgedRow extends HeldRow {
  readonly transferable: Transferable;
}

const largestStep = 5000;

/**
 * A page of an account's licenses, in the order of their end unless another is asked for, with how many can be transferred (L4, M7). Filtering by what is
 * transferable reads on until the page is full, in longer and longer steps.
 */
export async function listLicenses(
  sql: Sql,
  reader: LicenseReader,
  accountId: string,
  at: Instant,
  query: LicenseQuery,
): Promise<Page<LicenseView>> {
  const size = pageSize(query.limit);
  const holder = await knownAccount(sql, accountId);
  const days = { today: todayOf(holder, at), begun: begunBy(holder, at) };
  const found: JudgedRow[] = [];
  let step = size + 1;
  let after = placeOf(query);
  for (;;) {
    const rows = await heldRows(sql, accountId, days, query, after, step);
    const judged = await judgedRows(sql, reader.programs, accountId, days, rows);
    // M7; stock is not transferred, and can go all the same.
    const goes = ({ quantity, reason }: Transferable) => quantity > 0 || reason === 'MOVES_AS_STOCK';
    found.push(...judged.filter(({ transferable }) => query.hideNonTransferable !== 'true' || goes(transferable)));
    const last = rows.at(-1);
    if (found.length > size || rows.length < step || !last) break;
    after = [last.key, last.lot.lotId];
    step = Math.min(step * 4, largestStep);
  }
  const page = pageOf(found, size, (row) => keyOfPlace(query, row));
  return { ...page, items: await viewsOf(sql, reader, accountId, days, page.items) };
}

async function judgedRows(
  sql: Sql,
  programs: Programs,
  accountId: string,
  { today, begun }: Days,
  rows: readonly HeldRow[],
): Promise<JudgedRow[]> {
  const books = await booksFor(sql, accountId, rows);
  const holder = books.accounts.get(accountId);
  if (!holder) return [];
  const draft = draftOf(books, accountId, today, begun);
  return rows.map((row) => ({ ...row, transferable: transferable(books, programs, row.lot, holder, today, draft) }));
}

async function viewsOf(
  sql: Sql,
  reader: LicenseReader,
  accountId: string,
  { today, begun }: Days,
  rows: readonly JudgedRow[],
): Promise<LicenseView[]> {
  const returns = await openTransfers(
    sql,
    accountId,
    rows.map(({ lot }) => lot.lotId),
  );
  const viewers = await viewersOf(
    sql,
    rows.flatMap(({ lot }) => (isOrderLine(lot) ? lot.orderNumber : [])),
  );
  return rows.map(({ lot, quantity, transferable: { quantity: transferableQuantity, reason } }) => {
    // O10: who stands on the order as it was revised; a lot keeps who stood there when it was made.
    const visibleTo = (isOrderLine(lot) && viewers.get(lot.orderNumber)) || lot.visibleTo;
    const back = returns.get(lot.lotId) ?? [];
    const { lotId, sku, name, program, category, startsOn, endsOn, graceEndsOn, originAccountId } = lot;
    const { deviceType, edition, package: forPackage, licenseKey, stock, orderNumber, entitlementId } = lot;
    return {
      lotId,
      sku,
      name,
      program,
      category,
      quantity,
      transferableQuantity,
      reason,
      startsOn,
      endsOn,
      graceEndsOn,
      status: statusOn(lot, today, begun),
      originAccountId,
      deviceType,
      edition,
      package: forPackage,
      licenseKey,
      orderNumber,
      entitlementId,
      stock,
      ...(maySee(reader.visible, visibleTo) ? { activationCode: reader.codeOf(lot), ssrn: lot.ssrn } : {}),
      ...(back.length > 0 && lot.originAccountId !== accountId ? { returnOf: back[0]?.transferId, returns: back } : {}),
    };
  });
}

/** True for the lot that an order line became; what was moved out of stock has viewers of its own. */
function isOrderLine(lot: Lot): lot is Lot & { readonly orderNumber: string } {
  return lot.orderNumber !== undefined && lot.lotId === lot.entitlementId;
}

/** Just what the rules and L4 need for the rows of a page. */
async function booksFor(sql: Sql, accountId: string, rows: readonly HeldRow[]): Promise<Books> {
  const books = partialBooks();
  const account = await knownAccount(sql, accountId);
  if (account) books.accounts.set(accountId, account);
  const held = new Map<string, number>();
  for (const { lot, quantity } of rows) {
    books.lots.set(lot.lotId, lot);
    held.set(lot.lotId, quantity);
  }
  books.holdings.set(accountId, held);
  const counteds = [...new Set(rows.flatMap(({ lot }) => countedOf(lot)))];
  await enterCoverage(
    sql,
    books,
    counteds.map((counted) => ({ accountId, counted })),
  );
  const counts = await ledger(sql)
    .selectFrom('device_count')
    .select(['counted', 'in_use as inUse'])
    .where('account_id', '=', accountId)
    .where('counted', '=', anyOf(counteds))
    .execute();
  for (const { counted, inUse } of counts) books.counts.set(keyOf(accountId, counted), { accountId, counted, inUse });
  return books;
}

/** Transfers of lots to an account that were not given back, oldest first (M5). */
async function openTransfers(sql: Sql, accountId: string, lotIds: readonly string[]) {
  const rows = await ledger(sql)
    .selectFrom('entry')
    .innerJoin('journal', 'journal.journal_id', 'entry.journal_id')
    .select(['entry.lot_id', 'journal.journal_id as transferId', 'entry.quantity'])
    .where('entry.account_id', '=', accountId)
    .where('entry.lot_id', '=', anyOf(lotIds))
    .where('entry.quantity', '>', '0')
    .where('journal.action', '=', 'transfer')
    .where(({ exists, not, selectFrom, lit }) =>
      not(
        exists(
          selectFrom('journal as back').select(lit(1).as('one')).whereRef('back.return_of', '=', 'journal.journal_id'),
        ),
      ),
    )
    .orderBy('journal.at')
    .orderBy('journal.journal_id')
    .execute();
  const groups = Map.groupBy(rows, (row) => row.lot_id);
  return new Map(
    [...groups].map(([lotId, group]) => [
      lotId,
      group.map(({ transferId, quantity }) => ({ transferId, quantity: Number(quantity) })),
    ]),
  );
}
