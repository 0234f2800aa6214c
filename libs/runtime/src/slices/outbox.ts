import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { OutgoingMessage } from '../broker/broker.ts';
import { isTracing, traceparentFor } from '../environment/tracing/spans.ts';
import { channelOf } from '../postgres/notify.ts';
import type { Sql } from '../postgres/sql.ts';
import { derivedId } from './messages.ts';
import type { Announcement, Received } from './slice.ts';

/** What comes of a message, in the order in which it was announced. */
export interface AnnouncingMessage {
  /** Without a source: a cause of the service's own. */
  readonly message: Pick<Received, 'id' | 'correlationId' | 'traceparent'> & { readonly source?: string };
  readonly announcements: readonly Announcement[];
}

/** Turns announcements into messages: ids from the cause, time and source of the service that decided. */
export function outgoingMessages(
  causes: readonly AnnouncingMessage[],
  service: string,
  now: string,
): OutgoingMessage[] {
  return causes.flatMap(({ message, announcements }) =>
    announcements.map((announcement, index) => ({
      topic: announcement.topic,
      key: announcement.key,
      headers: binaryHeaders({
        id: derivedId(message, index + 1),
        source: announcement.source ?? `/seatwright/${service}`,
        type: announcement.type,
        subject: announcement.subject,
        time: now,
        correlationId: message.correlationId,
        traceparent: message.traceparent,
      }),
      value: JSON.stringify(announcement.data),
    })),
  );
}

/** Adds messages to the outbox in the transaction at hand, and wakes the relay when it commits. */
export async function addToOutbox(sql: Sql, schema: string, messages: readonly OutgoingMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const traced = inTheirTraces(messages);
  // One call a batch: a notification in every commit of many writers costs them two thirds of their speed. No JSON around the messages:
  // they would be escaped, parsed and told apart again.
  // The transaction has its id before any message has its position, by which the relay tells what is behind it (`outbox-front.ts`).
  await sql(
    `with added as (
       insert into "${schema}".outbox (topic, key, headers, value)
       select topic, key, headers, value
       from (select pg_current_xact_id() as id offset 0) begun,
         unnest($1::text[], $2::text[], $3::text[], $4::text[]) as message (topic, key, headers, value)
       where begun.id is not null
     )
     select pg_notify($5, $6)`,
    [
      traced.map(({ topic }) => topic),
      traced.map(({ key }) => key),
      traced.map(({ headers }) => JSON.stringify(headers)),
      traced.map(({ value }) => value),
      channelOf(schema),
      'outbox',
    ],
  );
}

/** Messages that name what they come of in their trace: the message that was decided, or what is under way here. */
function inTheirTraces(messages: readonly OutgoingMessage[]): readonly OutgoingMessage[] {
  if (!isTracing()) return messages;
  return messages.map((message) => {
    const traceparent = traceparentFor(message.headers.ce_correlationid ?? '');
    return traceparent === undefined
      ? message
      : { ...message, headers: { ...message.headers, ce_traceparent: traceparent } };
  });
}
