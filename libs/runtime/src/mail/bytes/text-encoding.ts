const lineLength = 76;
/** What the mailer looks through for long lines; it takes longer texts to have some. */
const longText = 128 * 1024;

const [letter, lineEnd] = [1, 2];
const kinds = new Uint8Array(256);
/** By the first byte of a letter that cannot go as it is, how many units of UTF-16 it has. */
const foreign = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  if ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)) kinds[byte] = letter;
  else if (byte === 0x0a || byte === 0x0d) kinds[byte] = lineEnd;
  else if (byte >= 0xf0) foreign[byte] = 2;
  else if (byte >= 0xc0 || (byte < 0x20 && byte !== 0x09)) foreign[byte] = 1;
}

/**
 * How a text goes in a mail, as the mailer chooses: as it is where it can be, else by what its letters take less room in.
 * @param text of which the first `length` bytes are looked at, UTF-8
 */
export function encodingOf(text: Uint8Array, length: number): '7bit' | 'quoted-printable' | 'base64' {
  let latin = 0;
  let others = 0;
  let lineStart = 0;
  let longest = 0;
  for (let at = 0; at < length; at++) {
    const byte = text[at] as number;
    const kind = kinds[byte];
    if (kind === letter) latin++;
    else if (kind === lineEnd) {
      longest = Math.max(longest, at - lineStart);
      lineStart = at + 1;
    } else others += foreign[byte] as number;
  }
  const hasLongLines = length > longText || Math.max(longest, length - lineStart) > lineLength;
  if (others === 0 && !hasLongLines) return '7bit';
  return others < latin ? 'quoted-printable' : 'base64';
}
