import bidiFactory, { type Bidi } from 'bidi-js';

/** A piece of a line that reads in one direction, by its place in the text. */
export interface Run {
  readonly start: number;
  readonly end: number;
  /** Embedding level: 0 is the page's own direction, odd is right to left, even above 0 is turned back within that. */
  readonly level: number;
}

// Its types describe an ES module; what Node loads is the function itself.
const bidi = (bidiFactory as unknown as () => Bidi)();

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const beyondBasicPlane = /[\u{10000}-\u{10ffff}]/gu;

/** Whether a text has letters that are written from right to left. Most have none, and need no algorithm. */
export function hasRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

/** The paragraph that a line was taken out of, and where in it the line begins. */
export interface Paragraph {
  readonly text: string;
  readonly start: number;
}

/**
 * The runs of a line on a left-to-right page in the order in which they are drawn (UAX #9, with the page's direction given).
 * A line of several gets its levels from the whole of its paragraph: a number at its start may belong to what stands before.
 */
export function runsInDrawingOrder(line: string, within: Paragraph = { text: line, start: 0 }): Run[] {
  if (line === '') return [];
  const text = within.text.replace(beyondBasicPlane, standIn);
  const embedding = bidi.getEmbeddingLevels(text, 'ltr');
  const runs: { start: number; end: number; level: number }[] = [];
  const end = within.start + line.length;
  const places = bidi.getReorderedIndices(text, embedding, within.start, end - 1).slice(within.start, end);
  for (const place of places) {
    const index = place - within.start;
    const run = runs.at(-1);
    const level = embedding.levels[place] ?? 0;
    if (run?.level === level && index === run.end) run.end++;
    else if (run?.level === level && index === run.start - 1) run.start--;
    else runs.push({ start: index, end: index + 1, level });
  }
  return runs;
}

/** The kind of a character of the basic plane: a letter by its direction, a number or a sign of numbers, a mark, or none of these. */
export function kindOf(character: string): 'left' | 'right' | 'number' | 'mark' | 'neutral' {
  if (character.length > 1) return 'neutral';
  const type = bidi.getBidiCharTypeName(character);
  if (type === 'L') return 'left';
  if (type === 'R' || type === 'AL') return 'right';
  if (['EN', 'AN', 'ES', 'ET', 'CS'].includes(type)) return 'number';
  return type === 'NSM' ? 'mark' : 'neutral';
}

// bidi-js looks at UTF-16 units, and takes every surrogate for a letter from left to right. A character of the same direction
// takes the place of such a pair, with a mark that follows its letter.
function standIn(character: string): string {
  if (/[\u{1ec70}-\u{1ecbf}\u{1ed00}-\u{1ed4f}\u{1ee00}-\u{1eeff}]/u.test(character)) return '\u0628\u0300';
  if (/[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(character)) return '\u05d0\u0300';
  return /\p{L}|\p{M}|\p{N}/u.test(character) ? character : '\ufffc\u0300';
}
