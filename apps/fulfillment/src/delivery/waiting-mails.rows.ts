import type { WaitingMail } from '#domain/entitlements/shipment-mail.ts';
import type { Recipient } from '#runtime/mail/mail-delivery.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

interface WaitingRow extends Omit<WaitingMail, 'accepted' | 'stored'> {
  readonly recipients: readonly Recipient[];
}

/**
 * By shipment: the last mails of orders that a batch revises, where they wait (O10). They stay locked until the commit, so that nobody
 * begins to send one that is being replaced. One that went in parts is left alone: its parts are mails of their own (F9).
 */
export async function waitingMails(sql: Sql, revised: ReadonlySet<string>): Promise<Map<string, WaitingMail>> {
  if (revised.size === 0) return new Map();
  const rows = await sql<WaitingRow>(
    `select shipment_id as "shipmentId", order_number as "orderNumber", account_id as "accountId", round, recipients
     from fulfillment.mail
     where state = 'waiting' and parts_of is null and shipment_id in (
         select shipment_id from fulfillment.entitlement where order_number = any($1::text[]))
       and not exists (select from fulfillment.mail later
         where later.shipment_id = mail.shipment_id and later.round > mail.round)
     order by shipment_id for update`,
    [[...revised]],
  );
  return new Map(
    rows.map(({ recipients, ...mail }) => {
      const accepted = recipients.filter(({ state }) => state === 'accepted').map(({ address }) => address);
      return [mail.shipmentId, { ...mail, accepted, stored: true }];
    }),
  );
}
