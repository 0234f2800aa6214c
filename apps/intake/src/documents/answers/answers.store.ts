import type { OrderBooks } from '#domain/orders/order.ts';
import { traceparentFor } from '#runtime/environment/tracing/spans.ts';
import { notify } from '#runtime/postgres/notify.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { IntakeEvent } from '../document.books.ts';
import { type Answering, firstState } from './answering.ts';
import { decideExpected } from './expected-answers.rows.ts';
import { owedNotices } from './notices/notices.ts';
import { type OwedAnswer, owedAnswers } from './owed-answers.ts';

/** What wakes whoever delivers answers. */
export const answersName = 'order_answer';

/**
 * Writes down the answers that decisions owe, in the transaction that decided: at once what is refused or merely received, the others when
 * their order is decided on, and notices when a shipment is whole. Nothing is read or written for orders that are of no document.
 */
export async function saveAnswers(
  sql: Sql,
  answering: Answering,
  events: readonly IntakeEvent[],
  books: OrderBooks,
  now: string,
): Promise<void> {
  if (answering.senders.size === 0) return;
  const taken = events.filter((event) => event.type === 'DocumentTaken');
  const fulfilled = events.filter((event) => event.type === 'LineFulfilled');
  const owed = taken.flatMap((event) => {
    const profile = answering.senders.get(event.document.sender);
    return profile && profile.answer.formats.length > 0 ? owedAnswers(profile, event) : [];
  });
  const notices = await owedNotices(sql, answering, fulfilled);
  const inserted = await insertOwed(sql, answering, [...owed, ...notices], now);
  const again = await sendAgain(sql, answering, events, now);
  const decided = await decideExpected(sql, answering, events, books, now);
  if (inserted || again || decided) await notify(sql, 'intake', answersName);
}

async function insertOwed(sql: Sql, answering: Answering, owed: readonly OwedAnswer[], now: string): Promise<boolean> {
  if (owed.length === 0) return false;
  const rows = owed.map(({ id, documentId, orderNumber, answer, ...each }) => {
    const failed = answer && 'failed' in answer ? answer.failed : null;
    const profile = answering.senders.get(each.sender);
    const state = answer ? firstState(answering, profile, failed !== null) : 'expected';
    const traceparent = traceparentFor(documentId);
    const row = { id, document_id: documentId, order_number: orderNumber, last_error: failed, state, traceparent };
    return { ...row, ...each, content_type: answer && 'bytes' in answer ? answer.contentType : null };
  });
  const bytes = owed.map(({ answer }) => (answer && 'bytes' in answer ? Buffer.from(answer.bytes) : null));
  await sql(
    `insert into intake.order_answer
       (id, sender, document_id, position, order_number, revision, about, outcome, format, content_type, bytes, state,
        due_at, queued_at, last_error, traceparent)
     select id, sender, document_id, position, order_number, revision, about, outcome, format, content_type, bytes, state,
            clock_timestamp(), $3::timestamptz, last_error, traceparent
     from unnest($1::json[], $2::bytea[]) as owed (row, bytes), json_to_record(owed.row) as told
       (id text, sender text, document_id text, position int, order_number text, revision int, about text, outcome text,
        format text, content_type text, state text, last_error text, traceparent text)
     on conflict (id) do nothing`,
    [rows.map((row) => JSON.stringify(row)), bytes, now],
  );
  return true;
}

/** What says nothing new has the answer of before: the very same document its own, another one that of its order's revision. */
async function sendAgain(
  sql: Sql,
  answering: Answering,
  events: readonly IntakeEvent[],
  now: string,
): Promise<boolean> {
  const came = events.filter((event) => event.type === 'DocumentTaken' || event.type === 'DocumentRepeated');
  const repeated = came.flatMap(({ type, document: { id, sender, orders } }) => {
    const profile = answering.senders.get(sender);
    if (!profile || profile.answer.formats.length === 0 || firstState(answering, profile, false) === 'kept') return [];
    return orders
      .filter(({ outcome }) => type === 'DocumentRepeated' || outcome === 'repeated')
      .map(({ orderNumber, revision, act, outcome }) => ({
        document_id: id,
        sender,
        order_number: orderNumber,
        // Its own answer has the document's id; one that was repeated when it came has none.
        revision: outcome === 'repeated' ? revision : undefined,
        cancels: act === 'cancel',
      }));
  });
  if (repeated.length === 0) return false;
  await sql(
    `update intake.order_answer answer
     set state = 'waiting', tries = 0, due_at = clock_timestamp(), queued_at = $2::timestamptz, last_error = null
     from json_to_recordset($1::json) as again
       (document_id text, sender text, order_number text, revision int, cancels boolean)
     where answer.order_number = again.order_number and answer.sender = again.sender
       and (answer.document_id = again.document_id
         or answer.revision = again.revision and (answer.about = 'cancellation') = again.cancels)
       and answer.outcome not in ('received', 'fulfilled') and answer.bytes is not null and answer.state in ('sent', 'undeliverable', 'kept')`,
    [JSON.stringify(repeated), now],
  );
  return true;
}
