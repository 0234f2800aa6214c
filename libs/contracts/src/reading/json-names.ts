import { endOfString } from './json-depth.ts';

/**
 * The first name that an object of a JSON text has twice, as the text has it; undefined where none does. Which of the two values counts
 * is for each reader to guess, so nobody should. Names are compared as they are read: escapes and spellings (NFC) make no other name.
 *
 * @param text a JSON text: of anything else the answer means nothing
 */
export function nameTwice(text: string): string | undefined {
  // Of each object around this place the names so far; of lists nothing.
  const around: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      const end = endOfString(text, index);
      const names = around.at(-1);
      if (names && isName(text, end)) {
        const name = nameOf(text.slice(index, end + 1));
        if (names.has(name)) return name;
        names.add(name);
      }
      index = end;
    } else if (code === openBrace) around.push(new Set());
    else if (code === openBracket) around.push(undefined);
    else if (code === closeBrace || code === closeBracket) around.pop();
  }
  return undefined;
}

/** A text is a name where a colon follows. */
function isName(text: string, end: number): boolean {
  let next = end + 1;
  while (blanks.has(text.charCodeAt(next))) next += 1;
  return text.charCodeAt(next) === colon;
}

function nameOf(quoted: string): string {
  return (quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)).normalize('NFC');
}

const quote = 0x22;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);
