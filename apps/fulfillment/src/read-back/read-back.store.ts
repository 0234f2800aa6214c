import { readCloudEvent } from '#contracts/cloud-event.ts';
import {
  entitlementFulfilled,
  type FulfillmentMailSent,
  type FulfillmentMailUndeliverable,
  fulfillmentMailSent,
  fulfillmentMailUndeliverable,
} from '#contracts/entitlements.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { type CodeKeys, openSealedCode } from '#runtime/environment/keys/sealed-codes.ts';
import { type Recipient, stateOf } from '#runtime/mail/mail-delivery.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { codeHash } from '../codes/codes.ts';
import { insertEntitlements } from '../fulfillment.store.ts';
import { fulfillment } from '../fulfillment.tables.ts';

/** What the tables took over from the topic. */
export interface TakenOver {
  readonly entitlements: number;
  readonly mails: number;
}

/**
 * Takes what was published into tables that have lost it, because they were set back to an earlier point (R8): entitlements with
 * the codes and numbers that customers have, and what has become of the mails about them. What the tables have stays as it is,
 * but for mails that they take for unsent. What others wrote to the topic was never in them, and may be anything.
 */
export async function takeOverPublished(sql: Sql, keys: CodeKeys, deliveries: readonly Delivery[]): Promise<TakenOver> {
  const own = deliveries.filter(({ headers }) => headers.ce_source === '/seatwright/fulfillment');
  const ofType = (type: string) => own.filter(({ headers }) => headers.ce_type === type);
  const entitlements = await takeOverEntitlements(sql, keys, ofType('entitlement.fulfilled.v1'));
  let mails = 0;
  for (const delivery of ofType('fulfillment-mail.sent.v1')) {
    const sent = fulfillmentMailSent.parse(readCloudEvent(delivery).data);
    const recipients = sent.to.map((address): Recipient => ({ address, state: 'accepted', answer: sent.answer }));
    mails += await takeOverMail(sql, sent, recipients, delivery);
  }
  for (const delivery of ofType('fulfillment-mail.undeliverable.v1')) {
    const event = fulfillmentMailUndeliverable.parse(readCloudEvent(delivery).data);
    const { address, reason: answer } = event;
    mails += await takeOverMail(sql, event, [{ address, state: 'undeliverable', answer }], delivery);
  }
  return { entitlements, mails };
}

/** The subject says which entitlement it is: nothing else is read of what is there. */
async function takeOverEntitlements(sql: Sql, keys: CodeKeys, deliveries: readonly Delivery[]): Promise<number> {
  const byId = new Map(deliveries.map((delivery) => [delivery.headers.ce_subject ?? '', delivery]));
  if (byId.size === 0) return 0;
  const rows = await sql<{ id: string }>(
    `select id from unnest($1::text[]) asked(id)
     where not exists (select from fulfillment.entitlement where entitlement_id = asked.id)`,
    [[...byId.keys()]],
  );
  const lost = rows
    .flatMap(({ id }) => byId.get(id) ?? [])
    .map((delivery) => {
      const data = entitlementFulfilled.parse(readCloudEvent(delivery).data);
      const code = openSealedCode(keys, data.entitlementId, data.sealedActivationCode);
      const { revision = 1 } = data; // what was published before it had one
      return { type: 'EntitlementFulfilled' as const, ...data, revision, activationCodeHash: codeHash(keys, code) };
    });
  if (lost.length === 0) return 0;
  await insertEntitlements(sql, lost, 'on conflict do nothing');
  // F2: the series goes on behind the last number that anybody has.
  const last = lost
    .map(({ ssrn }) => ssrn.slice(0, -1))
    .sort()
    .at(-1);
  await sql(`select setval('fulfillment.ssrn_series', greatest($1::bigint, last_value)) from fulfillment.ssrn_series`, [
    last,
  ]);
  return lost.length;
}

type MailEvent = FulfillmentMailSent | FulfillmentMailUndeliverable;

/** @returns 1 when the tables took that mail for unsent or did not know of it */
async function takeOverMail(
  sql: Sql,
  { shipmentId, orderNumber, messageId, at, part = 1, parts = 1 }: MailEvent,
  told: readonly Recipient[],
  { key, headers }: Delivery,
): Promise<number> {
  const [known] = await sql<{ state: string; recipients: Recipient[] }>(
    'select state, recipients from fulfillment.mail where message_id = $1 for update',
    [messageId],
  );
  const before = known?.recipients ?? [];
  const isTold = ({ address }: Recipient) => told.some((one) => one.address === address);
  if (before.filter((one) => isTold(one) && one.state !== 'waiting').length === told.length) return 0;
  const recipients = [...before.filter((one) => !isTold(one)), ...told];
  const state = stateOf(recipients);
  const round = Number(/\.r(\d+)(?:\.[^@]*)?@[^@]*$/.exec(messageId)?.[1] ?? 1);
  const whole = messageId.replace(/\.(\d+of\d+(\.v\d+)?|link)(?=@[^@]*$)/, '');
  await sql(
    `with later as (
       update fulfillment.mail set state = 'superseded', settled_at = clock_timestamp()
       where shipment_id = $1 and round < $2 and state in ('waiting', 'claimed')
     )
     insert into fulfillment.mail (shipment_id, round, order_number, account_id, message_id, correlation_id, recipients, queued_at,
       state, settled_at, part, parts, parts_of)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, case $9 when 'waiting' then null else $8::timestamptz end, $10, $11, $12)
     on conflict (message_id) do update set recipients = excluded.recipients, state = excluded.state,
       settled_at = excluded.settled_at, claimed_by = null`,
    [
      ...[
        shipmentId,
        round,
        orderNumber,
        Buffer.from(key ?? []).toString(),
        messageId,
        headers.ce_correlationid ?? messageId,
      ],
      ...[JSON.stringify(recipients), at, state, part, parts, whole === messageId ? null : whole],
    ],
  );
  return 1;
}

/** Up to where the topic is known to be in the tables, by partition: the place of the next message. */
export async function knownPlaces(sql: Sql): Promise<Map<number, bigint>> {
  const rows = await fulfillment(sql).selectFrom('read_back').select(['partition', 'next_offset as next']).execute();
  return new Map(rows.map(({ partition, next }) => [partition, BigInt(next)]));
}

/** Notes that everything before a place of a partition is in the tables. */
export async function notePlace(sql: Sql, partition: number, next: bigint): Promise<void> {
  await sql(
    `insert into fulfillment.read_back values ($1, $2)
     on conflict (partition) do update set next_offset = excluded.next_offset`,
    [partition, String(next)],
  );
}
