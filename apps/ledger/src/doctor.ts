import type { Sql } from '#runtime/postgres/sql.ts';
import type { IdColumn } from '#runtime/process/doctor.ids.ts';
import { type Finding, well } from '#runtime/process/finding.ts';

/** Ids that others chose (O13). */
export const ledgerIds: readonly IdColumn[] = [
  { what: 'accounts', table: 'ledger.account', column: 'account_id' },
  { what: 'products', table: 'ledger.product', column: 'sku' },
];

/** Where an order stands in the ledger, and the lots that came of it. */
export async function orderInLedger(sql: Sql, orderNumber: string): Promise<{ findings: Finding[]; lotIds: string[] }> {
  const rows = await sql<{ lot: string; holders: string }>(
    `select lot.lot_id as lot, coalesce(string_agg(account_id || ' ' || quantity, ', ' order by account_id)
       filter (where quantity > 0), 'nobody') as holders
     from ledger.lot left join ledger.holding using (lot_id) where document ->> 'orderNumber' = $1 group by 1 order by 1`,
    [orderNumber],
  );
  if (rows.length === 0) return { findings: [well('ledger: no lot yet')], lotIds: [] };
  return {
    findings: rows.map(({ lot, holders }) => well(`ledger: lot ${lot} is held by ${holders}`)),
    lotIds: rows.map(({ lot }) => lot),
  };
}
