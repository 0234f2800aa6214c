import type { Violation } from '#domain/values/violation.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

interface OpenLookup {
  readonly key: string;
  readonly state: string;
  readonly due: string | null;
  readonly error: string | null;
}

/** What is told of keys whose orders have not been read: when that is tried next and why it failed, or that it was given up. */
export async function openLookups(
  sql: Sql,
  sender: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Violation>> {
  if (keys.length === 0) return new Map();
  const rows = await sql<OpenLookup>(
    `select key, state, to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as due, last_error as error
     from intake.lookup where sender = $1 and key = any($2::text[]) and state in ('waiting', 'failed')`,
    [sender, keys],
  );
  return new Map(rows.map((row) => [row.key, row.state === 'failed' ? givenUp(row) : waiting(row)]));
}

function waiting({ key, due, error }: OpenLookup): Violation {
  return {
    code: 'LOOKUP_WAITING',
    path: 'orderNumber',
    ...(error === null ? {} : { actual: error }),
    message: `order ${key} is to be read from its system${due === null ? '' : `, next at ${due}`}${error === null ? '' : `; last time ${error}`}`,
    remedy:
      error === null ? 'wait until it was read' : 'look after its system, and after the secret that it knows us by',
  };
}

function givenUp({ key, error }: OpenLookup): Violation {
  return {
    code: 'LOOKUP_FAILED',
    path: 'orderNumber',
    ...(error === null ? {} : { actual: error }),
    message: `order ${key} could not be read from its system for a day${error === null ? '' : `: ${error}`}`,
    remedy: 'replay its dead letter when the system answers again',
  };
}
