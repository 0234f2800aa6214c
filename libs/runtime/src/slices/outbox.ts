import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { OutgoingMessage } from '../broker/broker.ts';
import { notify } from '../postgres/notify.ts';
import type { Sql } from '../postgres/sql.ts';
import { derivedId } from './messages.ts';
import type { Announcement, Received } from './slice.ts';

/** What comes of a message, in the order in which it was announced. */
export interface AnnouncingMessage {
  /** Without a source: a cause of the service's own. */
  readonly message: Pick<Received, 'id' | 'correlationId'> & { readonly source?: string };
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
      }),
      value: JSON.stringify(announcement.data),
    })),
  );
}

/** Adds messages to the outbox in the transaction at hand, and wakes the relay when it commits. */
export async function addToOutbox(sql: Sql, schema: string, messages: readonly OutgoingMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await sql(
    `insert into "${schema}".outbox (topic, key, headers, value)
     select topic, key, headers::text, value
     from json_to_recordset($1::json) as message (topic text, key text, headers json, value text)`,
    [JSON.stringify(messages)],
  );
  // Once a batch: a notification in every commit of many writers costs them two thirds of their speed.
  await notify(sql, schema, 'outbox');
}
