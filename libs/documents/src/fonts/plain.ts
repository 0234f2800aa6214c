import type { FontSlice } from './files/font-slice.ts';
import { movedPen, shownGlyph, textOf } from './words.ts';

/**
 * Printable ASCII in a font of plain Latin, laid out from pairs. With ligatures left out, what HarfBuzz does to a letter depends on nothing but
 * the one after it in its word (kerning), so it is asked for each pair once, and numbers, codes and addresses, which are new in every document,
 * are put together from its answers. `plain.spec.ts` holds them against the words that it lays out as a whole.
 */
export interface PlainText {
  /** In thousandths of the font size. */
  readonly width: number;
  /** As it stands between `[(` and `)]`. */
  readonly shown: string;
  readonly glyphs: readonly number[];
  readonly letters: number;
}

/** A letter before another one, or at the end of its word. */
interface PlacedLetter {
  readonly glyph: number;
  readonly shown: string;
  readonly width: number;
}

const [space, tilde] = [0x20, 0x7e];
const columns = tilde - space + 2;
const endOfWord = columns - 1;
const tables = new WeakMap<FontSlice, (PlacedLetter | 'unlike' | undefined)[]>();

/** @returns nothing for an empty text, other characters, and letters that this font does not draw by pairs */
export function plainTextOf(slice: FontSlice, text: string): PlainText | undefined {
  const table = tables.get(slice) ?? new Array(columns * columns).fill(undefined);
  tables.set(slice, table);
  let [width, shown, letters] = [0, '', 0];
  const glyphs = new Array<number>(text.length);
  for (let index = 0, code = text.charCodeAt(0); index < text.length; index++) {
    if (!(code >= space && code <= tilde)) return undefined;
    const next = text.charCodeAt(index + 1);
    const at = (code - space) * columns + columnOf(code, next);
    const placed = table[at] ?? letterBefore(slice, code, next);
    table[at] = placed;
    if (placed === 'unlike') return undefined;
    width += placed.width;
    shown += placed.shown;
    glyphs[index] = placed.glyph;
    if (isLetter(code)) letters++;
    code = next;
  }
  return text === '' ? undefined : { width, shown, glyphs, letters };
}

// A space ends a word, as everywhere.
function columnOf(code: number, next: number): number {
  return goesOn(code, next) ? next - space : endOfWord;
}

function goesOn(code: number, next: number): boolean {
  return next >= space && next <= tilde && (code === space) === (next === space);
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function letterBefore(slice: FontSlice, code: number, next: number): PlacedLetter | 'unlike' {
  const letter = String.fromCharCode(code);
  const word = goesOn(code, next) ? letter + String.fromCharCode(next) : letter;
  const placed = slice.shape(word, false);
  const isUnlike = placed.some(
    ({ id, cluster, x, y }, index) =>
      cluster !== index || x !== 0 || y !== 0 || textOf(slice, id, word.charAt(index)) === undefined,
  );
  const [first] = placed;
  if (!first || isUnlike || placed.length !== word.length) return 'unlike';
  const shown = shownGlyph(first.id) + movedPen(first.advance - slice.advanceOf(first.id));
  return { glyph: first.id, shown, width: first.advance };
}
