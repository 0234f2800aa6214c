import type { Sql } from '#runtime/postgres/sql.ts';
import type { IdColumn } from '#runtime/process/doctor.ids.ts';
import { type Finding, well, wrong } from '#runtime/process/finding.ts';

/** Ids that others chose (O13). */
export const intakeIds: readonly IdColumn[] = [
  { what: 'orders', table: 'intake.sales_order', column: 'order_number' },
  { what: 'products', table: 'intake.product', column: 'sku' },
];

/** Where an order stands in intake. */
export async function orderInIntake(sql: Sql, orderNumber: string): Promise<Finding[]> {
  const [order] = await sql<{ state: string; revision: number; due: string | null; refusals: string[] }>(
    `select state, revision, due_on::text as due,
       array(select violation ->> 'message' from json_array_elements(document -> 'refusals') refusal,
             json_array_elements(refusal -> 'violations') violation) as refusals
     from intake.sales_order where order_number = $1`,
    [orderNumber],
  );
  if (!order) {
    const remedy = 'see that it is published on sales-orders, and look for it in the dead letters of intake';
    return [wrong(`intake has never seen order ${orderNumber}`, remedy)];
  }
  const { state, revision, due, refusals } = order;
  const says = `intake: revision ${revision} is ${state}${due === null ? '' : `; lines wait for ${due}`}`;
  const answers = await answersInIntake(sql, orderNumber);
  if (state !== 'rejected') return [well(says), ...answers];
  return [wrong(`${says}: ${refusals.slice(-3).join('; ')}`, 'send it again with a higher revision'), ...answers];
}

/** Answers to documents that do not arrive, of all orders. */
export async function answersFinding(sql: Sql): Promise<Finding[]> {
  const [row] = await sql<{ given: number; waiting: number; example: string | null }>(
    `select count(*) filter (where state = 'undeliverable')::int as given,
            count(*) filter (where state = 'waiting')::int as waiting,
            (array_agg(order_number order by queued_at desc) filter (where state = 'undeliverable'))[1] as example
     from intake.order_answer where state in ('waiting', 'undeliverable')`,
  );
  if (!row || row.given + row.waiting === 0) return [];
  const waiting = `answers to documents: ${row.waiting} on their way`;
  if (row.given === 0) return [well(waiting)];
  const remedy = `npm run doctor -- ${row.example} says why of the newest; mend that, and send them again`;
  return [wrong(`${waiting}, ${row.given} undeliverable`, remedy)];
}

/** Answers to the order's documents that do not arrive. */
async function answersInIntake(sql: Sql, orderNumber: string): Promise<Finding[]> {
  const rows = await sql<{
    sender: string;
    outcome: string | null;
    state: string;
    tries: number;
    error: string | null;
  }>(
    `select sender, outcome, state, tries, last_error as error from intake.order_answer
     where order_number = $1 and (state = 'undeliverable' or state = 'waiting' and tries > 1) order by queued_at`,
    [orderNumber],
  );
  return rows.map(({ sender, outcome, state, tries, error }) =>
    wrong(
      `intake: the answer ${outcome === null ? 'that was not decided on' : `'${outcome}'`} to ${sender} is ${state} after ${tries} tries: ${error ?? 'nothing is known'}`,
      `mend what is wrong there or in the profile, and send it again: POST /api/orders/${orderNumber}/answer/resend`,
    ),
  );
}
