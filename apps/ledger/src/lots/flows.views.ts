import type { ExpressionBuilder, RawBuilder } from 'kysely';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize, wrongCursor } from '#runtime/http/paging.ts';
import { anyOf, beyond, onOrAfter, onOrBefore } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { type LedgerTables, ledger } from '../ledger.tables.ts';

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
  const [list = 'flows', ...after] = cursorKey(query.cursor, ['text', 'text', 'text', 'text']) ?? [];
  // Three texts could be the cursor of another list.
  if (list !== 'flows') throw wrongCursor();
  const { account, from, to } = query;
  const pair = ['journal.source', 'journal.target', 'lot.sku'] as const;
  const rows = await ledger(sql)
    .selectFrom('journal')
    .innerJoin('entry', 'entry.journal_id', 'journal.journal_id')
    .innerJoin('lot', 'lot.lot_id', 'entry.lot_id')
    .select(pair)
    .select(({ fn }) => [
      fn.sum<string>('entry.quantity').as('quantity'),
      fn.count<string>('journal.journal_id').distinct().as('count'),
    ])
    .whereRef('entry.account_id', '=', 'journal.target')
    .where((of) =>
      of.and([
        of('journal.action', 'in', [...betweenAccounts]),
        of('entry.quantity', '>', '0'),
        ...(visible === 'everything' ? [] : [eitherSide(of, anyOf(visible))]),
        ...(account === undefined ? [] : [eitherSide(of, account)]),
        ...(from === undefined ? [] : [onOrAfter(of.ref('journal.at'), from)]),
        ...(to === undefined ? [] : [onOrBefore(of.ref('journal.at'), to)]),
        ...(after.length === 0
          ? []
          : [
              beyond(
                'asc',
                pair.map((column) => of.ref(column)),
                after.map((text) => of.val(text)),
              ),
            ]),
      ]),
    )
    .groupBy(pair)
    .orderBy('journal.source')
    .orderBy('journal.target')
    .orderBy('lot.sku')
    .limit(size + 1)
    .execute();
  const flows = rows.map((row) => ({ ...row, quantity: Number(row.quantity), count: Number(row.count) }));
  return pageOf(flows, size, (flow) => ['flows', flow.source, flow.target, flow.sku]);
}

/** What goes from one account to another. */
const betweenAccounts = ['transfer', 'return', 'stock-move'] as const;

const eitherSide = (of: ExpressionBuilder<LedgerTables, 'journal'>, account: string | RawBuilder<string>) =>
  of.or([of('journal.source', '=', account), of('journal.target', '=', account)]);
