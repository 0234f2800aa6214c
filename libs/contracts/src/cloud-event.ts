import { lookAtJson, tooDeep } from './reading/json-depth.ts';
import { saidTwice } from './reading/json-names.ts';
import { parseJsonText } from './reading/json-text.ts';
import { instant } from './text/primitives.ts';
import { isUnstorable, unstorable, unstorablePath } from './text/storable.ts';

/**
 * CloudEvents 1.0 on Kafka: read in binary mode (`ce_*` headers, value = data) and in structured mode (value = the whole
 * event, also without a content-type header), written in binary mode.
 */
export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** RFC 3339 */
  readonly time?: string;
  readonly correlationId?: string;
  /** Extension `seatwrightperson`: the e-mail address of the token with which our HTTP took it, whatever its sender says. */
  readonly person?: string;
  /** Extension `traceparent` (W3C Trace Context): the trace that it belongs to. */
  readonly traceparent?: string;
  readonly data: unknown;
}

/** Header names and values as text, the value as bytes; null is a Kafka tombstone. */
export interface EncodedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array | null;
}

/** Of the data of an event in binary mode, as our own services send it. */
export const ownMediaType = 'application/json; charset=utf-8';

/** A message that is no CloudEvent or whose data cannot be read; the text says what would be right. */
export class UnreadableMessage extends Error {}

/** Of a body over HTTP. */
export const maximumBodyBytes = 4_000_000;

/** Of a message. An order of 4 MB, which is what HTTP takes, becomes larger by the facts of its products. */
export const maximumBytes = 8_000_000;

/**
 * Reads a message in either mode.
 * @throws UnreadableMessage
 */
export function readCloudEvent(message: EncodedMessage): CloudEvent {
  if (message.value === null) throw new UnreadableMessage('the message has no value');
  if (message.value.length > maximumBytes) {
    throw new UnreadableMessage(`the message has ${message.value.length} bytes, more than ${maximumBytes}`);
  }
  // Media types are the same in any case (RFC 9110).
  const mediaType = (message.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const structured = mediaType === 'application/cloudevents+json';
  const isBinary = message.headers.ce_specversion !== undefined || message.headers.ce_type !== undefined;
  return isBinary && !structured ? readBinary(message.headers, message.value) : readStructured(message.value);
}

/** The headers of an event in binary mode. */
export function binaryHeaders(event: Omit<CloudEvent, 'data'>): Record<string, string> {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
    'content-type': ownMediaType,
  };
  if (event.time !== undefined) headers.ce_time = event.time;
  if (event.subject !== undefined) headers.ce_subject = event.subject;
  if (event.correlationId !== undefined) headers.ce_correlationid = event.correlationId;
  if (event.person !== undefined) headers.ce_seatwrightperson = event.person;
  if (event.traceparent !== undefined) headers.ce_traceparent = event.traceparent;
  return headers;
}

function readBinary(headers: Readonly<Record<string, string>>, value: Uint8Array): CloudEvent {
  for (const name in headers) {
    if (isUnstorable(headers[name] ?? '')) throw new UnreadableMessage(`header ${name} ${unstorable}`);
  }
  return eventOf(
    {
      specversion: headers.ce_specversion,
      id: headers.ce_id,
      source: headers.ce_source,
      type: headers.ce_type,
      subject: headers.ce_subject,
      time: headers.ce_time,
      correlationid: headers.ce_correlationid,
      seatwrightperson: headers.ce_seatwrightperson,
      // Senders that do not know of the extension put it in a header of its own.
      traceparent: headers.ce_traceparent ?? headers.traceparent,
    },
    parseJson(value, 'data'),
    'header ce_',
  );
}

function readStructured(value: Uint8Array): CloudEvent {
  const event = parseJson(value, 'the message');
  if (typeof event !== 'object' || event === null || Array.isArray(event) || !('specversion' in event)) {
    throw new UnreadableMessage(
      'the message is no CloudEvent 1.0: it has neither ce_* headers (binary mode) nor specversion, id, source and type ' +
        'beside its data (structured mode)',
    );
  }
  const attributes = event as Record<string, unknown>;
  return eventOf(attributes, structuredData(attributes), '');
}

function structuredData(attributes: Record<string, unknown>): unknown {
  if (typeof attributes.data_base64 !== 'string') return attributes.data;
  return parseJson(Buffer.from(attributes.data_base64, 'base64'), 'data_base64');
}

function eventOf(attributes: Record<string, unknown>, data: unknown, prefix: string): CloudEvent {
  const required = (name: string) => {
    const value = attributes[name];
    if (typeof value !== 'string' || value === '') throw new UnreadableMessage(`${prefix}${name} is missing`);
    if (value.length > 512) throw new UnreadableMessage(`${prefix}${name} has more than 512 characters`);
    return value;
  };
  const optional = (name: string) => (typeof attributes[name] === 'string' ? (attributes[name] as string) : undefined);
  if (attributes.specversion !== '1.0') {
    throw new UnreadableMessage(`${prefix}specversion is ${JSON.stringify(attributes.specversion)}; 1.0 is understood`);
  }
  const told = optional('time');
  if (told === undefined && attributes.time !== undefined && attributes.time !== null) {
    throw new UnreadableMessage(`${prefix}time is no text; it has to be like 2026-11-21T09:30:00Z`);
  }
  // RFC 3339 takes small letters as well.
  const time = told?.toUpperCase();
  if (time !== undefined && !isTime(time)) {
    const right = 'it has to be like 2026-11-21T09:30:00Z, in the years 1970 to 9999';
    throw new UnreadableMessage(`${prefix}time is not a time as RFC 3339: ${told?.slice(0, 40)}; ${right}`);
  }
  return {
    id: required('id'),
    source: required('source'),
    type: required('type'),
    subject: optional('subject'),
    time,
    correlationId: optional('correlationid'),
    person: optional('seatwrightperson'),
    traceparent: optional('traceparent'),
    data,
  };
}

const endOf9999 = Date.UTC(10_000, 0);

/** All that one of our services sends at once has one time. */
let lastTime: string | undefined;

// Date.parse understands far more than RFC 3339, days that do not exist, and years that the database does not take.
function isTime(text: string): boolean {
  if (text === lastTime) return true;
  const milliseconds = instant.safeParse(text).success ? Date.parse(text) : Number.NaN;
  if (!(milliseconds >= 0 && milliseconds < endOf9999)) return false;
  lastTime = text;
  return true;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array, what: string): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new UnreadableMessage(`${what} is not UTF-8`);
  }
  const look = lookAtJson(text);
  if (look.isTooDeep) throw new UnreadableMessage(`${what} ${tooDeep}`);
  let value: unknown;
  try {
    value = parseJsonText(text, { hasLongNumber: look.hasLongNumber, isAscii: text.length === bytes.length });
  } catch (error) {
    throw new UnreadableMessage(`${what} is not JSON: ${(error as Error).message}`);
  }
  const path = text.includes('\\u') ? unstorablePath(value) : undefined;
  if (path !== undefined) throw new UnreadableMessage(`${what} ${unstorable}: ${path}`);
  const twice = saidTwice(text, value, look.names);
  if (twice !== undefined) throw new UnreadableMessage(`${what} ${twice}`);
  return value;
}
