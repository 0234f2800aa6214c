import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode, { type MimeNodeHeaderValue } from 'nodemailer/lib/mime-node';
import type { AttachedFile } from '../kind.ts';

/** The headers of mails, as the mailer encodes and folds them. */

export const lineLength = 76;

// Parts of a mail that is never written. With a boundary, as each would draw a random one.
const baseBoundary = 'none';
const mail = new MimeNode('multipart/mixed', { baseBoundary });
const nodeOf = (contentType: string, filename: string) =>
  new MimeNode(contentType, { baseBoundary, rootNode: mail, parentNode: mail, filename });

/** A header of any mail; empty for an empty value. */
export function headerOf(name: string, value: MimeNodeHeaderValue): string {
  const encoded = value ? mail.encodeHeaderValue(name, value) : '';
  return encoded.trim() === '' ? '' : `${foldLines(`${name}: ${encoded}`, lineLength)}\r\n`;
}

/** As `headerOf`, for what many mails have alike: it is kept. */
export function commonHeaderOf(name: string, value: string): string {
  return kept(`${name}: ${value}`, () => headerOf(name, value));
}

/** @param boundary of at most 50 letters that need no encoding */
export function multipartHeader(kind: 'mixed' | 'alternative', boundary: string): string {
  return `${foldLines(`Content-Type: multipart/${kind}; boundary="${boundary}"`, lineLength)}\r\n`;
}

// Neither encoded nor quoted. Longer ones are cut in several parameters.
const plainName = /^\w[\w.-]{0,60}$/;

/** The headers of a file, which goes as base64. */
export function fileHeaders({ filename, contentType, content }: AttachedFile): string {
  if (!plainName.test(filename)) return fileHeadersByMailer(filename, contentType, content);
  // Two names of the same length differ in nothing else.
  const stand = '_'.repeat(filename.length);
  const isForeign = typeof content === 'string' && !/^[\0-\x7f]*$/.test(content);
  const headers = kept(`${contentType}\0${isForeign}\0${stand}`, () =>
    fileHeadersByMailer(stand, contentType, isForeign ? content : ''),
  );
  return headers.replaceAll(`=${stand}`, `=${filename}`);
}

function fileHeadersByMailer(filename: string, contentType: string, content: string | Buffer): string {
  const node = nodeOf(contentType, filename);
  node.setHeader('Content-Transfer-Encoding', 'base64');
  node.setHeader('Content-Disposition', 'attachment');
  node.setContent(content);
  return `${node.buildHeaders()}\r\n`;
}

const known = new Map<string, string>();
const mostKnown = 500;

function kept(key: string, write: () => string): string {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const written = write();
  known.set(key, written);
  return written;
}
