import { type CloudEvent, ownMediaType, readCloudEvent, UnreadableMessage } from '#contracts/cloud-event.ts';
import { unknownFields } from '#contracts/reading/known-names.ts';
import { readAs } from '#contracts/reading/read-as.ts';
import { topics } from '#contracts/topics.ts';
import { firstViolations } from '#domain/values/violation.ts';
import { type Delivery, problemHeader } from '../broker/broker.ts';
import { sha256 } from '../environment/keys/sha256.ts';
import { type Arrival, arrivalOf } from './inbox.ts';
import type { Context, Received, Slice } from './slice.ts';

/** What reading a message looks at of its slice. */
// biome-ignore lint/suspicious/noExplicitAny: which message it is, is known by its type alone
type ReadableSlice = Pick<Slice<any, never, never, unknown>, 'schema' | 'isCommand' | 'streams' | 'content'>;

/** How the sources of our own services begin. */
const ownSources = '/seatwright/';

/** Reads deliveries that are no events as they stand: documents of other systems. */
export interface Translate {
  /**
   * Undefined for what is an event already.
   * @throws UnreadableMessage for what it should read and cannot
   */
  eventOf(delivery: Delivery): CloudEvent | undefined;
  /** What of a delivery may be kept as a dead letter: the same, without secrets. Never throws. */
  keptOf(delivery: Delivery): Delivery;
}

/** What reading a delivery came to. */
export type Reading =
  | {
      readonly kind: 'message';
      readonly delivery: Delivery;
      readonly message: Received;
      readonly slice: ReadableSlice;
      /** What it touches, where that was asked for already. */
      readonly streams?: readonly string[];
      /** What the inbox keeps of it. */
      readonly arrival: Arrival;
    }
  | { readonly kind: 'skipped'; readonly delivery: Delivery }
  /** A tombstone, or nothing at all: there is nothing in it to do, now or ever (O-17b). */
  | { readonly kind: 'empty'; readonly delivery: Delivery }
  | { readonly kind: 'unreadable'; readonly delivery: Delivery; readonly problem: string };

/** A delivery that could be read, and is for the service. */
export type MessageReading = Extract<Reading, { readonly kind: 'message' }>;

/**
 * Reads a delivery for a service: what it passes over is skipped, and what nobody could read is unreadable, or what it forgot to
 * answer.
 */
export function readDelivery(
  delivery: Delivery,
  slices: ReadonlyMap<string, ReadableSlice>,
  passedOver: ReadonlySet<string>,
  receivedAt: Date,
  translate?: Translate,
): Reading {
  const problem = delivery.headers[problemHeader];
  if (problem !== undefined) return unreadable(delivery, problem);
  if (holdsNothing(delivery)) return { kind: 'empty', delivery };
  try {
    const event = translate?.eventOf(delivery) ?? readCloudEvent(delivery);
    const slice = slices.get(event.type);
    if (!slice) {
      if (!knownTypes(delivery.topic).includes(event.type))
        return unreadable(delivery, unknownType(event.type, delivery.topic));
      if (passedOver.has(event.type)) return { kind: 'skipped', delivery };
      return unreadable(delivery, forgottenType(event.type, delivery.topic));
    }
    const parsed = readAs(slice.schema, event.data);
    if (!parsed.success) {
      const problems = firstViolations(parsed.violations).map((violation) => violation.message);
      return unreadable(delivery, `${event.type}: ${problems.join('; ')}`);
    }
    const unknown = slice.isCommand ? firstViolations(unknownFields(slice.schema, event.data)) : [];
    if (unknown.length > 0) {
      const problems = unknown.map(({ code, message, remedy }) => `${code}: ${message}; ${remedy}`);
      return unreadable(delivery, `${event.type}: ${problems.join('; ')}`);
    }
    const { id, source, type, time, correlationId, person, traceparent } = event;
    const message = {
      id,
      source,
      type,
      // Reference data is ordered by it; of a sender that gives none, what arrives last counts.
      time: (time === undefined ? receivedAt : new Date(time)).toISOString(),
      correlationId: correlationId ?? id,
      person,
      traceparent,
      data: parsed.data,
    };
    const streams = slice.streams(message.data);
    const arrival = arrivalOf(slice, message, event.data, streams);
    return { kind: 'message', delivery, slice, message, streams, arrival };
  } catch (error) {
    if (error instanceof UnreadableMessage) return unreadable(delivery, error.message);
    // Reading is a function of the message alone: thrown again, it would stop everything behind this one for ever.
    return unreadable(delivery, `the message cannot be read: ${(error as Error).message.slice(0, 200)}`);
  }
}

/**
 * Whether the head of a message says all that is needed of it: one of these types, on a topic that carries it, written by a service of ours.
 * What others send is read before it is passed over: what nobody can read is kept by everybody who hears it.
 */
export function isPassedByHead({ topic, headers }: Delivery, types: ReadonlySet<string>): boolean {
  const { ce_type: type } = headers;
  if (type === undefined || !types.has(type) || headers[problemHeader] !== undefined) return false;
  const isOwn = headers.ce_specversion === '1.0' && headers.ce_source?.startsWith(ownSources) === true;
  return isOwn && headers['content-type'] === ownMediaType && knownTypes(topic).includes(type);
}

// What says that it is an event and has no data is one that went wrong, and stays a dead letter.
function holdsNothing({ value, headers }: Delivery): boolean {
  return (value === null || value.length === 0) && !Object.keys(headers).some((name) => name.startsWith('ce_'));
}

/** The slices of a context by the type that each answers. */
export function slicesByType<Needs, Books, Event>(
  context: Context<Needs, Books, Event>,
  // biome-ignore lint/suspicious/noExplicitAny: which message it is, is known by its type alone
): ReadonlyMap<string, Slice<any, Needs, Books, Event>> {
  return new Map(context.slices.map((slice) => [slice.type, slice]));
}

/**
 * Id of the `n`th thing that comes of a message: the same again whenever the message is processed again. Two senders may
 * count alike, and a message is told apart by source and id together, so the id has both in it; what our own services send
 * carries its first sender already.
 */
export function derivedId({ id, source }: Pick<Received, 'id'> & { readonly source?: string }, n: number): string {
  const isOurs = source === undefined || source.startsWith(ownSources);
  const root = isOurs ? id : `${id}~${sha256(source).slice(0, 8)}`;
  return `${root.length <= 200 ? root : sha256(root)}/${n}`;
}

// A release that answers the type tries both again: `lettersToRetry` knows them by these words.
function unknownType(type: string, topic: string): string {
  return `type ${type} is unknown on topic ${topic}, which carries ${knownTypes(topic).join(', ')}`;
}

function forgottenType(type: string, topic: string): string {
  return `type ${type} has no slice on topic ${topic}: this service neither answers it nor passes over it`;
}

const typesOfTopics = new Map(Object.entries(topics).map(([topic, { events }]) => [topic, Object.keys(events)]));

function knownTypes(topic: string): readonly string[] {
  return typesOfTopics.get(topic) ?? [];
}

function unreadable(delivery: Delivery, problem: string): Reading {
  return { kind: 'unreadable', delivery, problem };
}
