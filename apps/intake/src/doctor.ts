import type { Sql } from '#runtime/postgres/sql.ts';
import { type Finding, well, wrong } from '#runtime/process/doctor/finding.ts';
import type { IdColumn } from '#runtime/process/doctor/ids.ts';

/** Tries after which what waits for a sender's system is told of. */
const patientTries = 3;

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
    const documents = await documentsInIntake(sql, orderNumber);
    if (documents.length > 0) return [...documents, ...(await answersInIntake(sql, orderNumber))];
    const remedy =
      'see that it is published on sales-orders, and look for it in the dead letters of intake; npm run doctor says whether orders of a sender are not read';
    return [wrong(`intake has never seen order ${orderNumber}`, remedy)];
  }
  const { state, revision, due, refusals } = order;
  const says = `intake: revision ${revision} is ${state}${due === null ? '' : `; lines wait for ${due}`}`;
  const answers = await answersInIntake(sql, orderNumber);
  if (state !== 'rejected') return [well(says), ...answers];
  return [wrong(`${says}: ${refusals.slice(-3).join('; ')}`, 'send it again with a higher revision'), ...answers];
}

/** The lines of an order that intake has released: fulfillment makes entitlements of them. */
export async function releasedLines(sql: Sql, orderNumber: string): Promise<number[]> {
  const rows = await sql<{ line: number }>(
    `select (line ->> 'lineNumber')::int as line
     from intake.sales_order, json_array_elements(document -> 'lines') line
     where order_number = $1 and line ->> 'state' = 'released' order by 1`,
    [orderNumber],
  );
  return rows.map(({ line }) => line);
}

/** Answers that do not arrive, and orders that are not read back, of all senders. */
export async function stuckInIntake(sql: Sql): Promise<Finding[]> {
  return [...(await answersFinding(sql)), ...(await lookupFindings(sql))];
}

/** Answers to documents that do not arrive, of all orders. */
export async function answersFinding(sql: Sql): Promise<Finding[]> {
  const [row] = await sql<{ given: number; failing: number; waiting: number; example: string | null }>(
    `select count(*) filter (where state = 'undeliverable')::int as given,
            count(*) filter (where state = 'waiting' and tries > ${patientTries})::int as failing,
            count(*) filter (where state = 'waiting')::int as waiting,
            (array_agg(order_number order by state, queued_at desc) filter (where state = 'undeliverable' or tries > ${patientTries}))[1] as example
     from intake.order_answer where state in ('waiting', 'undeliverable')`,
  );
  if (!row || row.given + row.waiting === 0) return [];
  const waiting = `answers to documents: ${row.waiting} on their way`;
  if (row.given + row.failing === 0) return [well(waiting)];
  const failing = row.failing > 0 ? `, ${row.failing} of them tried again and again` : '';
  const remedy = `npm run doctor -- ${row.example} says why of one; mend that, and send them again`;
  return [wrong(`${waiting}${failing}, ${row.given} undeliverable`, remedy)];
}

/** Senders whose orders are not read back, and orders of which reading failed or was given up. */
async function lookupFindings(sql: Sql): Promise<Finding[]> {
  const pauses = await sql<{ sender: string; why: string; until: string }>(
    'select sender, why, until_at::text as until from intake.lookup_pause order by sender',
  );
  const failing = await sql<{ sender: string; count: number; given: number; why: string | null; example: string }>(
    `select sender, count(*)::int as count, count(*) filter (where state = 'failed')::int as given,
       (array_agg(last_error order by failing_since desc nulls last))[1] as why, min(key) as example
     from intake.lookup where state = 'failed' or state = 'waiting' and failures > ${patientTries}
       and sender not in (select sender from intake.lookup_pause)
     group by sender order by sender`,
  );
  return [
    ...pauses.map(({ sender, why, until }) =>
      wrong(
        `intake: orders of sender ${sender} are not read, since ${why}; the next try is at ${until}`,
        'put the right secret into the file that its profile names, or have its user allowed to read sales orders',
      ),
    ),
    ...failing.map(({ sender, count, given, why, example }) =>
      wrong(
        `intake: ${count} orders of sender ${sender} cannot be read, ${given} of them were given up; ${example}: ${why ?? 'nothing is known'}`,
        "mend that in the sender's system or its profile; they are read by themselves then, those that were given up when their dead letters are replayed",
      ),
    ),
  ];
}

/** Documents that named an order which was never placed, and what became of each. */
async function documentsInIntake(sql: Sql, orderNumber: string): Promise<Finding[]> {
  const rows = await sql<{
    id: string;
    sender: string;
    outcome: string;
    told: string[];
    state: string | null;
    why: string | null;
  }>(
    `select kept.id, kept.sender, each ->> 'outcome' as outcome, lookup.state, coalesce(pause.why, lookup.last_error) as why,
       array(select violation ->> 'message' from jsonb_array_elements(each -> 'violations') violation limit 3) as told
     from intake.order_document kept cross join jsonb_array_elements(kept.document::jsonb -> 'orders') each
       left join intake.lookup on each ->> 'outcome' = 'lookup' and lookup.sender = kept.sender and lookup.key = each ->> 'sourceId'
       left join intake.lookup_pause pause on pause.sender = lookup.sender
     where kept.document::jsonb -> 'orders' @> jsonb_build_array(jsonb_build_object('orderNumber', $1::text))
       and each ->> 'orderNumber' = $1
     order by kept.received_at desc limit 3`,
    [orderNumber],
  );
  return rows.map(({ id, sender, outcome, told, state, why }) => {
    if (outcome === 'lookup') {
      const says = `intake: sender ${sender} named it by its key; reading it there is ${state ?? 'not asked for'}${why === null ? '' : `: ${why}`}`;
      const remedy = "mend that in the sender's system or its profile; it is read by itself then";
      return why === null ? well(says) : wrong(says, remedy);
    }
    const says = `intake: document ${id.slice(0, 16)} of sender ${sender} named it: ${outcome}${told.length > 0 ? `: ${told.join('; ')}` : ''}`;
    if (outcome === 'test') return well(`${says}; test documents place nothing`);
    const remedy =
      outcome === 'held'
        ? 'it is placed when its sender releases it and says so again'
        : 'have its sender mend that and send it again; /documents shows the place in it';
    return wrong(says, remedy);
  });
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
