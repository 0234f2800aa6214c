import type { Sql } from '#runtime/postgres/sql.ts';
import type { IdColumn } from '#runtime/process/doctor.ids.ts';
import { type Finding, well } from '#runtime/process/finding.ts';

/** Ids that others chose (O13). */
export const invoicingIds: readonly IdColumn[] = [
  { what: 'accounts', table: 'invoicing.account', column: 'account_id' },
];

/** Where lots stand in invoicing: the invoices that their changes land on. */
export async function lotsInInvoicing(sql: Sql, lotIds: readonly string[]): Promise<Finding[]> {
  const rows = await sql<{ account: string; period: string; changes: number; cancel: boolean }>(
    `select account_id as account, period, count(*)::int as changes, sum(quantity) = 0 and sum(amount_minor) = 0 as cancel
     from invoicing.adjustment
     where lot_id = any($1::text[]) group by 1, 2 order by 2, 1`,
    [lotIds],
  );
  if (rows.length === 0) return [well('invoicing: nothing lands on an invoice')];
  // What left a payer (O10) is recorded twice, and is on no invoice.
  return rows.map(({ account, period, changes, cancel }) =>
    well(
      cancel
        ? `invoicing: ${changes} changes cancel out on the invoice of ${account} for ${period}`
        : `invoicing: ${changes} changes land on the invoice of ${account} for ${period}`,
    ),
  );
}
