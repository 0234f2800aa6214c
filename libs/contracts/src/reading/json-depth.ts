/** Lists and objects inside one another that a message or body may have: what is deeper is read by nobody. */
export const mostJsonLevels = 64;

/**
 * Whether a JSON text has more levels of lists and objects than {@link mostJsonLevels}. It looks at the text from left to right,
 * before anything that calls itself for each level walks the value. A text that is no JSON has some answer.
 */
export function isTooDeep(text: string): boolean {
  let level = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if (code === openBracket || code === openBrace) {
      level += 1;
      if (level > mostJsonLevels) return true;
    } else if (code === closeBracket || code === closeBrace) level -= 1;
  }
  return false;
}

/** What is wrong with such a text; it goes on after the name of what has it. */
export const tooDeep = `has more than ${mostJsonLevels} levels of lists and objects inside one another`;

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The place of the quote that ends the string which begins at `start`; the end of the text where none does. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, place: number): boolean {
  let before = place - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (place - before) % 2 === 0;
}
