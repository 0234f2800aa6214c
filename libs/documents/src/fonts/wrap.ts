import LineBreaker from 'linebreak';
import { signsOf } from './itemize.ts';
import { createRecent, type Recent } from './recent.ts';
import type { ShapedText, Shaper } from './shape.ts';

// UAX #14 leaves scripts that write no spaces between words to dictionaries; those of the runtime know these.
const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f]/;
const words = new Intl.Segmenter('th', { granularity: 'word' });

/**
 * Breaks a text into lines no wider than `width` points at `size`, where UAX #14 allows. What is wider than a line is cut, never
 * within a sign. The last of `maxLines` lines ends with an ellipsis when more would have followed.
 */
export function wrapText(text: string, shape: Shaper, size: number, width: number, maxLines = 100): ShapedText[] {
  const limit = (width * 1000) / size;
  const whole = shape(text);
  if (whole.width <= limit) return [whole];
  const lines = wrapped.get(shape) ?? createRecent<ShapedText[]>(500);
  wrapped.set(shape, lines);
  return lines.get(`${limit}/${maxLines}/${text}`, () => linesOf(text, shape, limit, maxLines));
}

// Texts that say the same in many documents are the long ones.
const wrapped = new WeakMap<Shaper, Recent<ShapedText[]>>();

function linesOf(text: string, shape: Shaper, limit: number, maxLines: number): ShapedText[] {
  const fits = (line: string) => shape(line.trimEnd()).width <= limit;
  const lines: string[] = []; // with the spaces at their ends, which are not drawn
  let line = '';
  for (const piece of piecesOf(text)) {
    if (fits(line + piece)) {
      line += piece;
      continue;
    }
    if (line !== '') lines.push(line);
    line = piece;
    while (!fits(line)) {
      const fitting = longestFitting(line, fits);
      lines.push(fitting);
      line = line.slice(fitting.length);
    }
  }
  if (line.trimEnd() !== '') lines.push(line);
  const kept = lines.length <= maxLines ? lines : lines.slice(0, maxLines - 1);
  let start = 0;
  const shaped = kept.map((each) => {
    start += each.length;
    return shape(each.trimEnd(), undefined, { text, start: start - each.length });
  });
  if (lines.length <= maxLines) return shaped;
  const last = longestFitting(lines[maxLines - 1]?.trimEnd() ?? '', (candidate) => fits(`${candidate}…`));
  return [...shaped, shape(`${last.trimEnd()}…`)];
}

/** A text shortened to one line with an ellipsis when it does not fit. */
export function fitText(text: string, shape: Shaper, size: number, width: number): ShapedText {
  return wrapText(text, shape, size, width, 1)[0] ?? shape('');
}

// Between these a line may end.
function piecesOf(text: string): string[] {
  const breaker = new LineBreaker(text);
  const pieces: string[] = [];
  let start = 0;
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) {
    const piece = text.slice(start, next.position);
    start = next.position;
    if (unspaced.test(piece)) pieces.push(...wordsOf(piece));
    else pieces.push(piece);
  }
  return pieces;
}

// Words with the punctuation that follows them.
function wordsOf(text: string): string[] {
  const found: string[] = [];
  for (const { segment, isWordLike } of words.segment(text)) {
    if (isWordLike || found.length === 0) found.push(segment);
    else found.push(found.pop() + segment);
  }
  return found;
}

// The first sign at least, so that there is an end to it.
function longestFitting(text: string, fits: (part: string) => boolean): string {
  const signs = signsOf(text);
  let [low, high] = [1, signs.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(signs.slice(0, middle).join(''))) low = middle;
    else high = middle - 1;
  }
  return signs.slice(0, low).join('');
}
