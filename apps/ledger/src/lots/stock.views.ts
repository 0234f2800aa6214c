import { todayOf } from '#domain/licenses/books/account.ts';
import type { Instant } from '#domain/values/calendar.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { accountFrom, lotFrom } from '../books/ledger.rows.ts';

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
  const [endsOn = null, lot = null, account = null] = cursorKey(query.cursor, ['date', 'text', 'text']) ?? [];
  // S5: nobody else holds stock, so nobody else's licenses are looked at.
  const rows = await sql<StockRow>(
    `select account.document as account, lot.document, holding.quantity
     from ledger.account join ledger.holding using (account_id) join ledger.lot using (lot_id)
     where account.kind in ('reseller', 'partner', 'distributor') and lot.stock and holding.quantity > 0
       and ($1::text[] is null or account_id = any($1::text[])) and ($2::text is null or account_id = $2)
       and ($3::date is null or (holding.ends_on, lot_id, account_id) > ($3::date, $4, $5))
     order by holding.ends_on, lot_id, account_id limit $6`,
    [visible === 'everything' ? null : visible, query.account ?? null, endsOn, lot, account, size + 1],
  );
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
