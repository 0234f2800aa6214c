/** Where in the text of a document something stands in the way. Pure. */

/** Counted from 1, as places of violations are. */
export interface TextPlace {
  readonly line: number;
  readonly column?: number;
}

export interface Piece {
  readonly text: string;
  /** Under which links lead to it; undefined: nothing is wrong with it. */
  readonly anchor?: string;
}

export interface MarkedLines {
  readonly pieces: readonly Piece[];
  /** Anchor of a place, by {@link placeKey}; places that the text does not reach have none. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** A longer line is the whole of a document that has no others: only what begins at the column is marked. */
const longestLine = 200;
const markedOfLongLine = 80;

export function placeKey({ line, column }: TextPlace): string {
  return `${line}:${column ?? ''}`;
}

/** A text in pieces that make it whole, with the line of each place marked. */
export function markedLines(text: string, places: readonly TextPlace[]): MarkedLines {
  const pieces: Piece[] = [];
  const anchors = new Map<string, string>();
  const byLine = Map.groupBy(places, ({ line }) => line);
  for (const [index, whole] of text.split(/(?<=\r\n|\n|\r(?!\n))/).entries()) {
    const own = byLine.get(index + 1);
    const line = whole.replace(/[\r\n]+$/, '');
    if (!own || line === '') {
      addPlain(pieces, whole);
      continue;
    }
    const isLong = line.length > longestLine;
    const starts = isLong ? [...new Set(own.map((place) => startOf(place, line)))].sort((a, b) => a - b) : [0];
    const anchorOf = (start: number) => (isLong ? `line-${index + 1}-${start + 1}` : `line-${index + 1}`);
    let at = 0;
    for (const [which, start] of starts.entries()) {
      const end = isLong ? Math.min(start + markedOfLongLine, starts[which + 1] ?? line.length) : line.length;
      addPlain(pieces, whole.slice(at, start));
      pieces.push({ text: whole.slice(start, end), anchor: anchorOf(start) });
      at = end;
    }
    addPlain(pieces, whole.slice(at));
    for (const place of own) anchors.set(placeKey(place), anchorOf(isLong ? startOf(place, line) : 0));
  }
  return { pieces, anchors };
}

function startOf({ column = 1 }: TextPlace, line: string): number {
  return Math.min(Math.max(column, 1), line.length) - 1;
}

function addPlain(pieces: Piece[], text: string): void {
  const last = pieces.at(-1);
  if (text === '') return;
  if (last && last.anchor === undefined) pieces[pieces.length - 1] = { text: last.text + text };
  else pieces.push({ text });
}
