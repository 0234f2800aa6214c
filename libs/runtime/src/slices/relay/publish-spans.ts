import type { OutgoingMessage } from '../../broker/broker.ts';
import { beginSpan, fails, isTracing, SpanKind, traceparentOf } from '../../environment/tracing/spans.ts';

/** Messages as they are to be sent, and what is called when that is done or has failed. */
export interface Publishing {
  readonly messages: OutgoingMessage[];
  end(error?: unknown): void;
}

/**
 * A span of its own for each message of a trace that goes out: whoever takes it continues from there, so the time that it lay in the
 * outbox and on its topic can be seen. Messages of no trace are left as they are.
 */
export function publishSpans(service: string, outgoing: readonly OutgoingMessage[]): Publishing {
  if (!isTracing()) return { messages: [...outgoing], end: () => undefined };
  const begun = outgoing.map((message) => {
    const parent = message.headers.ce_traceparent;
    if (parent === undefined) return { message };
    const attributes = {
      'seatwright.service': service,
      'messaging.operation.name': 'send',
      'messaging.destination.name': message.topic,
      'messaging.message.id': message.headers.ce_id ?? '',
    };
    const span = beginSpan(`send ${message.topic}`, { kind: SpanKind.PRODUCER, parent, attributes });
    const headers = { ...message.headers, ce_traceparent: traceparentOf(span) ?? parent };
    return { message: { ...message, headers }, span };
  });
  return {
    messages: begun.map(({ message }) => message),
    end(error) {
      for (const { span } of begun) {
        if (span && error !== undefined) fails(span, error);
        span?.end();
      }
    },
  };
}
