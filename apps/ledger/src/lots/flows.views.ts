import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize, wrongCursor } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';

/** How many licenses of each product went from which account to which: what a map of flows shows. */

export interface FlowQuery extends ListQuery {
  readonly account?: string;
  /** Days (UTC), both included. */
  readonly from?: string;
  readonly to?: string;
}

/** Transfers, returns and moves of stock between two accounts, added up for one product. */
export interface FlowView {
  readonly source: string;
  readonly target: string;
  readonly sku: string;
  readonly quantity: number;
  /** How many journals it is the sum of. */
  readonly count: number;
}

/** A page of flows between accounts that the reader sees one of, by source, target and product. */
export async function listFlows(sql: Sql, visible: Visible, query: FlowQuery): Promise<Page<FlowView>> {
  const size = pageSize(query.limit);
  const [list = 'flows', source = null, target = null, sku = null] =
    cursorKey(query.cursor, ['text', 'text', 'text', 'text']) ?? [];
  // Three texts could be the cursor of another list.
  if (list !== 'flows') throw wrongCursor();
  const { account = null, from = null, to = null } = query;
  const rows = await sql<FlowView & { quantity: string; count: string }>(
    `select journal.source, journal.target, lot.sku, sum(entry.quantity) as quantity, count(distinct journal_id) as count
     from ledger.journal join ledger.entry using (journal_id) join ledger.lot using (lot_id)
     where action in ('transfer', 'return', 'stock-move') and entry.account_id = journal.target and entry.quantity > 0
       and ($1::text[] is null or journal.source = any($1::text[]) or journal.target = any($1::text[]))
       and ($2::text is null or journal.source = $2 or journal.target = $2)
       and ($3::date is null or journal.at >= $3::date::timestamp at time zone 'UTC')
       and ($4::date is null or journal.at < ($4::date + 1)::timestamp at time zone 'UTC')
       and ($5::text is null or (journal.source, journal.target, lot.sku) > ($5, $6, $7))
     group by 1, 2, 3 order by 1, 2, 3 limit $8`,
    [visible === 'everything' ? null : visible, account, from, to, source, target, sku, size + 1],
  );
  const flows = rows.map((row) => ({ ...row, quantity: Number(row.quantity), count: Number(row.count) }));
  return pageOf(flows, size, (flow) => ['flows', flow.source, flow.target, flow.sku]);
}
