import type { Sql } from '#runtime/postgres/sql.ts';
import type { IdColumn } from '#runtime/process/doctor.ids.ts';
import { type Finding, well, wrong } from '#runtime/process/finding.ts';

interface MailOfOrder {
  readonly shipment: string;
  readonly round: number;
  readonly state: string;
  readonly attempts: number;
  readonly due: string;
  readonly to: string;
}

/** Ids that others chose (O13). */
export const fulfillmentIds: readonly IdColumn[] = [
  { what: 'entitlements', table: 'fulfillment.entitlement', column: 'order_number' },
];

/** Where an order stands in fulfillment: its entitlements and their mails. */
export async function orderInFulfillment(sql: Sql, orderNumber: string): Promise<Finding[]> {
  const lines = await sql<{ line: number; id: string }>(
    'select line_number as line, entitlement_id as id from fulfillment.entitlement where order_number = $1 order by 1',
    [orderNumber],
  );
  const mails = await sql<MailOfOrder>(
    `select shipment_id as shipment, round, state, attempts, due_at::text as due, left(recipients::text, 300) as to
     from fulfillment.mail where order_number = $1 order by shipment_id, round`,
    [orderNumber],
  );
  const entitled =
    lines.length === 0
      ? 'fulfillment: no entitlement yet'
      : `fulfillment: ${lines.map(({ line, id }) => `line ${line} is ${id}`).join(', ')}`;
  return [well(entitled), ...mails.map(mailFinding)];
}

function mailFinding(mail: MailOfOrder): Finding {
  const says = `fulfillment: mail ${mail.shipment}, round ${mail.round}, is ${mail.state} after ${mail.attempts} attempts`;
  if (mail.state === 'undeliverable') {
    return wrong(
      `${says}: ${mail.to}`,
      'mend the address with a revision of the order, then POST /api/entitlements/ID/resend',
    );
  }
  const waits = mail.state === 'waiting' || mail.state === 'claimed';
  if (waits && mail.attempts > 0) {
    return wrong(
      `${says}; the next is due at ${mail.due}`,
      'see what the mail server answers: GET /api/entitlements/ID',
    );
  }
  return well(says);
}
