/** Tables that are made in the browser, as files for a spreadsheet. */

export type CsvCell = string | number | undefined;

export function csvOf(lines: readonly (readonly CsvCell[])[]): string {
  return `\ufeff${lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')}`;
}

/** As the event log's own export has it, which is made on the server: cells that would start a formula are text (D8). */
const formulaStart = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u;
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

function cellOf(cell: CsvCell): string {
  if (typeof cell === 'number') return String(cell);
  const readable = (cell ?? '').replace(turning, '');
  const harmless = formulaStart.test(readable) ? `'${readable}` : readable;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Gives a table to the person as a file. */
export function saveCsv(name: string, lines: readonly (readonly CsvCell[])[]): void {
  const address = URL.createObjectURL(new Blob([csvOf(lines)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file by then; the address would keep it for the life of the page.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
