import type { Sql } from '#runtime/postgres/sql.ts';
import { type Finding, well, wrong } from './finding.ts';

/** Where ids that others chose stand: of what, in which table and column. */
export interface IdColumn {
  readonly what: string;
  readonly table: string;
  readonly column: string;
}

const mostNamed = 5;

/**
 * O13: ids that were kept before ids were composed (NFC). Requests and messages are composed where they are read, so they name another
 * one: nothing reaches these any more. It reads every row.
 */
export async function oldIdFindings(sql: Sql, service: string, columns: readonly IdColumn[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { what, table, column } of columns) {
    const rows = await sql<{ id: string; composed: string; count: string }>(
      `select ${column} as id, normalize(${column}, NFC) as composed, count(*) over () as count
       from ${table} where ${column} is not nfc normalized order by 1 limit ${mostNamed}`,
    );
    const [first] = rows;
    if (!first) continue;
    const named = rows.map(({ id }) => `${id} (${escaped(id)})`).join(', ');
    const more = Number(first.count) > rows.length ? `, and ${Number(first.count) - rows.length} more` : '';
    findings.push(
      wrong(
        `${service}: ${first.count} ${what} have ids from before ids were composed (NFC): ${named}${more}`,
        `requests and messages reach ${first.composed} (${escaped(first.composed)}) alone, which is another one: go on with that; ` +
          'docs/operating.md says under "Ids from before" what becomes of the old ones',
      ),
    );
  }
  return findings.length > 0 ? findings : [well(`${service}: ids are composed`)];
}

/** Beyond ASCII as code points: two ids that look alike are told apart by them alone. */
function escaped(id: string): string {
  return id.replace(/[^\u0020-\u007e]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
