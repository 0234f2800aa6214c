import { accountUpdated, administratorRemoved, administratorUpdated } from '#contracts/accounts.ts';
import { readCloudEvent } from '#contracts/cloud-event.ts';
import { mailboxOf } from '#contracts/mail-address.ts';
import { readAs } from '#contracts/read-as.ts';
import type { Delivery, DeliveryHandler } from './broker.ts';
import type { Database } from './database.ts';
import type { Sql } from './slice.ts';

/**
 * Keeps who administers what, in every service that shows something to people. It needs no inbox: the newest message by
 * its own time wins, whatever comes again. What cannot be read is left to the ledger, which keeps it as a dead letter.
 */
export class Memberships {
  /** @param now when a message counts as sent whose sender says nothing of it: the same clock as the runner's */
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  readonly deliver: DeliveryHandler = async (deliveries) => {
    const changes = deliveries.flatMap((delivery) => changeOf(delivery, this.now()) ?? []);
    if (changes.length === 0) return;
    await this.database.transaction(async (sql) => {
      for (const change of changes) await change(sql, this.database.schema);
    });
  };
}

type Change = (sql: Sql, schema: string) => Promise<unknown>;

function changeOf(delivery: Delivery, receivedAt: Date): Change | undefined {
  try {
    const event = readCloudEvent(delivery);
    // In UTC, as every other reader keeps it: the database does not take every offset that RFC 3339 has.
    const asOf = (event.time === undefined ? receivedAt : new Date(event.time)).toISOString();
    if (event.type === 'account.updated.v1') {
      const account = readAs(accountUpdated, event.data);
      return account.data && parentChange(account.data.accountId, account.data.parentId ?? null, asOf);
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
  } catch {
    // Whatever it is, the ledger reads the same message and keeps it as a dead letter.
    return undefined;
  }
}

function parentChange(accountId: string, parentId: string | null, asOf: string): Change {
  return (sql, schema) =>
    sql(
      `insert into "${schema}".account_parent (account_id, parent_id, as_of) values ($1, $2, $3)
       on conflict (account_id) do update set parent_id = excluded.parent_id, as_of = excluded.as_of
         where account_parent.as_of <= excluded.as_of`,
      [accountId, parentId, asOf],
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
