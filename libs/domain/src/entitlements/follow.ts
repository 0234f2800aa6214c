import type { Instant } from '../values/calendar.ts';
import { distinctEmails } from '../values/names/mailboxes.ts';
import { type FulfillmentState } from './fulfil.ts';
import { followOrder, type OrderFollowed, type OrderHeader } from './order-header.ts';
import { type MailQueued, mailOf } from './shipment-mail.ts';

/**
 * O10: takes a revision of a released order. A mail that still waits gives way to one for the order as it is now, with a Message-ID
 * of its own; whoever has had it gets no second one. What has gone out stays: a resend brings it to the corrected addresses.
 */
export function decideOrderChanged(
  state: FulfillmentState,
  header: OrderHeader,
  now: Instant,
  mailDomain: string,
): (OrderFollowed | MailQueued)[] {
  const followed = followOrder(state.headers, header);
  if (followed.length === 0) return [];
  const waiting = [...(state.waiting?.values() ?? [])].filter((mail) => mail.orderNumber === header.orderNumber);
  const replaced = waiting.flatMap((mail) => {
    const had = new Set(mail.accepted.map((address) => address.toLowerCase()));
    const addresses = distinctEmails(header.emails).filter((address) => !had.has(address.toLowerCase()));
    if (addresses.length === 0) return [];
    // One that this batch queued was never written: it is this one.
    return [mailOf({ ...mail, addresses }, mail.stored ? mail.round + 1 : mail.round, now, mailDomain)];
  });
  return [...followed, ...replaced];
}
