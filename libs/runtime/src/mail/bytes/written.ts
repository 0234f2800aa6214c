import { hasLongerLines, isPlainText } from 'nodemailer/lib/mime-funcs';
import { encode, wrap } from 'nodemailer/lib/qp';
import type { AttachedFile, MailContent } from '../kind.ts';
import { commonHeaderOf, fileHeaders, headerOf, lineLength, multipartHeader } from './headers.ts';
import { mailOfPieces } from './wire.ts';

/** A mail with all of its headers but those that name who gets it. */
export interface AddressedMail extends MailContent {
  readonly from: string;
  readonly replyTo?: string;
  readonly messageId: string;
  /** Further headers, the same in many mails. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the boundaries between its parts are made of; digits and letters. */
  readonly baseBoundary: string;
}

/** A part of a mail: its Content-Type, how it is encoded, further headers, and what it says. */
interface Part {
  readonly type: string;
  readonly encoding?: string;
  readonly content: readonly (string | Buffer)[];
}

/**
 * The bytes that the mailer would stream for a mail. It would take every part through six streams in pieces and decide anew about
 * headers that are alike in all mails, which is more work than all the rest; here texts and bytes are at hand as a whole. Line ends are
 * CR LF, and neither of the two stands alone.
 *
 * @param before headers that come before the others, as lines
 */
export function writtenMail(mail: AddressedMail, before = ''): Buffer {
  const { type, encoding = '', content } = contentOf(mail);
  const { from, replyTo = '', inReplyTo, references, subject, messageId, date, headers } = mail;
  const head = [
    before,
    ...Object.entries(headers).map(([name, value]) => commonHeaderOf(name, value)),
    commonHeaderOf('From', from),
    commonHeaderOf('Reply-To', replyTo),
    headerOf('In-Reply-To', inReplyTo),
    headerOf('References', references && [...references]),
    headerOf('Subject', subject),
    headerOf('Message-ID', messageId),
    headerOf('Date', date),
    `${encoding}MIME-Version: 1.0\r\n${type}\r\n`,
  ];
  const pieces = [withLineEnds(head.join('')), ...content].map((piece) =>
    typeof piece === 'string' ? Buffer.from(piece) : piece,
  );
  if (pieces.at(-1)?.at(-1) !== 0x0a) pieces.push(Buffer.from('\r\n'));
  return mailOfPieces(pieces);
}

// The boundaries have the names that the mailer gives them, which counts parts as it makes them.
function contentOf({ text, html, attachments = [], baseBoundary }: AddressedMail): Part {
  const boundary = (part: number) => `--_NmP-${baseBoundary}-Part_${part}`;
  const isMixed = attachments.length > 0;
  const plain = textPart('plain', text);
  const both = html ? multipart('alternative', boundary(isMixed ? 2 : 1), [plain, textPart('html', html)]) : plain;
  return isMixed ? multipart('mixed', boundary(1), [both, ...attachments.map(filePart)]) : both;
}

function multipart(kind: 'mixed' | 'alternative', boundary: string, parts: readonly Part[]): Part {
  const content = parts.flatMap((part, index) => [
    `${index > 0 ? '\r\n' : ''}--${boundary}\r\n${part.type}${part.encoding ?? ''}\r\n`,
    ...part.content,
  ]);
  return { type: multipartHeader(kind, boundary), content: [...content, `\r\n--${boundary}--\r\n`] };
}

function textPart(kind: 'plain' | 'html', text: string): Part {
  const encoding = encodingOf(text);
  return {
    type: `Content-Type: text/${kind}; charset=utf-8\r\n`,
    encoding: `Content-Transfer-Encoding: ${encoding}\r\n`,
    content: [encoding === 'base64' ? base64Lines(Buffer.from(text)) : withLineEnds(asLines(text, encoding))],
  };
}

const asLines = (text: string, encoding: '7bit' | 'quoted-printable') =>
  encoding === '7bit' ? text : wrap(encode(text), lineLength);

function filePart(file: AttachedFile): Part {
  const { content } = file;
  return {
    type: withLineEnds(fileHeaders(file)),
    content: [base64Lines(Buffer.isBuffer(content) ? content : Buffer.from(content))],
  };
}

/** As the mailer chooses: as it is where it can be, else by what its letters take less room in. */
function encodingOf(text: string): '7bit' | 'quoted-printable' | 'base64' {
  if (isPlainText(text) && !hasLongerLines(text, lineLength)) return '7bit';
  let latin = 0;
  let others = 0;
  // No further than until nothing that comes can change it.
  for (let index = 0; index < text.length && latin <= others + text.length - index; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) latin++;
    else if (code >= 0x80 || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d)) others++;
  }
  return others < latin ? 'quoted-printable' : 'base64';
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
