import { readCloudEvent } from '#contracts/cloud-event.ts';
import type { Delivery, DeliveryHandler } from '#runtime/broker/broker.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { notify } from '#runtime/postgres/notify.ts';

/** That something has changed, and whom it concerns: what it is, everybody asks for over the interface. */
export interface Hint {
  /** The topic that told it. */
  readonly kind: string;
  /** What changed; empty: many things at once. */
  readonly id: string;
  readonly accounts: readonly string[];
}

/** What is older is no news: a portal that starts anew does not tell the past. */
const freshMilliseconds = 120_000;
/** More than so many in a batch are told as one. */
const mostOfKind = 50;
/** PostgreSQL takes notifications of less than 8000 bytes. */
const mostBytes = 7000;
const mark = 'hint ';

/** Tells every process of the portal what batches of events have changed. */
export class Hints {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  readonly deliver: DeliveryHandler = async (deliveries) => {
    const since = this.now().getTime() - freshMilliseconds;
    const hints = summed(deliveries.flatMap((delivery) => hintIn(delivery, since) ?? []));
    const { sql, schema } = this.database;
    for (const hint of hints) await notify(sql, schema, mark + JSON.stringify(hint));
  };
}

/** The hint that a notification is; undefined for one of something else. */
export function hintFrom(payload: string): Hint | undefined {
  return payload.startsWith(mark) ? (JSON.parse(payload.slice(mark.length)) as Hint) : undefined;
}

function hintIn(delivery: Delivery, since: number): Hint | undefined {
  try {
    const { id, subject, time, data } = readCloudEvent(delivery);
    if (time !== undefined && Date.parse(time) < since) return undefined;
    return { kind: delivery.topic, id: subject ?? id, accounts: accountsIn(data) };
  } catch {
    // Whoever decides by it keeps it as a dead letter.
    return undefined;
  }
}

/** The accounts that an event names, wherever it does; prices and the like name none. */
export function accountsIn(data: unknown): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) look(each);
    else if (typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) {
        if (typeof part === 'object') look(part);
        else if (typeof part === 'string' && namesAccount.test(name)) found.add(part);
      }
  };
  look(data);
  return [...found];
}

const namesAccount = /^(from|to|accountId|\w+AccountId)$/;

function summed(hints: readonly Hint[]): Hint[] {
  return [...Map.groupBy(hints, ({ kind }) => kind)].flatMap(([kind, ofKind]) => {
    const byId = [...Map.groupBy(ofKind, ({ id }) => id)].map(([id, same]) => ({ kind, id, accounts: allOf(same) }));
    const fits = (hint: Hint) => Buffer.byteLength(JSON.stringify(hint)) < mostBytes;
    if (byId.length <= mostOfKind && byId.every(fits)) return byId;
    const together = { kind, id: '', accounts: allOf(ofKind) };
    // Whom it concerns does not fit: everybody looks.
    return [fits(together) ? together : { kind, id: '', accounts: [] }];
  });
}

function allOf(hints: readonly Hint[]): string[] {
  return [...new Set(hints.flatMap(({ accounts }) => accounts))];
}
