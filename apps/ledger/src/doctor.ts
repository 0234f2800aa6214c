import type { Sql } from '#runtime/postgres/sql.ts';
import { type Finding, late, well } from '#runtime/process/doctor/finding.ts';
import type { IdColumn } from '#runtime/process/doctor/ids.ts';
import { mailFindings, type StuckMail } from '#runtime/process/doctor/mails.ts';
import { caseMails } from './cases/case-mail.store.ts';

/** Ids that others chose (O13). */
export const ledgerIds: readonly IdColumn[] = [
  { what: 'accounts', table: 'ledger.account', column: 'account_id' },
  { what: 'products', table: 'ledger.product', column: 'sku' },
];

/** Mails about transfer cases that do not arrive. */
export async function stuckInLedger(sql: Sql): Promise<Finding[]> {
  const about = (mail: StuckMail) => `case ${mail.case_id}`;
  const remedy = 'give the organization an administrator whose address works, then POST /api/mails/ID/resend';
  return await mailFindings(sql, caseMails, { what: 'transfer cases', about, remedy });
}

/**
 * Where an order stands in the ledger, and the lots that came of it.
 *
 * @param isEntitled whether fulfillment has made entitlements of it
 */
export async function orderInLedger(
  sql: Sql,
  orderNumber: string,
  isEntitled = false,
): Promise<{ findings: Finding[]; lotIds: string[] }> {
  const rows = await sql<{ lot: string; holders: string }>(
    `select lot.lot_id as lot, coalesce(string_agg(account_id || ' ' || quantity, ', ' order by account_id)
       filter (where quantity > 0), 'nobody') as holders
     from ledger.lot left join ledger.holding using (lot_id) where document ->> 'orderNumber' = $1 group by 1 order by 1`,
    [orderNumber],
  );
  if (rows.length === 0) {
    const finding = isEntitled ? late('ledger', 'ledger: no lot of its entitlements yet') : well('ledger: no lot yet');
    return { findings: [finding], lotIds: [] };
  }
  return {
    findings: rows.map(({ lot, holders }) => well(`ledger: lot ${lot} is held by ${holders}`)),
    lotIds: rows.map(({ lot }) => lot),
  };
}
