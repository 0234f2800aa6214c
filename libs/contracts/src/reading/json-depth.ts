/** Lists and objects inside one another that a message or body may have: what is deeper is read by nobody. */
export const mostJsonLevels = 64;

/** What a JSON text is like, as far as it can be seen without reading its values. */
export interface JsonLook {
  /** It has more levels of lists and objects than {@link mostJsonLevels}; then nothing else was looked for. */
  readonly isTooDeep: boolean;
  /** How many names its objects have together. */
  readonly names: number;
  /** There may be a number in it that no double holds. */
  readonly hasLongNumber: boolean;
}

/**
 * Looks at a JSON text once, from left to right, before anything that calls itself for each level walks the value. A text that is no JSON
 * has some answer.
 */
export function lookAtJson(text: string): JsonLook {
  let [level, names, digits] = [0, 0, 0];
  let hasLongNumber = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if ((code >= zero && code <= nine) || code === point) {
      digits += 1;
      if (digits >= longDigits) hasLongNumber = true;
      continue;
    } else if (code === colon) names += 1;
    else if (code === openBracket || code === openBrace) {
      level += 1;
      if (level > mostJsonLevels) return { isTooDeep: true, names, hasLongNumber };
    } else if (code === closeBracket || code === closeBrace) level -= 1;
    else if (digits > 0 && (code | smallLetter) === exponent) hasLongNumber = true;
    digits = 0;
  }
  return { isTooDeep: false, names, hasLongNumber };
}

/** Whether a JSON text has more levels of lists and objects than {@link mostJsonLevels}. */
export function isTooDeep(text: string): boolean {
  return lookAtJson(text).isTooDeep;
}

/** A double holds every number of fewer digits that has no exponent. */
const longDigits = 16;

/** What is wrong with such a text; it goes on after the name of what has it. */
export const tooDeep = `has more than ${mostJsonLevels} levels of lists and objects inside one another`;

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const colon = 0x3a;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const exponent = 0x65;
const smallLetter = 0x20;

/** So far a string is looked through by hand: most are short, and to call the engine for each takes longer. */
const nearby = 32;

/** The place of the quote that ends the string which begins at `start`; the end of the text where none does. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at <= start + nearby; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) break;
  }
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, place: number): boolean {
  let before = place - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (place - before) % 2 === 0;
}
