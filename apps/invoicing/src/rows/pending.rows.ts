import type { OrderHeader } from '#domain/invoices/events.ts';
import { causeAsRevised } from '#domain/invoices/order-header.ts';
import type { Adjustment } from '#domain/invoices/owed/adjustment.ts';
import type { Cause } from '#domain/invoices/owed/movement.ts';
import type { Share } from '#domain/values/settlement.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { boughtOf, joinBought } from './bought-lots.rows.ts';
import { type HeldLotRow, lotColumns, lotOf } from './invoicing.rows.ts';

/** Joins what an order that was revised after its release says of itself by now (O10). */
export const joinRevisedHeader = `left join invoicing.order_header on cause->>'type' = 'license.granted.v1'
  and order_header.order_number = substring(cause->>'reference' from '^(.*)/[0-9]+$')`;

interface AdjustmentRow extends HeldLotRow {
  adjustment_id: string;
  movement_id: string;
  period: string;
  month: string;
  kind: 'order' | 'adjustment';
  unit_price_minor: string;
  share: Share | null;
  amount_minor: string;
  recurs: boolean;
  cause: Cause;
  tax_rate: string | null;
  /** Of the order, where it was revised after its release. */
  header: OrderHeader | null;
  purchase_order: string | null;
}

/**
 * Adjustments of the accounts' open invoices and of later ones, in a fixed order.
 *
 * @param perOrder those of the accounts that are billed with an invoice for each purchase order (I17)
 */
export async function pendingAdjustments(
  sql: Sql,
  accountIds: readonly string[],
  perOrder: readonly string[] = [],
): Promise<Adjustment[]> {
  const where = 'held.account_id = any($1::text[]) and held.period >= account.open_period';
  return await adjustmentsWhere(sql, where, accountIds, perOrder);
}

/** Adjustments by id, in a fixed order. */
export async function adjustmentsById(sql: Sql, adjustmentIds: readonly string[]): Promise<Adjustment[]> {
  return await adjustmentsWhere(sql, 'adjustment_id = any($1::text[])', adjustmentIds);
}

async function adjustmentsWhere(
  sql: Sql,
  where: string,
  ids: readonly string[],
  perOrder: readonly string[] = [],
): Promise<Adjustment[]> {
  const rows = await sql<AdjustmentRow>(
    `with ${boughtOf('$2')}
     select ${lotColumns}, adjustment_id, movement_id, period, month, kind, share, recurs, cause, held.tax_rate,
       order_header.document as header, bought.purchase_order,
       unit_price_minor::text as unit_price_minor, amount_minor::text as amount_minor
     from invoicing.adjustment held join invoicing.account using (account_id) join invoicing.lot using (lot_id)
       ${joinRevisedHeader} ${joinBought}
     where ${where} order by held.account_id, adjustment_id`,
    [ids, perOrder],
  );
  return rows.map((row) => ({
    adjustmentId: row.adjustment_id,
    movementId: row.movement_id,
    accountId: row.account_id,
    period: row.period,
    month: row.month,
    kind: row.kind,
    lot: lotOf(row),
    quantity: row.quantity,
    unitPriceMinor: BigInt(row.unit_price_minor),
    share: row.share ?? undefined,
    amountMinor: BigInt(row.amount_minor),
    recurs: row.recurs,
    // O10: rows are never changed; what an order says of itself by now is looked up beside them.
    cause: row.header ? causeAsRevised(row.cause, row.header) : row.cause,
    ...(row.purchase_order && { purchaseOrder: row.purchase_order }),
    ...(row.tax_rate !== null && { taxRate: row.tax_rate }),
  }));
}
