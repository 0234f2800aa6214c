import type { Sql } from '../postgres/sql.ts';
import { canonicalJson, uuidOf } from './canonical.ts';
import type { Received, Slice } from './slice.ts';

/**
 * The inbox of a service: which messages were here, and what they said. Source and id tell messages apart; the same again is a
 * duplicate, and the same id with other content is a conflict that is told (O9).
 */

/** What the inbox keeps of a message. */
export interface Arrival {
  /** See {@link inboxId}. */
  readonly message: string;
  /** Digest of what the message says, in whatever form it came. */
  readonly content: string;
  /** What it is about, in words for whoever reuses its id. */
  readonly about: string;
}

/** What is known of the message that came first under an id; one that an old version entered has no content. */
export interface Earlier {
  readonly content: string | null;
  readonly about: string | null;
  /** RFC 3339 */
  readonly receivedAt: string;
}

/** What the inbox makes of a message: new, the same again, or another one under an id that was used. */
export type Verdict = 'fresh' | 'again' | { readonly other: Earlier };

/** Why an event id cannot be used again: a violation, for HTTP and for dead letters alike. */
export interface IdReused {
  readonly code: 'EVENT_ID_REUSED';
  readonly path: 'id';
  readonly value: string;
  readonly message: string;
  readonly remedy: string;
}

/** Identity of a message in the inbox: CloudEvents makes source and id together unique. */
export function inboxId(message: Pick<Received, 'id' | 'source'>): string {
  return uuidOf(`${message.source}\0${message.id}`);
}

/** What the inbox keeps of a message of a slice: its data as it came, fields that nobody knows included. */
export function arrivalOf<Data>(
  slice: Pick<Slice<Data, never, never, unknown>, 'content' | 'streams'>,
  message: Pick<Received<Data>, 'id' | 'source' | 'type' | 'data'>,
  raw: unknown,
  streams = slice.streams(message.data),
): Arrival {
  const says = slice.content?.(raw) ?? [message.type, raw];
  return {
    message: inboxId(message),
    content: uuidOf(typeof says === 'string' ? says : canonicalJson(withoutPasscodes(says))),
    about: `${message.type} about ${streams.join(', ')}`.slice(0, 200),
  };
}

/**
 * Enters messages in the transaction at hand.
 *
 * @param now RFC 3339
 * @returns a verdict for each, in their order; of several with one id the first counts
 */
export async function enter(sql: Sql, schema: string, arrivals: readonly Arrival[], now: string): Promise<Verdict[]> {
  const firsts = new Map<string, Arrival>();
  for (const arrival of arrivals) if (!firsts.has(arrival.message)) firsts.set(arrival.message, arrival);
  if (firsts.size === 0) return [];
  const fresh = await insert(sql, schema, [...firsts.values()]);
  const held = await heldBy(
    sql,
    schema,
    [...firsts.keys()].filter((message) => !fresh.has(message)),
  );
  for (const message of fresh) {
    const { content, about } = firsts.get(message) as Arrival;
    held.set(message, { content, about, receivedAt: now });
  }
  return arrivals.map((arrival) => {
    if (fresh.has(arrival.message) && firsts.get(arrival.message) === arrival) return 'fresh';
    return verdictOf(arrival, held.get(arrival.message));
  });
}

/** What {@link enter} would say about a message that is not to be entered. */
export async function wouldEnter(sql: Sql, schema: string, arrival: Arrival): Promise<Verdict> {
  return verdictOf(arrival, (await heldBy(sql, schema, [arrival.message])).get(arrival.message));
}

// Sorted, so that two processes with the same messages after a rebalance wait for each other instead of deadlocking.
async function insert(sql: Sql, schema: string, arrivals: readonly Arrival[]): Promise<ReadonlySet<string>> {
  const columns = (['message', 'content', 'about'] as const).map((name) => arrivals.map((arrival) => arrival[name]));
  const rows = await sql<{ message: string }>(
    `insert into "${schema}".inbox (message, content, about)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[]) as arrival (message, content, about)
     order by message on conflict do nothing returning message`,
    columns,
  );
  return new Set(rows.map(({ message }) => message));
}

async function heldBy(sql: Sql, schema: string, messages: readonly string[]): Promise<Map<string, Earlier>> {
  if (messages.length === 0) return new Map();
  const rows = await sql<Earlier & { message: string }>(
    `select message, content, about, to_json(received_at at time zone 'UTC') #>> '{}' || 'Z' as "receivedAt"
     from "${schema}".inbox where message = any($1::uuid[])`,
    [messages],
  );
  return new Map(rows.map(({ message, ...earlier }) => [message, earlier]));
}

function verdictOf(arrival: Arrival, earlier: Earlier | undefined): Verdict {
  if (!earlier) return 'fresh';
  return earlier.content === null || earlier.content === arrival.content ? 'again' : { other: earlier };
}

/** O9: the conflict in words, naming the id and what it held before. */
export function idReused({ id, source }: Pick<Received, 'id' | 'source'>, { about, receivedAt }: Earlier): IdReused {
  return {
    code: 'EVENT_ID_REUSED',
    path: 'id',
    value: id,
    message:
      `the event id ${id} of source ${source} came before with other content: ${about}, received at ` +
      `${receivedAt}; nothing was done with this one`,
    remedy: 'send it with an id of its own; every event needs one that its source never used before',
  };
}

// Four digits are soon found behind a digest; a passcode is to be kept nowhere in clear (K4).
function withoutPasscodes(says: unknown): unknown {
  if (typeof says !== 'object' || says === null) return says;
  if (Array.isArray(says)) return says.map(withoutPasscodes);
  if (!('passcode' in says)) return says;
  const { passcode, ...rest } = says;
  return rest;
}
