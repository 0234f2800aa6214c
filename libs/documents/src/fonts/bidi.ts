/** A piece of a line in the order in which it is drawn. */
export interface Piece {
  readonly text: string;
  readonly rightToLeft: boolean;
}

const rtlLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const rtlStretch = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])*/gu;
const withinStretch = /\p{Nd}+(?:[.,:/-]\p{Nd}+)*|[^\p{L}\p{M}]|(?:(?!\p{Nd})[\p{L}\p{M}])+/gu;
const mirrored: Record<string, string> = {
  '(': ')',
  ')': '(',
  '[': ']',
  ']': '[',
  '<': '>',
  '>': '<',
  '«': '»',
  '»': '«',
};

/**
 * Orders a line of a left-to-right page for drawing: what is written from right to left is turned round as a whole, the
 * numbers in it are not. The cases of names and addresses, not all of Unicode's bidirectional algorithm.
 */
export function orderForDrawing(line: string): Piece[] {
  if (!rtlLetter.test(line)) return [{ text: line, rightToLeft: false }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of line.matchAll(rtlStretch)) {
    if (match.index > end) pieces.push({ text: line.slice(end, match.index), rightToLeft: false });
    const stretch = match[0] + closingAfter(match[0], line.charAt(match.index + match[0].length));
    const inside = stretch.match(withinStretch) ?? [];
    for (const text of inside.reverse()) {
      pieces.push({ text: mirrored[text] ?? text, rightToLeft: rtlLetter.test(text) });
    }
    end = match.index + stretch.length;
  }
  if (end < line.length) pieces.push({ text: line.slice(end), rightToLeft: false });
  return pieces;
}

// A bracket that was opened among letters from right to left closes among them.
function closingAfter(stretch: string, next: string): string {
  const opening = [')', ']', '»'].includes(next) ? (mirrored[next] as string) : undefined;
  return opening && stretch.split(opening).length > stretch.split(next).length ? next : '';
}
