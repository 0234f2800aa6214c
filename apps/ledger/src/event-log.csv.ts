import { Problem } from '#runtime/problem.filter.ts';
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
 * @throws Problem 400 for a column that there is not
 */
export function csvColumns(names: string | undefined): readonly string[] {
  if (names === undefined || names === '') return Object.keys(columns);
  const asked = names.split(',').map((name) => name.trim());
  const unknown = asked.filter((name) => !(name in columns));
  if (unknown.length === 0) return asked;
  const detail = `there is no column ${unknown.join(', ')}; there are ${Object.keys(columns).join(', ')}`;
  throw new Problem(400, 'Not understood', detail);
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

/** A cell that would start a formula gets a quote before it, and then the quotes that CSV needs. */
export function cellOf(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
