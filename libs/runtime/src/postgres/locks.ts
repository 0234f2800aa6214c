import type { Sql } from './sql.ts';

/**
 * What PostgreSQL's `max_locks_per_transaction` has to be. The table of locks has room for so many times all connections:
 * by default 64 times 100. A batch takes up to 500, a process of a service works at up to eight at once, and so do others (R20).
 */
export const locksPerTransaction = 256;

/**
 * Locks streams of a service until the commit, always in the same order. Whoever waits for more while others wait for what it holds is
 * a deadlock: then nothing is to be waited for.
 *
 * @returns whether all are locked; true whenever it may wait
 */
export async function lockStreams(
  sql: Sql,
  schema: string,
  streams: ReadonlySet<string>,
  mayWait = true,
): Promise<boolean> {
  if (streams.size === 0) return true;
  const lock = mayWait ? 'pg_advisory_xact_lock(key) is not null' : 'pg_try_advisory_xact_lock(key)';
  const [row] = await sql<{ locked: boolean }>(
    `select bool_and(${lock}) as locked from (
       select distinct hashtextextended($1 || stream, 0) as key from unnest($2::text[]) stream order by key
     ) streams`,
    [`${schema}/`, [...streams]],
  );
  return row?.locked === true;
}
