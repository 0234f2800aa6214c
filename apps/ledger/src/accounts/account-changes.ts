import { randomUUID } from 'node:crypto';
import type { AccountUpdated } from '#contracts/accounts.ts';
import type { Account } from '#domain/licenses/books/account.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { type Answer, type AskedOverHttp, answerOnce, commandId, commandOf } from '#runtime/http/idempotency.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { addToOutbox, outgoingMessages } from '#runtime/slices/outbox.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { LedgerBooks } from '../books/ledger.books.ts';
import { knownAccount } from './accounts.views.ts';

const type = 'account.updated.v1';

/** What an account is to become, of what is known of it; throws what stands against it. */
export type AccountChange = (sql: Sql, known: Account | undefined) => Promise<AccountUpdated>;

interface Parts {
  readonly database: Database;
  readonly runner: SliceRunner<LedgerBooks, LicenseEvent>;
  readonly now: () => Date;
}

/**
 * A person's change of an account, once for an Idempotency-Key (L9): the ledger takes it over in the same transaction in which it
 * goes out on topic `accounts`. So the next change of a part finds this one, however soon it comes; on the topic it says
 * the same once more, which changes nothing.
 */
export async function changeAccount(
  { database, runner, now }: Parts,
  asked: AskedOverHttp,
  accountId: string,
  change: AccountChange,
): Promise<Answer & { readonly replayed: boolean }> {
  const { person } = asked;
  const command = commandOf(asked);
  return await answerOnce(database, command, async (sql) => {
    await runner.lock(sql, [{ type, data: { accountId } }]);
    const known = await knownAccount(sql, accountId);
    const data = await change(sql, known);
    const time = later(now().toISOString(), known);
    const id = commandId(command, randomUUID());
    const source = `/seatwright/${database.schema}`;
    await runner.decideAndSave(sql, [{ id, type, source, time, correlationId: id, person: person.email, data }]);
    const announcement = { topic: 'accounts', key: accountId, type, subject: accountId, data } as const;
    const cause = { message: { id, correlationId: id }, announcements: [announcement] };
    await addToOutbox(sql, database.schema, outgoingMessages([cause], database.schema, time));
    return { status: 202, body: data };
  });
}

// A fact that counts as older than what is known would be taken and do nothing; two of one instant would overtake each other.
function later(now: string, known: Account | undefined): string {
  if (known === undefined || known.fromOrder || now > known.asOf) return now;
  return new Date(Date.parse(known.asOf) + 1).toISOString();
}
