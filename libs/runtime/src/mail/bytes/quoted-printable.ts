/**
 * Quoted-printable (RFC 2045, 6.7) as the mailer writes it, which a mail has to keep (F8): where the mailer looks at strings with a dozen
 * regular expressions for each line, this looks at each byte twice.
 */

const lineLength = 76;
/** Where the mailer looks for a place to break a line: its last third. */
const tailLength = 25;
const [tab, lf, cr, space, equals] = [0x09, 0x0a, 0x0d, 0x20, 0x3d];
const hex = Buffer.from('0123456789ABCDEF');

const isWritten = flags((byte) => (byte >= space && byte <= 0x7e && byte !== equals) || [tab, lf, cr].includes(byte));
const isBlank = flags((byte) => byte === space || byte === tab);
const isGap = flags((byte) => ' \t.,!?'.includes(String.fromCharCode(byte)));

function flags(has: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(has(byte)));
}

/** The most bytes that so many take in quoted-printable, before they are broken into lines. */
export const encodedAtMost = (length: number): number => length * 3;

/** The most bytes that so many take in lines. */
export const wrappedAtMost = (length: number): number => length * 2 + (length >> 2) + 3 * lineLength;

/**
 * Encodes the first `length` bytes of a text.
 * @returns how many bytes that takes in `encoded`
 */
export function encodeQuoted(text: Uint8Array, length: number, encoded: Uint8Array): number {
  let to = 0;
  for (let from = 0; from < length; from++) {
    const byte = text[from] as number;
    if (isWritten[byte] && !(isBlank[byte] && endsLine(text, from + 1, length))) encoded[to++] = byte;
    else {
      encoded[to++] = equals;
      encoded[to++] = hex[byte >> 4] as number;
      encoded[to++] = hex[byte & 15] as number;
    }
  }
  return to;
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
  while (at >= tail && encoded[at] !== lf && encoded[at] !== cr) at--;
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
