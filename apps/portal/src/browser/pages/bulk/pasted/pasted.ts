/** Rows of a sheet, as they come when somebody pastes some of its cells. */

export interface PastedRow {
  readonly organization: string;
  /** Absent: the product that is chosen on the page. */
  readonly product?: string;
  readonly quantity: string;
}

export interface Pasted {
  readonly rows: readonly PastedRow[];
  /** The first line, where it is no row but says what is in the columns. */
  readonly titles?: string;
}

/**
 * Reads lines of "organization, product, quantity" or "organization, quantity", with tabs, semicolons or commas between; quotes as
 * sheets write them. A first line without any figure is titles where more follow; empty lines are no rows.
 */
export function pastedRows(text: string): Pasted {
  const separator = ['\t', ';'].find((one) => text.includes(one)) ?? ',';
  const lines = linesOf(text, separator).filter((cells) => cells.some((cell) => cell !== ''));
  const rows = lines.map((cells) => rowOf(cells, separator));
  const [first = [], ...others] = lines;
  if (others.length === 0 || first.some((cell) => /\d/.test(cell))) return { rows };
  return { rows: rows.slice(1), titles: first.join(', ') };
}

// A name may have commas of its own: what is left of product and quantity is the name.
function rowOf(cells: readonly string[], separator: string): PastedRow {
  if (cells.length < 3) return { organization: cells[0] ?? '', quantity: cells[1] ?? '' };
  const end = separator === ',' ? cells.length - 2 : 1;
  const organization = cells.slice(0, end).join(', ');
  const [product = '', quantity = ''] = cells.slice(end);
  return product === '' ? { organization, quantity } : { organization, product, quantity };
}

/** Lines with their cells. A cell in quotes may hold separators and line ends; a quote in it is written twice. */
function linesOf(text: string, separator: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r?\\n|\\r|$)`, 'y');
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) break;
    const [, quoted, plain = '', end] = found;
    cells.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end === separator) continue;
    lines.push(cells);
    cells = [];
  }
  return cells.length > 0 ? [...lines, cells] : lines;
}
