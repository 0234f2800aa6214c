import {
  type AccountUpdated,
  accountUpdated,
  administratorRemoved,
  administratorUpdated,
} from '#contracts/accounts.ts';
import { type CloudEvent, readCloudEvent } from '#contracts/cloud-event.ts';
import { readAs } from '#contracts/reading/read-as.ts';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import type { Delivery, DeliveryHandler } from '#runtime/broker/broker.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type Arrival, arrivalOf, enter } from '#runtime/slices/inbox.ts';

/**
 * Keeps who administers what, and what accounts read, in every service that shows something to people. The newest message by its own time wins, whatever
 * comes again. What cannot be read, and an id that held something else before (O9), is left to the ledger, which keeps it as a dead
 * letter: no service goes by what another one refused.
 */
export class Memberships {
  /** @param now when a message counts as sent whose sender says nothing of it: the same clock as the runner's */
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  readonly deliver: DeliveryHandler = async (deliveries) => {
    const now = this.now();
    const told = deliveries.flatMap((delivery) => toldBy(delivery, now) ?? []);
    if (told.length === 0) return;
    const { schema } = this.database;
    await this.database.transaction(async (sql) => {
      const arrivals = told.map(({ arrival }) => arrival);
      const verdicts = await enter(sql, schema, arrivals, now.toISOString());
      for (const [index, { change }] of told.entries()) {
        if (typeof verdicts[index] !== 'object') await change(sql, schema);
      }
    });
  };
}

type Change = (sql: Sql, schema: string) => Promise<unknown>;

/** A change, and the message that tells of it: under a name of its own, since the ledger's slices enter the same message. */
interface Told {
  readonly change: Change;
  readonly arrival: Arrival;
}

function toldBy(delivery: Delivery, receivedAt: Date): Told | undefined {
  try {
    const event = readCloudEvent(delivery);
    const change = changeOf(event, receivedAt);
    const source = `memberships ${event.source}`;
    return change && { change, arrival: arrivalOf({ streams: () => [event.type] }, { ...event, source }, event.data) };
  } catch {
    // Whatever it is, the ledger reads the same message and keeps it as a dead letter.
    return undefined;
  }
}

function changeOf(event: CloudEvent, receivedAt: Date): Change | undefined {
  // In UTC, as every other reader keeps it: the database does not take every offset that RFC 3339 has.
  const asOf = (event.time === undefined ? receivedAt : new Date(event.time)).toISOString();
  if (event.type === 'account.updated.v1') {
    const account = readAs(accountUpdated, event.data);
    return account.data && accountChange(account.data, asOf);
  }
  if (event.type === 'administrator.updated.v1') {
    const { data } = readAs(administratorUpdated, event.data);
    return data && memberChange(data.accountId, mailboxOf(data.email), asOf, { ...data, removed: false });
  }
  if (event.type === 'administrator.removed.v1') {
    const { data } = readAs(administratorRemoved, event.data);
    const nothing = { role: 'none', access: 'none', scope: 'none', removed: true };
    if (!data) return undefined;
    // Also as it was kept before there was one spelling.
    const spellings = new Set([data.email.toLowerCase(), mailboxOf(data.email)]);
    const changes = [...spellings].map((email) => memberChange(data.accountId, email, asOf, nothing));
    return async (sql, schema) => {
      for (const change of changes) await change(sql, schema);
    };
  }
  return undefined;
}

function accountChange({ accountId, parentId, language }: AccountUpdated, asOf: string): Change {
  return (sql, schema) =>
    sql(
      `insert into "${schema}".account_parent (account_id, parent_id, language, as_of) values ($1, $2, $3, $4)
       on conflict (account_id) do update
         set parent_id = excluded.parent_id, language = excluded.language, as_of = excluded.as_of
         where account_parent.as_of <= excluded.as_of`,
      [accountId, parentId ?? null, language ?? null, asOf],
    );
}

interface Membership {
  readonly role: string;
  readonly access: string;
  readonly scope: string;
  readonly removed: boolean;
}

function memberChange(accountId: string, email: string, asOf: string, member: Membership): Change {
  return (sql, schema) =>
    sql(
      `insert into "${schema}".membership (account_id, email, role, access, scope, removed, as_of)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (account_id, email) do update
         set role = excluded.role, access = excluded.access, scope = excluded.scope, removed = excluded.removed,
             as_of = excluded.as_of
         where membership.as_of <= excluded.as_of`,
      [accountId, email, member.role, member.access, member.scope, member.removed, asOf],
    );
}
