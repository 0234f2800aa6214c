import { randomUUID } from 'node:crypto';
import type { Person } from '#runtime/auth.ts';
import type { Database } from '#runtime/database.ts';
import { type Answer, answerOnce, commandId, fingerprintOf } from '#runtime/idempotency.ts';
import { addToOutbox, outgoingMessages } from '#runtime/outbox.ts';

interface Asked {
  readonly person: Person;
  readonly key?: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

interface Fact {
  readonly type: string;
  readonly data: { readonly accountId: string };
  readonly now: string;
}

/** Puts what a person changed on topic `accounts`, once for an Idempotency-Key: in one transaction with the answer (L9). */
export async function publishFact(
  database: Database,
  { person, key, method, path, body }: Asked,
  { type, data, now }: Fact,
  answer: Answer,
): Promise<Answer & { readonly replayed: boolean }> {
  const command = { person: person.email, key, fingerprint: fingerprintOf(method, path, body) };
  return await answerOnce(database, command, async (sql) => {
    const id = commandId(command, randomUUID());
    const announcement = { topic: 'accounts', key: data.accountId, type, subject: data.accountId, data } as const;
    const cause = { message: { id, correlationId: id }, announcements: [announcement] };
    await addToOutbox(sql, database.schema, outgoingMessages([cause], database.schema, now));
    return answer;
  });
}
