import { randomUUID } from 'node:crypto';
import type { Database } from '../postgres/database.ts';
import { addToOutbox, outgoingMessages } from '../slices/outbox.ts';
import type { Announcement } from '../slices/slice.ts';
import { type Answer, type AskedOverHttp, answerOnce, commandId, commandOf } from './idempotency.ts';

/** What is to go out, and the time (RFC 3339) that it goes out with. */
export interface Facts {
  readonly announcements: readonly Announcement[];
  readonly now: string;
}

/** Puts what a person told on its topic, once for an Idempotency-Key: in one transaction with the answer (L9). */
export async function publishFacts(
  database: Database,
  asked: AskedOverHttp,
  { announcements, now }: Facts,
  answer: Answer,
): Promise<Answer & { readonly replayed: boolean }> {
  const command = commandOf(asked);
  return await answerOnce(database, command, async (sql) => {
    const id = commandId(command, randomUUID());
    const cause = { message: { id, correlationId: id }, announcements };
    await addToOutbox(sql, database.schema, outgoingMessages([cause], database.schema, now));
    return answer;
  });
}
