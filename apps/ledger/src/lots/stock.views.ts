import { todayOf } from '#domain/licenses/books/account.ts';
import type { Instant } from '#domain/values/calendar.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { accountFrom, lotFrom } from '../books/ledger.rows.ts';
import { ledger } from '../ledger.tables.ts';

/** Stock of resellers, by the day until which it can be moved (S1, S6). */

export interface StockQuery extends ListQuery {
  readonly account?: string;
}

export interface StockView {
  readonly accountId: string;
  readonly accountName: string;
  readonly lotId: string;
  readonly sku: string;
  readonly name: string;
  readonly program: string;
  readonly package?: string;
  readonly contractId?: string;
  readonly quantity: number;
  readonly startsOn: string;
  /** Its last day; absent: it can be moved for ever. */
  readonly endsOn?: string;
  /** 0 on the last day, below it when that is past. */
  readonly daysLeft?: number;
}

interface StockRow {
  readonly account: unknown;
  readonly document: unknown;
  readonly quantity: string;
}

const dayMilliseconds = 86_400_000;

/** A page of the stock of accounts that the reader sees, what ends first at the front. */
export async function listStock(sql: Sql, visible: Visible, at: Instant, query: StockQuery): Promise<Page<StockView>> {
  const size = pageSize(query.limit);
  const after = cursorKey(query.cursor, ['date', 'text', 'text']);
  const place = ['holding.ends_on', 'lot.lot_id', 'account.account_id'] as const;
  const rows = await ledger(sql)
    .selectFrom('account')
    .innerJoin('holding', 'holding.account_id', 'account.account_id')
    .innerJoin('lot', 'lot.lot_id', 'holding.lot_id')
    .select(['account.document as account', 'lot.document', 'holding.quantity'])
    .where((of) =>
      of.and([
        // S5: nobody else holds stock, so nobody else's licenses are looked at.
        of('account.kind', 'in', ['reseller', 'partner', 'distributor']),
        of('lot.stock', '=', true),
        of('holding.quantity', '>', '0'),
        ...(visible === 'everything' ? [] : [of('account.account_id', '=', anyOf(visible))]),
        ...(query.account === undefined ? [] : [of('account.account_id', '=', query.account)]),
        ...(after ? [of(of.refTuple(...place), '>', of.tuple(...after))] : []),
      ]),
    )
    .orderBy(place[0])
    .orderBy(place[1])
    .orderBy(place[2])
    .limit(size + 1)
    .execute();
  return pageOf(
    rows.map((row) => stockView(row, at)),
    size,
    (item) => [item.endsOn ?? 'infinity', item.lotId, item.accountId],
  );
}

function stockView(row: StockRow, at: Instant): StockView {
  const account = accountFrom(row.account);
  const { lotId, sku, name, program, package: forPackage, contractId, startsOn, endsOn } = lotFrom(row.document);
  const today = todayOf(account, at);
  return {
    accountId: account.accountId,
    accountName: account.name,
    lotId,
    sku,
    name,
    program,
    package: forPackage,
    contractId,
    quantity: Number(row.quantity),
    startsOn,
    endsOn,
    daysLeft: endsOn === undefined ? undefined : (Date.parse(endsOn) - Date.parse(today)) / dayMilliseconds,
  };
}
