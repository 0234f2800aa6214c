import { answeredBefore } from '#domain/orders/documents/known-revision.ts';
import type { AnsweredDocument, AnsweredEvent } from '#domain/orders/documents/order-answer.ts';
import type { OrderBooks } from '#domain/orders/order.ts';
import type { WrittenAnswer } from '#formats/answer.ts';
import { traceparentFor } from '#runtime/environment/tracing/spans.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { IntakeEvent, KeptDocument } from '../document.books.ts';
import { type Answering, firstState } from './answering.ts';
import type { AnswerState } from './answers.tables.ts';
import { answerFormat, type DocumentWithBytes, decidedAnswer, readingsIn, written } from './written-answers.ts';

/** Answers that wait for a decision, and what was decided. */

interface ExpectedAnswer {
  readonly id: string;
  readonly sender: string;
  readonly documentId: string;
  readonly position: number;
  readonly orderNumber: string;
  readonly revision: number;
  readonly about: AnsweredDocument;
  readonly format: string;
  readonly document: DocumentWithBytes;
  /** Of a cancellation: the order as it came last. */
  readonly earlier?: DocumentWithBytes & { readonly position: number };
}

/** What was decided of a revision, and whose document it may be about. */
interface DecidedRevision {
  readonly event: AnsweredEvent;
  readonly senders: readonly string[];
  readonly revision: number;
}

interface DecidedRow {
  readonly id: string;
  readonly documentId: string;
  /** Null where nothing can be said. */
  readonly outcome: string | null;
  readonly format: string;
  readonly state: AnswerState;
  readonly answer: WrittenAnswer | { readonly failed: string };
}

/** Writes the answers that were expected of these decisions; true where there were any. */
export async function decideExpected(
  sql: Sql,
  answering: Answering,
  events: readonly IntakeEvent[],
  books: OrderBooks,
  now: string,
): Promise<boolean> {
  const answered = events.flatMap((event) => {
    if (event.type === 'RevisionKnown') return answeredBefore(books, event, now) ?? [];
    return isAnswered(event) ? [event] : [];
  });
  const decisions = answered.flatMap((event) => decisionOf(event, answering, books.sharedSources) ?? []);
  if (decisions.length === 0) return false;
  const expected = await loadExpected(
    sql,
    decisions.map(({ event }) => event.order.orderNumber),
  );
  const rows = decisions.flatMap((decision) => {
    const index = expected.findIndex((each) => isOf(each, decision));
    const [found] = index < 0 ? [] : expected.splice(index, 1);
    return found ? [rowOf(answering, found, decision.event)] : [];
  });
  if (rows.length === 0) return false;
  await sql(
    `update intake.order_answer answer
     set outcome = decided.outcome, format = decided.format, state = decided.state, content_type = decided.content_type,
         bytes = decided.bytes, last_error = decided.failed, due_at = clock_timestamp(), queued_at = $9::timestamptz,
         traceparent = decided.traceparent
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[])
       as decided (id, outcome, format, state, content_type, failed, bytes, traceparent)
     where answer.id = decided.id`,
    [
      rows.map(({ id }) => id),
      rows.map(({ outcome }) => outcome),
      rows.map(({ format }) => format),
      rows.map(({ state }) => state),
      rows.map(({ answer }) => ('bytes' in answer ? answer.contentType : null)),
      rows.map(({ answer }) => ('failed' in answer ? answer.failed : null)),
      rows.map(({ answer }) => ('bytes' in answer ? Buffer.from(answer.bytes) : null)),
      rows.map(({ documentId }) => traceparentFor(documentId) ?? null),
      now,
    ],
  );
  return true;
}

function isAnswered(event: IntakeEvent): event is AnsweredEvent {
  return ['OrderAccepted', 'OrderChanged', 'OrderRejected', 'OrderCancelled'].includes(event.type);
}

function decisionOf(
  event: AnsweredEvent,
  { senders }: Answering,
  sharedSources: OrderBooks['sharedSources'],
): DecidedRevision | undefined {
  const isRefusal = event.type === 'OrderRejected';
  const own = isRefusal ? event.refusal.source : event.order.source;
  if (own === undefined) return undefined;
  const sources = sharedSources.find((group) => group.includes(own)) ?? [own];
  const named = sources.flatMap((source) => /^\/senders\/(.+)$/.exec(source)?.[1] ?? []);
  const answered = named.filter((name) => (senders.get(name)?.answer.formats.length ?? 0) > 0);
  if (answered.length === 0) return undefined;
  return { event, senders: answered, revision: isRefusal ? event.refusal.revision : event.order.revision };
}

