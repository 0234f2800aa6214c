import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { type Sql, sqlOn } from '#runtime/postgres/sql.ts';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/**
 * How many rows the hungriest scan of all the statements of a view reads: what has to stay where it is as tables grow.
 *
 * @param ask the view, with a connection whose statements are looked at
 */
export async function mostRowsRead(sql: Sql, ask: (sql: Sql) => Promise<unknown>): Promise<number> {
  const asked: [string, readonly unknown[] | undefined][] = [];
  await ask(sqlOn(() => recording(sql, (...statement) => asked.push(statement))));
  let most = 0;
  for (const [text, parameters] of asked) {
    const [row] = await sql<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(
      `explain (analyze, format json) ${text}`,
      parameters,
    );
    most = Math.max(most, ...scans(row?.['QUERY PLAN'][0]?.Plan).map(rowsOf));
  }
  return most;
}

/** How many rows all the statements of a view bring into the process: what its memory grows with. */
export async function rowsBrought(sql: Sql, ask: (sql: Sql) => Promise<unknown>): Promise<number> {
  let brought = 0;
  const counting: Sql['kysely'] = recording(
    sqlCounted(sql, (count) => (brought += count)),
    () => undefined,
  );
  await ask(sqlOn(() => counting));
  return brought;
}

function sqlCounted(sql: Sql, heard: (rows: number) => void): Sql {
  const run = async (text: string, parameters?: readonly unknown[]) => {
    const rows = await sql(text, parameters);
    heard(rows.length);
    return rows;
  };
  return Object.defineProperty(run, 'kysely', { value: sql.kysely }) as unknown as Sql;
}

/** A Kysely that says what it is asked for before it passes it on. */
function recording(sql: Sql, heard: (text: string, parameters: readonly unknown[]) => void): Kysely<unknown> {
  const nothing = async () => undefined;
  const connection = {
    executeQuery: async (query: { readonly sql: string; readonly parameters: readonly unknown[] }) => {
      heard(query.sql, query.parameters);
      return { rows: (await sql(query.sql, query.parameters)) as never[] };
    },
    streamQuery: () => {
      throw new Error('views read no streams');
    },
  };
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createDriver: () => ({
        ...{ init: nothing, beginTransaction: nothing, commitTransaction: nothing, rollbackTransaction: nothing },
        ...{ releaseConnection: nothing, destroy: nothing, acquireConnection: async () => connection },
      }),
    },
  });
}

function scans(node: PlanNode | undefined): PlanNode[] {
  if (!node) return [];
  const below = (node.Plans ?? []).flatMap(scans);
  return /^(Seq|Index|Index Only|Bitmap Heap) Scan$/.test(node['Node Type']) ? [node, ...below] : below;
}

function rowsOf(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (Number(node['Actual Rows']) + Number(removed)) * Number(node['Actual Loops']);
}
