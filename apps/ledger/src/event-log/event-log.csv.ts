import { type Problem, wrongParameter } from '#runtime/http/problem.filter.ts';
import type { EventView } from './event-log.views.ts';

/** The event log as a spreadsheet opens it (D8). */

const columns: Readonly<Record<string, readonly [title: string, cell: (event: EventView) => string]>> = {
  date: ['Event date', (event) => event.date],
  type: ['Event type', (event) => event.type],
  source: ['Source', (event) => event.sourceName ?? event.source ?? ''],
  target: ['Target', (event) => event.targetName ?? event.target ?? ''],
  licenseCount: ['License count', (event) => String(event.licenseCount)],
  initiatedBy: ['Initiated by', (event) => event.initiatedBy],
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

/** Lines of events. */
export function csvLines(events: readonly EventView[], names: readonly string[]): string {
  return events.map((event) => lineOf(names.map((name) => columns[name]?.[1](event) ?? ''))).join('');
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** What an empty-looking start of a cell may hide, and the signs that start a formula, also as full-width letters. */
const formulaStart = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u;

/** They let the rest of a line run backwards, which then reads as something else. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A cell that would start a formula gets a quote before it, and marks that turn the direction of writing are left out. Then it
 * gets the quotes that CSV needs: also for semicolons and tabs, by which some spreadsheets separate, so that nothing in a cell
 * becomes one of its own (D8).
 */
export function cellOf(text: string): string {
  const readable = text.replace(turning, '');
  const harmless = formulaStart.test(readable) ? `'${readable}` : readable;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
