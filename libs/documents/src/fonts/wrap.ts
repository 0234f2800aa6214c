import type { ShapedText, Shaper } from './shape.ts';

// Between these a line may end without a space; a closing mark never starts a line.
const piece =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}][、。，．：；！？）」』】〉》・ー々％]*\s*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+\s*|\s+/gu;

/**
 * Breaks a text into lines no wider than `width` points at `size`. A word that is wider than a line is cut.
 * The last of `maxLines` lines ends with an ellipsis when more would have followed.
 */
export function wrapText(text: string, shape: Shaper, size: number, width: number, maxLines = 100): ShapedText[] {
  const limit = (width * 1000) / size;
  const whole = shape(text);
  if (whole.width <= limit) return [whole];
  const lines: string[] = [];
  let line = '';
  const take = (word: string) => {
    if (shape((line + word).trimEnd()).width <= limit) {
      line += word;
      return;
    }
    if (line !== '') lines.push(line.trimEnd());
    line = word;
    while (shape(line.trimEnd()).width > limit) {
      const fitting = longestFitting(line, shape, limit);
      lines.push(line.slice(0, fitting));
      line = line.slice(fitting);
    }
  };
  for (const word of text.match(piece) ?? []) take(word);
  if (line.trimEnd() !== '') lines.push(line.trimEnd());
  if (lines.length <= maxLines) return lines.map((each) => shape(each));
  const last = lines[maxLines - 1] ?? '';
  const cut = longestFitting(`${last}…`, (candidate) => shape(`${candidate.replace(/…$/, '')}…`), limit);
  return [...lines.slice(0, maxLines - 1), `${last.slice(0, cut).trimEnd()}…`].map((each) => shape(each));
}

/** A text shortened to one line with an ellipsis when it does not fit. */
export function fitText(text: string, shape: Shaper, size: number, width: number): ShapedText {
  return wrapText(text, shape, size, width, 1)[0] ?? shape('');
}

function longestFitting(word: string, shape: Shaper, limit: number): number {
  let [low, high] = [1, word.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (shape(word.slice(0, middle)).width <= limit) low = middle;
    else high = middle - 1;
  }
  const splitsPair = /[\ud800-\udbff]/.test(word.charAt(low - 1)) && low < word.length;
  return splitsPair ? Math.max(2, low + (low > 1 ? -1 : 1)) : low;
}
