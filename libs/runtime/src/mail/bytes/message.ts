import { domainToASCII } from 'node:url';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { MailContent } from '../kind.ts';
import type { ClaimedMail } from '../row.ts';
import type { MailMemory } from './memory.ts';
import { writtenMail } from './written.ts';

/**
 * The bytes of a mail: the same for each attempt and in each process, whichever addresses it goes to, so that a server or reader can
 * tell a retry from news (F8). Nothing in them is of the moment, of the process or of the server.
 * @param memory what they are written into: the mail that was in it before is gone
 * @throws Error for a line break in an address, or for no address at all
 */
export function bytesOf(content: MailContent, mail: ClaimedMail, memory?: MailMemory): Buffer {
  const { messageId, letterhead, delivery } = mail;
  const addresses = delivery.recipients.map(({ address }) => address);
  for (const address of [letterhead.from, ...addresses]) {
    if (/[\r\n\0]/.test(address))
      throw new Error(`an e-mail address must not have line breaks: ${JSON.stringify(address)}`);
  }
  if (addresses.length === 0) throw new Error(`mail ${messageId} has no e-mail address`);
  // Written here: the mailer leaves out empty groups.
  const to = `To: ${addresses.map(inHeader).join(',\r\n ')}\r\n`;
  const { from, supportEmail: replyTo } = letterhead;
  const mailed = {
    ...content,
    subject: content.subject.replace(/[\r\n]+/g, ' '),
    from,
    replyTo,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    baseBoundary: sha256(messageId).slice(0, 16),
  };
  return writtenMail(mailed, to, memory);
}

/**
 * An address as the header names it. One with letters beyond ASCII before its @ would put eight-bit bytes into the mail of those whose
 * server knows no such addresses: it stands as an empty group of that name, as RFC 6857 (3.2.1) writes it for them.
 */
function inHeader(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain !== '' && isAscii(address.slice(0, at))
    ? `${address.slice(0, at)}@${domain}`
    : `${encodedWords(address)}:;`;
}

// RFC 2047: a word of at most 75 characters, which holds 45 bytes.
function encodedWords(text: string): string {
  const words: string[] = [''];
  for (const character of text) {
    const last = words.pop() ?? '';
    if (Buffer.byteLength(last + character) > 45) words.push(last, character);
    else words.push(last + character);
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are ASCII
  return /^[\x00-\x7f]*$/.test(text);
}
