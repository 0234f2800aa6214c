import type { Instant } from '#domain/values/calendar.ts';
import { type Result, refused } from '#domain/values/violation.ts';
import { distinctEmails } from '../values/names/mailboxes.ts';
import { messageIdOf } from './message-id.ts';
import type { OrderHeader } from './order-header.ts';

/** The mail of a shipment is to be sent: round 1 when it is fulfilled, one more with each resend (F4, F8). */
export interface MailQueued {
  readonly type: 'MailQueued';
  readonly shipmentId: string;
  readonly orderNumber: string;
  readonly accountId: string;
  readonly round: number;
  readonly messageId: string;
  readonly addresses: readonly string[];
  readonly queuedAt: Instant;
}

/** A mail that waits; `accepted` are the addresses that have it already, `stored` says that it was written before. */
export interface WaitingMail extends Pick<MailQueued, 'shipmentId' | 'orderNumber' | 'accountId' | 'round'> {
  readonly accepted: readonly string[];
  readonly stored: boolean;
}

/** What a resend looks at: the latest mail of each shipment, and by order number the newest revision. */
export interface MailedShipments {
  readonly mails: ReadonlyMap<string, Omit<MailQueued, 'type' | 'queuedAt'>>;
  readonly headers: ReadonlyMap<string, OrderHeader>;
}

/**
 * Queues the mail of a shipment anew, for all addresses on the order as it stands (O10), with the same codes and a Message-ID of its
 * own (F2, F8). Refused for a shipment that no mail was queued for.
 */
export function resendMail(
  state: MailedShipments,
  shipmentId: string,
  now: Instant,
  mailDomain: string,
): Result<MailQueued> {
  const latest = state.mails.get(shipmentId);
  if (!latest) return refused(noMail(shipmentId));
  const emails = state.headers.get(latest.orderNumber)?.emails;
  const addresses = emails ? distinctEmails(emails) : latest.addresses;
  return { ok: true, value: mailOf({ ...latest, addresses }, latest.round + 1, now, mailDomain) };
}

/** A mail of a shipment in one of its rounds. */
export function mailOf(
  about: Pick<MailQueued, 'shipmentId' | 'orderNumber' | 'accountId' | 'addresses'>,
  round: number,
  queuedAt: Instant,
  mailDomain: string,
): MailQueued {
  const { shipmentId, orderNumber, accountId, addresses } = about;
  const messageId = messageIdOf(shipmentId, round, mailDomain);
  return { type: 'MailQueued', shipmentId, orderNumber, accountId, round, messageId, addresses, queuedAt };
}

function noMail(shipmentId: string) {
  return {
    code: 'NO_SUCH_MAIL',
    message: `no mail was ever queued for shipment ${shipmentId}`,
    value: shipmentId,
    remedy: 'name a shipment that has been fulfilled',
  };
}