function isOf(expected: ExpectedAnswer, { event, senders, revision }: DecidedRevision): boolean {
  if (expected.orderNumber !== event.order.orderNumber || expected.revision !== revision) return false;
  if (!senders.includes(expected.sender)) return false;
  return event.type === 'OrderRejected' || (expected.about === 'cancellation') === (event.type === 'OrderCancelled');
}

/** Given up where the sender's profile answers in no format of the document any more, or its bytes are read otherwise now. */
function rowOf(answering: Answering, expected: ExpectedAnswer, event: AnsweredEvent): DecidedRow {
  const { id, sender, documentId, position, about, document, earlier } = expected;
  const profile = answering.senders.get(sender);
  const reading = readingsIn(document)[position];
  const told = document.orders[position];
  const format = profile && answerFormat(profile, document.format, about);
  if (!profile || !reading || !told || !format) {
    const failed = format
      ? 'the document is not read as it was'
      : `the profile of ${sender} answers no such document now`;
    return { id, documentId, outcome: null, format: expected.format, state: 'undeliverable', answer: { failed } };
  }
  const before = earlier && readingsIn(earlier)[earlier.position];
  const decided = decidedAnswer(expected, event, told, { reading, earlier: before, profile });
  const answer = written(() => format.write(decided.answer, decided.reading));
  const { outcome } = decided.answer;
  const state = firstState(answering, profile, 'failed' in answer);
  return { id, documentId, outcome, format: format.name, state, answer };
}

/** How long a decision may take: it comes with the next batch, or what was to be decided on is a dead letter. */
const undecidedHours = 24;

/**
 * Gives up answers that nobody decided on, where people see it: what was sent on is lost or a dead letter. A decision that comes later, as
 * of a dead letter that is replayed, still has its answer.
 *
 * @returns whose orders they are
 */
export async function giveUpUndecided(
  sql: Sql,
  now: string,
): Promise<{ readonly id: string; readonly sender: string; readonly orderNumber: string }[]> {
  return await sql(
    `update intake.order_answer set state = 'undeliverable', last_error = $3
     where state = 'expected' and queued_at < $1::timestamptz - $2 * interval '1 h'
     returning id, sender, order_number as "orderNumber"`,
    [
      now,
      undecidedHours,
      `its order was not decided on within ${undecidedHours} hours: look for it in the dead letters of intake`,
    ],
  );
}

/** What is expected of these orders, in the order in which their documents came. */
async function loadExpected(sql: Sql, orderNumbers: readonly string[]): Promise<ExpectedAnswer[]> {
  const rows = await sql<
    Omit<ExpectedAnswer, 'document' | 'earlier'> & {
      readonly document: KeptDocument;
      readonly bytes: Uint8Array;
      readonly before: KeptDocument | null;
      readonly beforeBytes: Uint8Array | null;
      readonly beforePosition: number | null;
    }
  >(
    `select answer.id, answer.sender, answer.document_id as "documentId", answer.position, answer.order_number as "orderNumber", answer.revision, answer.about, answer.format,
            kept.document, kept.bytes, before.document as before, before.bytes as "beforeBytes", before.position as "beforePosition"
     from intake.order_answer answer
     join intake.order_document kept on kept.id = answer.document_id
     left join lateral (
       select earlier.document, earlier.bytes, other.position
       from intake.order_answer other join intake.order_document earlier on earlier.id = other.document_id
       where other.order_number = answer.order_number and other.sender = answer.sender and answer.about = 'cancellation'
         and other.about <> 'cancellation' and other.outcome in ('accepted', 'waiting')
       order by other.revision desc limit 1
     ) before on true
     where answer.order_number = any($1::text[]) and (answer.state = 'expected' or answer.state = 'undeliverable' and answer.outcome is null)
     order by kept.received_at, answer.id
     for update of answer`,
    [orderNumbers],
  );
  return rows.map(({ document, bytes, before, beforeBytes, beforePosition, ...row }) => {
    const expected = { ...row, document: { ...document, bytes } };
    if (!before || !beforeBytes) return expected;
    return { ...expected, earlier: { ...before, bytes: beforeBytes, position: beforePosition ?? 0 } };
  });
}
