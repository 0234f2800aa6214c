import type { AttachedFile, MailContent } from '../kind.ts';
import { commonHeaderOf, fileHeaders, headerOf, multipartHeader } from './headers.ts';
import { encodedText, MailMemory } from './memory.ts';

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

/**
 * The bytes that the mailer would stream for a mail. It would take every part through six streams in pieces and decide anew about
 * headers that are alike in all mails, which is more work than all the rest; here texts and bytes are at hand as a whole. Line ends are
 * CR LF, and neither of the two stands alone.
 *
 * @param before headers that come before the others, as lines
 * @param memory what it is written into: the mail that was in it before is gone
 */
export function writtenMail(mail: AddressedMail, before = '', memory = new MailMemory()): Buffer {
  memory.begin();
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
  ];
  memory.write(withLineEnds(head.join('')));
  writeContent(mail, memory);
  return memory.written();
}

const version = 'MIME-Version: 1.0\r\n';

// The boundaries have the names that the mailer gives them, which counts parts as it makes them.
function writeContent({ text, html, attachments = [], baseBoundary }: AddressedMail, memory: MailMemory): void {
  const boundary = (part: number) => `--_NmP-${baseBoundary}-Part_${part}`;
  const isMixed = attachments.length > 0;
  const [whole, texts] = [boundary(1), boundary(isMixed ? 2 : 1)];
  if (isMixed) memory.write(`${version}${multipartHeader('mixed', whole)}\r\n--${whole}\r\n`);
  if (html) {
    const header = multipartHeader('alternative', texts);
    memory.write(`${isMixed ? '' : version}${header}\r\n--${texts}\r\n`);
    writeText('plain', text, memory);
    memory.write(`\r\n--${texts}\r\n`);
    writeText('html', html, memory);
    memory.write(`\r\n--${texts}--\r\n`);
  } else writeText('plain', text, memory, !isMixed);
  for (const file of attachments) {
    memory.write(`\r\n--${whole}\r\n`);
    writeFile(file, memory);
  }
  if (isMixed) memory.write(`\r\n--${whole}--\r\n`);
  else if (!html) memory.endLine();
}

/** @param isAll whether the mail is nothing but this text */
function writeText(kind: 'plain' | 'html', text: string, memory: MailMemory, isAll = false): void {
  const { bytes, length, encoded, quoted } = encodedText(text);
  const type = `Content-Type: text/${kind}; charset=utf-8\r\n`;
  const encoding = `Content-Transfer-Encoding: ${quoted.encoding}\r\n`;
  memory.write(isAll ? `${encoding}${version}${type}\r\n` : `${type}${encoding}\r\n`);
  if (quoted.encoding === 'base64') memory.writeBase64(bytes.subarray(0, length));
  else if (quoted.encoding === '7bit') memory.writeLines(bytes, length);
  else memory.writeQuoted(encoded, quoted.length);
}

function writeFile(file: AttachedFile, memory: MailMemory): void {
  const { content } = file;
  memory.write(`${withLineEnds(fileHeaders(file))}\r\n`);
  memory.writeBase64(Buffer.isBuffer(content) ? content : Buffer.from(content));
}

/** CR LF alone ends lines, see `quoted-printable.ts`. */
function withLineEnds(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}
