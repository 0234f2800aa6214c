import type { FastifyReply } from 'fastify';
import { sha256 } from '../environment/keys/sha256.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import { canonicalJson } from '../slices/canonical.ts';
import { failureKind } from '../slices/failures.ts';
import type { Person } from './access/auth.ts';
import { Problem, wrongParameter } from './problem.filter.ts';

/** An answer to a command, as it is kept and given again. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A command as it came: `key` is the Idempotency-Key, absent when the sender gave none. */
export interface Command {
  readonly person: string;
  readonly key?: string;
  /** What has to be the same for the same key: method, path and body. */
  readonly fingerprint: string;
}

/** A request of a person as it came. */
export interface AskedOverHttp {
  readonly person: Person;
  /** The Idempotency-Key; absent when the sender gave none. */
  readonly key?: string;
  /** POST without it. */
  readonly method?: string;
  readonly path: string;
  readonly body: unknown;
}

/** The command that a request is. */
export function commandOf({ person, key, method = 'POST', path, body }: AskedOverHttp): Command {
  return { person: person.email, key, fingerprint: fingerprintOf(method, path, body) };
}

/** SHA-256 over what makes two requests the same; the order of a body's fields does not. */
function fingerprintOf(method: string, path: string, body: unknown): string {
  return sha256(canonicalJson([method, path, body]));
}

/** Id of the message that a command becomes: the same for the same person and key, `fallback` without a key. */
export function commandId(command: Command, fallback: string): string {
  if (command.key === undefined) return fallback;
  return sha256(`${command.person}\0${command.key}`);
}

/**
 * Does a command once: its effects and its answer are one transaction, and the same key and body get that answer again
 * (L9). Two requests at once with one key wait for each other.
 * @throws Problem 422 when the key was used for another body, 400 when it is no key
 */
export async function answerOnce(
  database: Database,
  command: Command,
  work: (sql: Sql) => Promise<Answer>,
): Promise<Answer & { readonly replayed: boolean }> {
  if (command.key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(command.key)) {
    const message = 'the Idempotency-Key has to be 1 to 255 visible ASCII characters';
    throw wrongParameter('Idempotency-Key', { message, limit: '255', actual: String(command.key.length) });
  }
  // A rival command can win a lock or a unique name; what it left is then what this one has to decide on.
  for (let tries = 1; ; tries += 1) {
    try {
      return await database.transaction((sql) => answerInTransaction(sql, database.schema, command, work));
    } catch (error) {
      if (failureKind(error) !== 'conflict' || tries === 5) throw error;
    }
  }
}

/**
 * Sets status and headers of a command's answer and gives its body: a refusal is a problem document, and an answer that
 * was given before says so.
 */
export function sendAnswer(reply: FastifyReply, answer: Answer & { readonly replayed: boolean }): unknown {
  void reply.status(answer.status);
  if (answer.status >= 400) void reply.header('content-type', 'application/problem+json; charset=utf-8');
  if (answer.replayed) void reply.header('idempotent-replayed', 'true');
  return answer.body;
}

/** The answer to a command that was refused: the body of a problem document (RFC 9457) with every violation. */
export function refusalAnswer(violations: readonly { readonly message: string }[]): Answer {
  const detail = violations.map((violation) => violation.message).join('; ');
  return { status: 422, body: { type: 'about:blank', title: 'Refused', status: 422, detail, violations } };
}

/** L9: a key that cannot be used for this request. */
export function keyReused(detail: string): Problem {
  const message = 'the same key came with another body before, or its answer is no longer kept';
  return new Problem(422, 'Refused', detail, [{ code: 'IDEMPOTENCY_KEY_REUSED', message }]);
}

async function answerInTransaction(
  sql: Sql,
  schema: string,
  { person, key, fingerprint }: Command,
  work: (sql: Sql) => Promise<Answer>,
): Promise<Answer & { readonly replayed: boolean }> {
  if (key === undefined) return { ...(await work(sql)), replayed: false };
  const claimed = await sql(
    `insert into "${schema}".idempotent_answer (person, key, fingerprint, status, body)
     values ($1, $2, $3, 0, 'null') on conflict do nothing returning person`,
    [person, key, fingerprint],
  );
  if (claimed.length === 0) return await earlierAnswer(sql, schema, { person, key, fingerprint });
  const answer = await work(sql);
  await sql(`update "${schema}".idempotent_answer set status = $3, body = $4 where person = $1 and key = $2`, [
    person,
    key,
    answer.status,
    JSON.stringify(answer.body),
  ]);
  return { ...answer, replayed: false };
}

async function earlierAnswer(
  sql: Sql,
  schema: string,
  { person, key, fingerprint }: Command,
): Promise<Answer & { readonly replayed: boolean }> {
  const [earlier] = await sql<Answer & { fingerprint: string }>(
    `select fingerprint, status, body from "${schema}".idempotent_answer where person = $1 and key = $2`,
    [person, key],
  );
  if (!earlier) throw new Error('an idempotent answer vanished between two statements of a transaction');
  if (earlier.fingerprint !== fingerprint) {
    throw keyReused('this Idempotency-Key was used for another request; use a new one');
  }
  return { status: earlier.status, body: earlier.body, replayed: true };
}
