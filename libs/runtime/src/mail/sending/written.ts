import type { SendMailOptions } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type MimeNode from 'nodemailer/lib/mime-node';
import { encode, wrap } from 'nodemailer/lib/qp';

const lineLength = 76;

/**
 * The bytes that the mailer would stream for a mail. Structure, headers and how each part is encoded are its own; but it takes every part
 * through six streams in pieces, which is more work than all the rest, and here texts and bytes are at hand as a whole. Line ends are
 * CR LF, and neither of the two stands alone.
 * @throws Error for content that is neither text nor bytes
 */
export function writtenMail(options: SendMailOptions): Buffer {
  const pieces: Buffer[] = [];
  const write = (piece: string | Buffer) =>
    pieces.push(typeof piece === 'string' ? Buffer.from(withLineEnds(piece)) : piece);
  writeNode(new MailComposer(options).compile(), write);
  if (pieces.at(-1)?.at(-1) !== 0x0a) write('\n');
  return Buffer.concat(pieces);
}

function writeNode(node: MimeNode, write: (piece: string | Buffer) => void): void {
  write(`${node.buildHeaders()}\n\n`);
  if (node.content) write(encoded(node));
  if (!node.multipart) return;
  for (const [index, child] of node.childNodes.entries()) {
    write(`${index > 0 ? '\n' : ''}--${node.boundary}\n`);
    writeNode(child, write);
  }
  write(`\n--${node.boundary}--\n`);
}

function encoded(node: MimeNode): string | Buffer {
  const { content } = node;
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) throw new Error('a mail is made of texts and bytes');
  const encoding = node.getTransferEncoding();
  if (encoding === 'base64') return base64Lines(Buffer.isBuffer(content) ? content : Buffer.from(content));
  if (encoding === 'quoted-printable') return wrap(encode(content), lineLength);
  return Buffer.isBuffer(content) ? Buffer.from(withLineEnds(content.toString('latin1')), 'latin1') : content;
}

/** CR LF alone ends lines: a server that takes one of the two for a line end could take what follows for a mail of its own (SMTP smuggling). */
function withLineEnds(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}

/** Base64 in lines of 76 (RFC 2045, 6.8), without a break after the last. */
function base64Lines(bytes: Buffer): Buffer {
  const digits = Buffer.from(bytes.toString('base64'), 'latin1');
  const breaks = Math.max(0, Math.ceil(digits.length / lineLength) - 1);
  const lines = Buffer.allocUnsafe(digits.length + 2 * breaks);
  let to = 0;
  for (let from = 0; from < digits.length; from += lineLength) {
    if (from > 0) {
      lines[to++] = 0x0d;
      lines[to++] = 0x0a;
    }
    to += digits.copy(lines, to, from, from + lineLength);
  }
  return lines;
}
