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
    const incoming = { bytes: value, contentType: others['content-type'], deliveryId };
    return documentEvent(profile, { ...incoming, eventType: others.ce_type, eventId: others.ce_id });
  };
  const keptOf: Translate['keptOf'] = (delivery) => {
    const { headers, value } = delivery;
    if (value === null || !isDocument(delivery)) return delivery;
    const bytes = withoutSecrets(
      { bytes: value, contentType: headers['content-type'] },
      senders.get(headers.sender ?? ''),
    );
    return bytes === value ? delivery : { ...delivery, value: bytes };
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
