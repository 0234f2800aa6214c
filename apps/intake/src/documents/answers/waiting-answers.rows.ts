import type { OrderAnswerSent, OrderAnswerUndeliverable } from '#contracts/orders.ts';
import type { AnswerStep } from '#domain/orders/documents/answer-delivery.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { addToOutbox, outgoingMessages } from '#runtime/slices/outbox.ts';
import type { Announcement } from '#runtime/slices/slice.ts';

/** Answers that are to go out: claimed with a lease, and what became of each try. */

/** How long a try may take before another process may take it over. */
const leaseSeconds = 30;

/** An answer that this process alone is to deliver now. */
export interface ClaimedAnswer {
  readonly id: string;
  readonly sender: string;
  readonly documentId: string;
  readonly orderNumber: string;
  readonly revision: number;
  readonly outcome: OrderAnswerSent['outcome'];
  readonly format: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** This try included. */
  readonly tries: number;
  readonly queuedAt: string;
  /** Of what it was written for; null while no spans are collected. */
  readonly traceparent: string | null;
}

/** As they were decided: a receipt before what was decided, a cancellation after what it cancels. */
const inOrder = (row: string) =>
  `${row}.queued_at, ${row}.outcome <> 'received', ${row}.revision, ${row}.about = 'cancellation', ${row}.id`;

/** Nothing that came before it waits: the answers to one order go one after the other. */
const isFirst = `not exists (
  select from intake.order_answer earlier
  where earlier.order_number = answer.order_number and earlier.sender = answer.sender and earlier.state = 'waiting'
    and (${inOrder('earlier')}) < (${inOrder('answer')})
)`;

/**
 * Claims answers that are due, and counts the try: written before anything goes out. A claim runs out, so that what a process left is
 * delivered by another.
 */
export async function claimAnswers(sql: Sql, limit: number): Promise<ClaimedAnswer[]> {
  const rows = await sql<Omit<ClaimedAnswer, 'queuedAt'> & { readonly queuedAt: Date | string }>(
    `with due as (
       select id from intake.order_answer answer
       where state = 'waiting' and due_at <= clock_timestamp()
         and ${isFirst}
       order by due_at, id limit $1 for update skip locked
     )
     update intake.order_answer answer
     set tries = tries + 1, due_at = clock_timestamp() + $2 * interval '1 s'
     from due where answer.id = due.id
     returning answer.id, sender, document_id as "documentId", order_number as "orderNumber", revision, outcome, format,
       content_type as "contentType", bytes, tries, queued_at as "queuedAt", traceparent`,
    [limit, leaseSeconds],
  );
  return rows.map((row) => ({ ...row, queuedAt: new Date(row.queuedAt).toISOString() }));
}

/** In how many milliseconds the next answer is due; undefined where none waits. */
export async function untilNextAnswer(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ milliseconds: number | null }>(
    `select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as milliseconds
     from intake.order_answer answer where state = 'waiting' and ${isFirst}`,
  );
  return row?.milliseconds == null ? undefined : Math.max(row.milliseconds, 0);
}

/**
 * Records what became of a try, and announces what is final, in the transaction at hand. A try that another process took over, or an
 * answer that was sent again meanwhile, is left to that.
 */
export async function recordTry(sql: Sql, answer: ClaimedAnswer, step: AnswerStep, now: string): Promise<void> {
  const rows = await sql(
    `update intake.order_answer
     set state = $3, last_error = $4, due_at = clock_timestamp() + $5 * interval '1 s',
         sent_at = case $3 when 'sent' then $6::timestamptz else sent_at end
     where id = $1 and tries = $2 and state = 'waiting' and queued_at = $7::timestamptz returning id`,
    [
      answer.id,
      answer.tries,
      step.state,
      step.state === 'sent' ? null : step.why,
      step.state === 'waiting' ? step.waitSeconds : 0,
      now,
      answer.queuedAt,
    ],
  );
  if (rows.length === 0 || step.state === 'waiting') return;
  const { documentId: correlationId, traceparent } = answer;
  const id = `answer/${answer.id}/${answer.queuedAt}/${answer.tries}`;
  const message = { id, correlationId, traceparent: traceparent ?? undefined };
  const causes = [{ message, announcements: [announced(answer, step, now)] }];
  await addToOutbox(sql, 'intake', outgoingMessages(causes, 'intake', now));
}

function announced(answer: ClaimedAnswer, step: Exclude<AnswerStep, { state: 'waiting' }>, at: string): Announcement {
  const { id: answerId, orderNumber, revision, sender, documentId, outcome, format, tries } = answer;
  const facts = { answerId, orderNumber, revision, sender, documentId, outcome, format, tries };
  const to = { topic: 'orders', key: orderNumber, subject: orderNumber } as const;
  if (step.state === 'sent') {
    const data: OrderAnswerSent = { ...facts, at };
    return { ...to, type: 'order-answer.sent.v1', data };
  }
  const data: OrderAnswerUndeliverable = { ...facts, reason: step.why, at };
  return { ...to, type: 'order-answer.undeliverable.v1', data };
}
