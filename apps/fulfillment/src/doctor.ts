import type { Recipient } from '#runtime/mail/mail-delivery.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type Finding, late, well, wrong } from '#runtime/process/doctor/finding.ts';
import type { IdColumn } from '#runtime/process/doctor/ids.ts';
import { mailFindings, type StuckMail, serversWords } from '#runtime/process/doctor/mails.ts';
import { shipmentMails } from './delivery/shipment-mails.ts';

interface MailOfOrder {
  readonly shipment: string;
  readonly round: number;
  readonly state: string;
  readonly attempts: number;
  readonly due: string;
  readonly recipients: readonly Recipient[];
}

const mendAddress =
  'mend the address with a revision of the order, or ask whoever owns it, then POST /api/entitlements/ID/resend with an address that works';

/** Mails of shipments that do not arrive, of all orders. */
export async function stuckInFulfillment(sql: Sql): Promise<Finding[]> {
  const about = (mail: StuckMail) => `order ${mail.order_number}`;
  return await mailFindings(sql, shipmentMails, { what: 'shipments', about, remedy: mendAddress });
}

/** Ids that others chose (O13). */
export const fulfillmentIds: readonly IdColumn[] = [
  { what: 'entitlements', table: 'fulfillment.entitlement', column: 'order_number' },
];

/** Whether fulfillment has made an entitlement of an order. */
export async function isEntitled(sql: Sql, orderNumber: string): Promise<boolean> {
  const rows = await sql('select from fulfillment.entitlement where order_number = $1 limit 1', [orderNumber]);
  return rows.length > 0;
}

/**
 * Where an order stands in fulfillment: its entitlements and their mails.
 *
 * @param released lines that intake has sent on
 */
export async function orderInFulfillment(
  sql: Sql,
  orderNumber: string,
  released: readonly number[] = [],
): Promise<Finding[]> {
  const lines = await sql<{ line: number; id: string }>(
    'select line_number as line, entitlement_id as id from fulfillment.entitlement where order_number = $1 order by 1',
    [orderNumber],
  );
  const mails = await sql<MailOfOrder>(
    `select shipment_id as shipment, round, state, attempts, due_at::text as due, recipients
     from fulfillment.mail where order_number = $1 order by shipment_id, round`,
    [orderNumber],
  );
  const entitled =
    lines.length === 0
      ? 'fulfillment: no entitlement yet'
      : `fulfillment: ${lines.map(({ line, id }) => `line ${line} is ${id}`).join(', ')}`;
  const lacking = released.filter((number) => !lines.some(({ line }) => line === number));
  const unentitled =
    lacking.length === 0
      ? []
      : [late('fulfillment', `fulfillment: line ${lacking.join(', ')} is released and has no entitlement yet`)];
  return [well(entitled), ...unentitled, ...mails.map(mailFinding)];
}

function mailFinding(mail: MailOfOrder): Finding {
  const says = `fulfillment: mail ${mail.shipment}, round ${mail.round}, is ${mail.state} after ${mail.attempts} attempts`;
  const answers = serversWords(mail.recipients);
  const isRefused = mail.recipients.some(({ state }) => state === 'undeliverable');
  if (isRefused && mail.state !== 'superseded') return wrong(`${says}: ${answers.join('; ')}`, mendAddress);
  const waits = mail.state === 'waiting' || mail.state === 'claimed';
  if (waits && mail.attempts > 0) {
    return wrong(
      `${says}; the next is due at ${mail.due}: ${answers.join('; ')}`,
      'mend what the server says (SMTP_URL, its password, its policy, or the address): it goes out by itself then',
    );
  }
  return well(says);
}
