import { type Problem, wrongParameter } from '#runtime/http/problem.filter.ts';
import { instantSql } from '../books/ledger.rows.ts';

/**
 * The event log as a spreadsheet opens it (D8). The database makes the lines: a million rows as objects and texts of ours would be
 * so much garbage that the process grows by hundreds of megabytes.
 */

/** Of each column its title, and its text in SQL: of `log`, and of `source` and `target` with what is shown of their names. */
const columns: Readonly<Record<string, readonly [title: string, cell: string]>> = {
  date: ['Event date', instantSql('log.at')],
  type: ['Event type', 'log.type'],
  source: ['Source', "coalesce(source.title, log.source, '')"],
  target: ['Target', "coalesce(target.title, log.target, '')"],
  licenseCount: ['License count', 'log.quantity::text'],
  initiatedBy: ['Initiated by', 'log.initiated_by'],
};

/**
 * The columns of an export, in the order in which they are shown; all of them when none are named.
 * @throws Problem 400 for a column that there is not, or that is named twice
 */
export function csvColumns(names: string | undefined): readonly string[] {
  if (names === undefined || names === '') return Object.keys(columns);
  const asked = names.split(',').map((name) => name.trim());
  const unknown = asked.filter((name) => !Object.hasOwn(columns, name));
  const twice = asked.filter((name, index) => asked.indexOf(name) !== index);
  const there = `there are ${Object.keys(columns).join(', ')}, to be named once each`;
  if (unknown.length > 0) throw wrongColumns(`there is no column ${unknown.join(', ')}; ${there}`);
  if (twice.length > 0) throw wrongColumns(`columns names ${twice.join(', ')} more than once; ${there}`);
  return asked;
}

function wrongColumns(detail: string): Problem {
  return wrongParameter('columns', { message: detail.slice(0, 300) });
}

/** The first line, with a byte order mark so that spreadsheets read names in any script. */
export function csvHeader(names: readonly string[]): string {
  return `\ufeff${lineOf(names.map((name) => columns[name]?.[0] ?? name))}`;
}

/**
 * SQL of an event's line, as {@link cellOf} makes its cells.
 *
 * @param first the number of the first of the parameters {@link cellParameters}
 */
export function lineSql(names: readonly string[], first: number): string {
  const [plain, turns, starts, separates] = [0, 1, 2, 3].map((index) => `$${first + index}::text`);
  const cells = names.map((name) => {
    const cell = columns[name]?.[1] ?? "''";
    if (name === 'date') return cell;
    return `case when ${cell} ~ ${plain} then ${cell} else (
        select case when harmless ~ ${separates} then '"' || replace(harmless, '"', '""') || '"' else harmless end
        from (select case when readable ~ ${starts} then '''' || readable else readable end as harmless
          from (select translate(${cell}, ${turns}, '') as readable) turned) quoted) end`;
  });
  return `${cells.join(` || ',' || `)} || chr(13) || chr(10)`;
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/**
 * Blanks and what is not seen: white space, format characters, what Unicode says may be ignored, and the empty Braille pattern. As
 * ranges, because PostgreSQL does not know these classes.
 */
const hiddenRanges =
  '9-d 20 a0 ad 34f 600-605 61c 6dd 70f 890-891 8e2 115f-1160 1680 17b4-17b5 180b-180f 2000-200f 2028-202f 205f-206f 2800 3000 3164 ' +
  'fe00-fe0f feff ffa0 fff0-fffb 110bd 110cd 13430-1343f 1bca0-1bca3 1d173-1d17a e0000-e0fff';

/** The ranges as a class of an expression, each character as `escaped` has it. */
function hidden(escaped: (hex: string) => string): string {
  return hiddenRanges.replaceAll(/[0-9a-f]+/g, escaped).replaceAll(' ', '');
}

/** What an empty-looking start of a cell may hide, and the signs that start a formula, also as full-width letters. */
const formulaStart = new RegExp(`^[${hidden((hex) => `\\u{${hex}}`)}]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|^[\\t\\r]`, 'u');

/** They let the rest of a line run backwards, which then reads as something else. */
const turning = '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';
const turns = new RegExp(`[${turning}]`, 'g');

/** Parameters of {@link lineSql}: what most cells are and stays as it is, and the three that {@link cellOf} asks. */
export const cellParameters: readonly string[] = [
  `^([A-Za-z0-9][^",;\\t\\r\\n${turning}]*)?$`,
  turning,
  `^[${hidden((hex) => `\\U${hex.padStart(8, '0')}`)}]*[=+@\uff1d\uff0b\uff0d\uff20-]|^[\\t\\r]`,
  '[",;\\t\\r\\n]',
];

/**
 * A cell that would start a formula gets a quote before it, and marks that turn the direction of writing are left out. Then it
 * gets the quotes that CSV needs: also for semicolons and tabs, by which some spreadsheets separate, so that nothing in a cell
 * becomes one of its own (D8).
 */
export function cellOf(text: string): string {
  const readable = text.replace(turns, '');
  const harmless = formulaStart.test(readable) ? `'${readable}` : readable;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
