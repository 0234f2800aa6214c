import { endOfString, lookAtJson } from './json-depth.ts';
import { isExactNumber } from './json-text.ts';
import { pathText } from './violations.ts';

/**
 * What is wrong with a JSON text that says a name twice in one object; it goes on after the name of what has it. Undefined where
 * it says each once. Which of the two values counts is for each reader to guess, so nobody should. Names are compared as they are
 * read: escapes and spellings (NFC) make no other name.
 *
 * @param text a JSON text
 * @param value what the text was read as, by `parseJsonText`
 * @param names how many it says, where that is known
 */
export function saidTwice(text: string, value: unknown, names = lookAtJson(text).names): string | undefined {
  // Of a name that is said twice one value is left. To count costs a fourth of comparing the names.
  if (names === namesIn(value)) return undefined;
  const path = nameTwice(text);
  if (path === undefined) return undefined;
  return `has the name ${JSON.stringify(path.at(-1))} twice in one object, as ${pathText(path)}; say it once`;
}

/** The path of the first name that an object of a JSON text has twice; undefined where none does. */
export function nameTwice(text: string): (string | number)[] | undefined {
  // Of each object and list around this place, where in it this is; of objects the names so far.
  const around: { at: string | number; readonly names?: Set<string> }[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const inner = around.at(-1);
    if (code === quote) {
      const end = endOfString(text, index);
      if (inner?.names && isName(text, end)) {
        inner.at = nameOf(text.slice(index, end + 1));
        if (inner.names.has(inner.at)) return around.map(({ at }) => at);
        inner.names.add(inner.at);
      }
      index = end;
    } else if (code === comma && inner && !inner.names) inner.at = (inner.at as number) + 1;
    else if (code === openBrace) around.push({ at: '', names: new Set() });
    else if (code === openBracket) around.push({ at: 0 });
    else if (code === closeBrace || code === closeBracket) around.pop();
  }
  return undefined;
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const each of value) count += namesIn(each);
    return count;
  }
  // A value that was read has no names but its own.
  for (const name in value) {
    const each = (value as Readonly<Record<string, unknown>>)[name];
    count += 1 + (typeof each === 'object' ? namesIn(each) : 0);
  }
  return count;
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
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);
