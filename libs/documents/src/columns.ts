import LineBreaker from 'linebreak';

/** Plain text in columns of a screen, on which East Asian characters take two. */

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{3fffd}]/u;

const plain = /^[\x20-\x7e]*$/;

/** How many columns a text takes. */
export function columnsOfText(text: string): number {
  if (plain.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += wide.test(character) ? 2 : 1;
  return columns;
}

/** A text with spaces at its end, up to a width. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOfText(text)));
}

/** Broken into lines at spaces, and between East Asian characters where UAX #14 allows it. What is wider than a line stays whole. */
export function broken(text: string, width: number): string {
  const isPlain = plain.test(text);
  if (isPlain && text.length <= width && !text.startsWith(' ')) return text;
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const [index, word] of text.split(' ').entries()) {
    let gap = index === 0 ? '' : ' ';
    for (const piece of !isPlain && wide.test(word) ? piecesOf(word) : [word]) {
      const columns = isPlain ? piece.length : columnsOfText(piece);
      if (line !== '' && taken + gap.length + columns > width) {
        lines.push(line);
        line = '';
      }
      taken = line === '' ? columns : taken + gap.length + columns;
      line = line === '' ? piece : line + gap + piece;
      gap = '';
    }
  }
  return [...lines, line].join('\n');
}

function piecesOf(word: string): string[] {
  const breaker = new LineBreaker(word);
  const pieces: string[] = [];
  for (let start = 0, next = breaker.nextBreak(); next; start = next.position, next = breaker.nextBreak())
    pieces.push(word.slice(start, next.position));
  return pieces;
}
