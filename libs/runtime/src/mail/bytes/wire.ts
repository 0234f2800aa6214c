import type { Duplex } from 'node:stream';
import { dataInPlace } from './memory.ts';

const dot = Buffer.from('.');
const end = Buffer.from('.\r\n');
const lineWithDot = Buffer.from('\n.');

/**
 * What a server reads after DATA: lines that begin with a dot begin with two, and a dot alone is the end (RFC 5321, 4.5.2).
 * @param mail ends with a line end. Its line ends are CR LF, and neither of the two stands alone: see `written.ts`
 */
export function dataOf(mail: Buffer): Buffer {
  const pieces: Buffer[] = mail[0] === 0x2e ? [dot] : [];
  let from = 0;
  for (let at = mail.indexOf(lineWithDot); at >= 0; at = mail.indexOf(lineWithDot, at + 1)) {
    pieces.push(mail.subarray(from, at + 1), dot);
    from = at + 1;
  }
  return (pieces.length === 0 && dataInPlace(mail)) || Buffer.concat([...pieces, mail.subarray(from), end]);
}

/** What a connection of the mailer asks of a message: it pipes it into the stream of DATA, which goes on to the socket. */
export interface PipedMail {
  /** Whether a byte of it may have been sent: until then it can go over another connection. */
  readonly readableDidRead: boolean;
  pipe(data: Duplex): Duplex;
}

/**
 * A mail that is put as a whole where the mailer's stream of DATA would put its pieces, after looking at each of its bytes: one write to
 * the socket, and nothing to look at.
 */
export function pipedMail(mail: Buffer): PipedMail {
  const piped = {
    readableDidRead: false,
    pipe(data: Duplex) {
      piped.readableDidRead = true;
      data.push(dataOf(mail));
      data.push(null);
      return data;
    },
  };
  return piped;
}
