import type { Sql } from '#runtime/postgres/sql.ts';
import type { AnswerState } from './answers.tables.ts';

/** An answer as people see it. */
export interface AnswerView {
  readonly answerId: string;
  readonly sender: string;
  readonly documentId: string;
  readonly revision: number;
  readonly about: string;
  /** Not there of one that is still expected. */
  readonly outcome?: string;
  readonly format: string;
  readonly contentType?: string;
  readonly state: AnswerState;
  readonly tries: number;
  readonly queuedAt: string;
  readonly dueAt?: string;
  readonly sentAt?: string;
  readonly lastError?: string;
}

/**
 * The answers to an order, newest first.
 *
 * @param sender whose documents alone; of all without it
 */
export async function answersOf(sql: Sql, orderNumber: string, sender: string | undefined): Promise<AnswerView[]> {
  const rows = await sql<{ view: AnswerView }>(
    `select json_strip_nulls(json_build_object(
       'answerId', id, 'sender', sender, 'documentId', document_id, 'revision', revision, 'about', about, 'outcome', outcome,
       'format', format, 'contentType', content_type, 'state', state, 'tries', tries, 'queuedAt', ${utc('queued_at')},
       'dueAt', case state when 'waiting' then ${utc('due_at')} end, 'sentAt', ${utc('sent_at')}, 'lastError', last_error
     )) as view
     from intake.order_answer where order_number = $1 and ($2::text is null or sender = $2)
     order by queued_at desc, outcome = 'received', id limit 100`,
    [orderNumber, sender ?? null],
  );
  return rows.map(({ view }) => view);
}

/** The bytes of an answer as they go out, but for what its address is told beside them. */
export async function answerBytes(sql: Sql, answerId: string): Promise<Buffer | undefined> {
  const [row] = await sql<{ bytes: Uint8Array | null }>('select bytes from intake.order_answer where id = $1', [
    answerId,
  ]);
  return row?.bytes ? Buffer.from(row.bytes) : undefined;
}

const open = ['expected', 'waiting', 'undeliverable'] as const;

/** How many answers there are in each state that somebody may have to look at. */
export async function countAnswers(sql: Sql): Promise<{ state: string; count: number }[]> {
  const rows = await sql<{ state: string; count: number }>(
    `select state, count(*)::int as count from intake.order_answer where state in ('expected', 'undeliverable') group by state
     union all select 'waiting', count(*)::int from intake.order_answer where state = 'waiting'`,
  );
  return open.map((state) => ({ state, count: rows.find((row) => row.state === state)?.count ?? 0 }));
}

/** Has an answer delivered once more, as if it were new. */
export async function resendAnswer(sql: Sql, answerId: string, now: string): Promise<void> {
  await sql(
    `update intake.order_answer
     set state = 'waiting', tries = 0, due_at = clock_timestamp(), queued_at = $2::timestamptz, last_error = null
     where id = $1 and bytes is not null`,
    [answerId, now],
  );
}

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
