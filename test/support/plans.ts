import type { Sql } from '#runtime/postgres/sql.ts';

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
  await ask(async (text, parameters) => {
    asked.push([text, parameters]);
    return await sql(text, parameters);
  });
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

function scans(node: PlanNode | undefined): PlanNode[] {
  if (!node) return [];
  const below = (node.Plans ?? []).flatMap(scans);
  return /^(Seq|Index|Index Only|Bitmap Heap) Scan$/.test(node['Node Type']) ? [node, ...below] : below;
}

function rowsOf(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (Number(node['Actual Rows']) + Number(removed)) * Number(node['Actual Loops']);
}
