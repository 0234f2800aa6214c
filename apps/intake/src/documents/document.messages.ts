import { type CloudEvent, maximumBytes, UnreadableMessage } from '#contracts/cloud-event.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import type { Translate } from '#runtime/slices/messages.ts';
import { type ArrivedDocument, arrivedDocument, type IncomingDocument, withoutSecrets } from './arrival.ts';
import { takeDocument } from './documents.slices.ts';
import type { SenderProfile } from './senders/profile.ts';
import type { Senders } from './senders/senders.files.ts';

/**
 * Documents over topics, as events for the runner: all of topic `order-documents`, and what on `sales-orders` names a sender and is no
 * JSON. The headers `sender` and `content-type` say what they are, alone or beside those of a CloudEvent in binary mode.
 */
export function documentEvents(senders: Senders): Translate {
  const eventOf: Translate['eventOf'] = ({ topic, partition, offset, headers, value }) => {
    if (!isDocument({ topic, headers })) return undefined;
    const { sender, ...others } = headers;
    if (value === null) throw new UnreadableMessage('the message has no value');
    if (value.length > maximumBytes) throw new UnreadableMessage(`the document has ${value.length} bytes`);
    const profile = senders.get(sender ?? '');
    if (!profile) {
      throw new UnreadableMessage(
        sender === undefined
          ? 'UNKNOWN_SENDER: the message has no header sender, which says whose document it is'
          : `UNKNOWN_SENDER: there is no profile of sender ${sender.slice(0, 80)}`,
      );
    }
    const deliveryId = `${topic}/${partition}/${offset}`;
    const { id: rowId, bytes } = outboxRow({ headers, value });
    const incoming = { bytes, rowId, contentType: others['content-type'], deliveryId };
    const event = documentEvent(profile, { ...incoming, eventType: others.ce_type, eventId: others.ce_id });
    return { ...event, traceparent: others.ce_traceparent ?? others.traceparent };
  };
  const keptOf: Translate['keptOf'] = (delivery) => {
    const { headers, value } = delivery;
    if (value === null || !isDocument(delivery)) return delivery;
    const row = outboxRow(delivery);
    const incoming = { bytes: row.bytes, contentType: headers['content-type'] };
    const bytes = withoutSecrets(incoming, senders.get(headers.sender ?? ''));
    return bytes === row.bytes ? delivery : { ...delivery, value: bytes };
  };
  return { eventOf, keptOf };
}

function isDocument({ topic, headers }: Pick<Delivery, 'topic' | 'headers'>): boolean {
  return topic === 'order-documents' || (headers.sender !== undefined && !isJson(headers['content-type']));
}

/**
 * A document as the event that the runner takes.
 * @throws UnreadableMessage
 */
export function documentEvent(profile: SenderProfile, incoming: IncomingDocument): CloudEvent {
  const arrived = arrivedDocument(profile, incoming);
  if ('unreadable' in arrived) throw new UnreadableMessage(arrived.unreadable);
  return arrivedEvent(arrived);
}

/** The same of a document that was read. */
export function arrivedEvent(arrived: ArrivedDocument): CloudEvent {
  return { id: arrived.id, source: `/senders/${arrived.sender}`, type: takeDocument.type, data: arrived };
}

function isJson(contentType: string | undefined): boolean {
  return contentType === undefined || /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType.trim());
}

/** A document that a row of somebody's outbox carried. */
interface OutboxRow {
  /** The row's own: header `id` of Debezium's event router. */
  readonly id?: string;
  readonly bytes: Uint8Array;
}

/**
 * What a message of Debezium's event router carries; of any other, its value as it stands. Kafka Connect writes a column of text as a text
 * of JSON, unless it is told to leave it as it is: then what is in the text is the document.
 */
function outboxRow({ headers, value }: Pick<Delivery, 'headers' | 'value'>): OutboxRow {
  const bytes = value ?? new Uint8Array();
  const id = headers.ce_type === undefined ? plainText(headers.id) : undefined;
  if (id === undefined || id === '') return { bytes };
  // No format that is read begins with a quote.
  const quoted = bytes[0] === 0x22 ? plainText(Buffer.from(bytes).toString()) : undefined;
  return { id, bytes: quoted === undefined ? bytes : Buffer.from(quoted) };
}

/** A text, without the quotes and escapes that a converter of JSON puts around it. */
function plainText(text: string | undefined): string | undefined {
  if (!text?.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}
