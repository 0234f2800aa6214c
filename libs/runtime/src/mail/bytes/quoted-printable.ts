import { lineLength } from './headers.ts';

/**
 * Quoted-printable (RFC 2045, 6.7) as the mailer writes it, which a mail has to keep (F8): where the mailer looks at strings with a dozen
 * regular expressions for each line, this looks at each byte twice.
 */

/** Where the mailer looks for a place to break a line: its last third. */
const tailLength = 25;
/** What the mailer looks through for long lines; it takes longer texts to have some. */
const longText = 128 * 1024;
const [tab, lf, cr, space, equals] = [0x09, 0x0a, 0x0d, 0x20, 0x3d];
const hex = Buffer.from('0123456789ABCDEF');

const [blank, lineEnd, asItIs, letter] = [1, 2, 4, 5];
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte));
/** By the first byte of a letter that cannot go as it is, how many units of UTF-16 it has. */
const foreign = Uint8Array.from({ length: 256 }, (_, byte) => foreignOf(byte));
const isGap = Uint8Array.from({ length: 256 }, (_, byte) => Number(' \t.,!?'.includes(String.fromCharCode(byte))));

function kindOf(byte: number): number {
  if ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)) return letter;
  if (byte === space || byte === tab) return blank;
  if (byte === lf || byte === cr) return lineEnd;
  return byte > space && byte <= 0x7e && byte !== equals ? asItIs : 0;
}

function foreignOf(byte: number): number {
  if (byte >= 0xf0) return 2;
  return Number(byte >= 0xc0 || (byte < space && kindOf(byte) === 0));
}

/** The most bytes that so many take in quoted-printable, before they are broken into lines. */
export const encodedAtMost = (length: number): number => length * 3;

/** The most bytes that so many take in lines. */
export const wrappedAtMost = (length: number): number => length * 2 + (length >> 2) + 3 * lineLength;

/** What a text is in quoted-printable, and how it goes in a mail. */
export interface QuotedText {
  /** How many bytes it takes, before they are broken into lines. */
  readonly length: number;
  /** As the mailer chooses: as it is where it can be, else by what its letters take less room in. */
  readonly encoding: '7bit' | 'quoted-printable' | 'base64';
}

/** Encodes the first `length` bytes of a text. */
export function encodeQuoted(text: Uint8Array, length: number, encoded: Uint8Array): QuotedText {
  let to = 0;
  let latin = 0;
  let others = 0;
  let lineStart = 0;
  let longest = 0;
  for (let from = 0; from < length; from++) {
    const byte = text[from] as number;
    const kind = kinds[byte] as number;
    if (kind >= asItIs) {
      latin += kind & 1;
      encoded[to++] = byte;
    } else if (kind === lineEnd) {
      longest = Math.max(longest, from - lineStart);
      lineStart = from + 1;
      encoded[to++] = byte;
    } else if (kind === blank && !endsLine(text, from + 1, length)) encoded[to++] = byte;
    else {
      others += foreign[byte] as number;
      encoded[to++] = equals;
      encoded[to++] = hex[byte >> 4] as number;
      encoded[to++] = hex[byte & 15] as number;
    }
  }
  const hasLongLines = length > longText || Math.max(longest, length - lineStart) > lineLength;
  if (others === 0 && !hasLongLines) return { length: to, encoding: '7bit' };
  return { length: to, encoding: others < latin ? 'quoted-printable' : 'base64' };
}

function endsLine(text: Uint8Array, at: number, length: number): boolean {
  return at >= length || text[at] === lf || text[at] === cr;
}

/**
 * Breaks the first `length` bytes of what is encoded into lines, which end with CR LF.
 * @returns where they end in `lines`
 */
export function wrapQuoted(encoded: Uint8Array, length: number, lines: Uint8Array, start: number): number {
  if (length <= lineLength) return withLineEnds(encoded, 0, length, lines, start);
  let to = start;
  let lineEnd = -1;
  for (let from = 0; from < length; ) {
    const end = Math.min(from + lineLength, length);
    if (lineEnd < from) lineEnd = nextLineEnd(encoded, from, length);
    const isHard = lineEnd + 2 <= end;
    const cut = isHard ? lineEnd + 2 : cutOf(encoded, from, end, length);
    const isWhole = isHard || encoded[cut - 1] === lf || cut >= length;
    const until = isWhole || cut - from < lineLength ? cut : cut - (encoded[cut - 3] === equals ? 3 : 1);
    to = withLineEnds(encoded, from, until, lines, to);
    if (!isWhole) {
      lines[to++] = equals;
      lines[to++] = cr;
      lines[to++] = lf;
    }
    from = until;
  }
  return to;
}

/** The next CR LF; beyond the end where there is none. */
function nextLineEnd(encoded: Uint8Array, from: number, length: number): number {
  for (let at = encoded.indexOf(cr, from); at >= 0 && at < length - 1; at = encoded.indexOf(cr, at + 1))
    if (encoded[at + 1] === lf) return at;
  return Number.POSITIVE_INFINITY;
}

/** Where a line ends that is to have no more than the bytes from `from` to `end`, among which is no CR LF. */
function cutOf(encoded: Uint8Array, from: number, end: number, length: number): number {
  if (encoded[end - 1] === lf) return end;
  const tail = Math.max(from, end - tailLength);
  let at = end - 1;
  while (at >= tail && kinds[encoded[at] as number] !== lineEnd) at--;
  if (at >= tail && encoded[at] === lf) return at + 1;
  if (end - from > lineLength - tailLength) {
    for (let gap = end - 1; gap >= tail; gap--) if (isGap[encoded[gap] as number]) return gap + 1;
  }
  return beforeLetter(encoded, from, end, length);
}

/** No escape is cut, and of a letter of several no one alone. */
function beforeLetter(encoded: Uint8Array, from: number, end: number, length: number): number {
  let cut = end;
  if (encoded[end - 1] === equals) cut = end - 1;
  else if (end - 2 >= from && encoded[end - 2] === equals) cut = end - 2;
  while (cut - from > 3 && cut < length && encoded[cut - 3] === equals && !isOneLetter(encoded, from, cut)) {
    const high = encoded[cut - 2] as number;
    // 8 to F: a byte of a letter beyond ASCII; C to F: its first.
    if (high < 0x38) break;
    cut -= 3;
    if (high >= 0x43) break;
  }
  return cut === from ? end : cut;
}

/** Whether a line is nothing but up to four escapes. */
function isOneLetter(encoded: Uint8Array, from: number, end: number): boolean {
  if (end - from > 12 || (end - from) % 3 !== 0) return false;
  for (let at = from; at < end; at += 3) if (encoded[at] !== equals) return false;
  return true;
}

/**
 * Copies text; CR LF alone ends its lines: a server that takes one of the two for a line end could take what follows for a mail of its own
 * (SMTP smuggling).
 * @returns where the copy ends
 */
export function withLineEnds(text: Uint8Array, from: number, end: number, copy: Uint8Array, start: number): number {
  let to = start;
  for (let at = from; at < end; at++) {
    const byte = text[at] as number;
    if (byte !== lf && byte !== cr) copy[to++] = byte;
    else if (byte === cr || at === 0 || text[at - 1] !== cr) {
      copy[to++] = cr;
      copy[to++] = lf;
    }
  }
  return to;
}
