/** A line of a shipment and how many bytes it adds to a mail. */
export interface WeighedLine {
  readonly lineNumber: number;
  readonly bytes: number;
}

/** What a mail in smaller ones says: these lines, and whether their documents are attached or linked to. */
export interface Piece {
  readonly lines: readonly number[];
  readonly by_link: boolean;
}

/**
 * Shares lines out to mails of at most `largest` bytes, `head` of which each mail has anyway, in the order of the lines (F9). A line that
 * is too large for any mail goes by itself, with links.
 */
export function packed(lines: readonly WeighedLine[], head: number, largest: number): Piece[] {
  const pieces: { lines: number[]; by_link: boolean; bytes: number }[] = [];
  for (const { lineNumber, bytes } of lines) {
    const last = pieces.at(-1);
    if (head + bytes > largest) pieces.push({ lines: [lineNumber], by_link: true, bytes: largest });
    else if (last && last.bytes + bytes <= largest) {
      last.lines.push(lineNumber);
      last.bytes += bytes;
    } else pieces.push({ lines: [lineNumber], by_link: false, bytes: head + bytes });
  }
  return pieces.map((piece) => ({ lines: piece.lines, by_link: piece.by_link }));
}

/** How many bytes a file takes as an attachment at most: base64 in lines of 76, and its headers. */
export function attachedBytes(length: number): number {
  return Math.ceil((length * 4) / 3) + 2 * Math.ceil(length / 57) + 700;
}

/** How many bytes a text takes in a mail at most, in either encoding. */
export function writtenBytes(text: string): number {
  const bytes = Buffer.byteLength(text);
  let escaped = 0;
  for (const character of text) if (character === '=' || character > '~') escaped += 2 * Buffer.byteLength(character);
  const lines = text.split('\n').length;
  // Quoted-printable or base64, whichever is chosen: three bytes for one, a break for each 73, line ends of two.
  return Math.ceil((bytes + escaped) * 1.06) + 2 * lines + 400;
}
