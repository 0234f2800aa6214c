import { lineLength } from './headers.ts';
import {
  encodedAtMost,
  encodeQuoted,
  type QuotedText,
  withLineEnds,
  wrappedAtMost,
  wrapQuoted,
} from './quoted-printable.ts';

const end = Buffer.from('.\r\n');
const usualSize = 128 * 1024;
/** What is larger is not kept: one mail may have hundreds of files. */
const mostKept = 1024 * 1024;

/** The memory that belongs to mails alone: nobody else writes where one ends. */
const ofMails = new WeakSet<ArrayBufferLike>();

function memoryOf(size: number): Buffer {
  const memory = Buffer.allocUnsafeSlow(size);
  ofMails.add(memory.buffer);
  return memory;
}

/**
 * Memory that mails are written into, one after the other: buffers of their own for each text, file and mail would be a quarter of a
 * megabyte a mail, and a full collection for every few hundred.
 */
export class MailMemory {
  private bytes = memoryOf(usualSize);
  private at = 0;

  /** Whether it is worth keeping for the next mail. */
  get isUsual(): boolean {
    return this.bytes.length <= mostKept;
  }

  /** Begins a mail; the one before it is gone. */
  begin(): void {
    this.at = 0;
  }

  /** Text as it is. */
  write(text: string): void {
    this.reserve(text.length * 3);
    this.at += this.bytes.write(text, this.at);
  }

  /** The first `length` bytes of a text, with CR LF as its line ends. */
  writeLines(text: Uint8Array, length: number): void {
    this.reserve(length * 2);
    this.at = withLineEnds(text, 0, length, this.bytes, this.at);
  }

  /** A text that is encoded in quoted-printable, in lines. */
  writeQuoted(encoded: Uint8Array, length: number): void {
    this.reserve(wrappedAtMost(length));
    this.at = wrapQuoted(encoded, length, this.bytes, this.at);
  }

  /** Base64 in lines of 76 (RFC 2045, 6.8), without a break after the last. */
  writeBase64(file: Buffer): void {
    const digits = file.toString('base64');
    const breaks = 2 * Math.max(0, Math.ceil(digits.length / lineLength) - 1);
    this.reserve(digits.length + breaks);
    const { bytes } = this;
    // Behind where it is to stand, and then line by line to its place.
    let from = this.at + breaks;
    const last = from + bytes.write(digits, from, 'latin1');
    for (; last - from > lineLength; from += lineLength) {
      bytes.copyWithin(this.at, from, from + lineLength);
      this.at += lineLength;
      bytes[this.at++] = 0x0d;
      bytes[this.at++] = 0x0a;
    }
    bytes.copyWithin(this.at, from, last);
    this.at += last - from;
  }

  /** Ends the last line where it has no end yet. */
  endLine(): void {
    if (this.bytes[this.at - 1] !== 0x0a) this.write('\r\n');
  }

  /**
   * The mail as it was written, with a line end as its last. It is good until the next one begins. Behind it, out of sight, stands what ends
   * it on the wire: see `dataInPlace`.
   */
  written(): Buffer {
    this.reserve(end.length);
    this.bytes.set(end, this.at);
    return this.bytes.subarray(0, this.at);
  }

  private reserve(more: number): void {
    const needed = this.at + more + end.length;
    if (needed <= this.bytes.length) return;
    const larger = memoryOf(Math.max(needed, 2 * this.at));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}

/** A mail with what ends it, where it stands behind it already. */
export function dataInPlace({ buffer, byteOffset, length }: Buffer): Buffer | undefined {
  return ofMails.has(buffer) && byteOffset === 0 ? Buffer.from(buffer, 0, length + end.length) : undefined;
}

interface Scratch {
  bytes: Buffer;
}

const textScratch: Scratch = { bytes: Buffer.alloc(0) };
const encodedScratch: Scratch = { bytes: Buffer.alloc(0) };

/** Used again by the next text: good until then. */
function scratch(kept: Scratch, size: number): Buffer {
  if (size <= kept.bytes.length) return kept.bytes;
  const larger = Buffer.allocUnsafeSlow(size);
  if (size <= mostKept) kept.bytes = larger;
  return larger;
}

/** A text as UTF-8 and in quoted-printable, each with how many bytes it has; good until the next text. */
export interface EncodedText {
  readonly bytes: Buffer;
  readonly length: number;
  readonly encoded: Buffer;
  readonly quoted: QuotedText;
}

export function encodedText(text: string): EncodedText {
  const bytes = scratch(textScratch, text.length * 3);
  const length = bytes.write(text);
  const encoded = scratch(encodedScratch, encodedAtMost(length));
  return { bytes, length, encoded, quoted: encodeQuoted(bytes, length, encoded) };
}
