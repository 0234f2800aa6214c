import type { Person } from '#runtime/http/access/auth.ts';
import { type Answer, refusalAnswer } from '#runtime/http/idempotency.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Received } from '#runtime/slices/slice.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { type FulfillmentBooks, type FulfillmentEvent, resendCommand } from '../fulfillment.slices.ts';

export interface Resend {
  readonly shipmentId: string;
  readonly orderNumber: string;
  /** Of the command: the same for the same wish. */
  readonly id: string;
  readonly person: Person;
  readonly now: string;
}

/** The mail that was queued. */
export interface Resent {
  readonly shipmentId: string;
  readonly round: number;
  readonly messageId: string;
  readonly to: readonly string[];
}

/** Queues the mail of a shipment anew (F8), in the transaction at hand; or the answer that refuses it. */
export async function resendShipment(
  sql: Sql,
  runner: SliceRunner<FulfillmentBooks, FulfillmentEvent>,
  { shipmentId, orderNumber, id, person, now }: Resend,
): Promise<{ readonly queued: Resent } | Answer> {
  const command: Received = {
    id,
    type: resendCommand,
    source: '/seatwright/http',
    time: now,
    correlationId: id,
    person: person.email,
    data: { shipmentId, orderNumber },
  };
  const [decided] = await runner.decideAndSave(sql, [command]);
  const event = decided?.events[0];
  if (event?.type === 'MailQueued') {
    const { messageId, round, addresses } = event;
    return { queued: { shipmentId, round, messageId, to: addresses } };
  }
  return refusalAnswer(event?.type === 'ResendRefused' ? event.violations : []);
}
