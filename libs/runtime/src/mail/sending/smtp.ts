import { domainToASCII } from 'node:url';
import { createTransport, type NodemailerError } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import { envelopeOf, isPlainAddress, type MailEnvelope } from '../bytes/envelope.ts';
import { pipedMail } from '../bytes/wire.ts';
import type { ServerAnswer } from '../mail-delivery.ts';
import { type SmtpStep, smtpVerdict } from '../smtp-verdict.ts';

/** What a mail is called as a file. */
export interface MailName {
  /** What it is about: a shipment, an invoice. */
  readonly about: string;
  readonly round: number;
  readonly part: number;
  readonly parts: number;
}

/** A mail that is ready to be sent: `to` are the addresses that it goes to now, its bytes name all. */
export interface ReadyMail extends MailName {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Their line ends are CR LF, and neither of the two stands alone: what comes after one of them could pass for another mail. */
  readonly bytes: Buffer;
}

/** Hands mails on: to an SMTP server, or into a folder. */
export interface MailSender {
  /** How many mails it can send at the same time. */
  readonly concurrency: number;
  /** One answer for each address. Never rejects: that a server cannot be reached is an answer as well. */
  send(mail: ReadyMail): Promise<ServerAnswer[]>;
  close(): Promise<void>;
}

export const smtpConnections = 12;

/** The transport's options; the benchmark's baseline sends with the same. */
export const smtpOptions = {
  pool: true,
  maxConnections: smtpConnections,
  maxMessages: Number.POSITIVE_INFINITY,
  // Only for connections that were lost before a byte of a mail was sent.
  maxRequeues: 1,
  // The defaults are 2 to 10 minutes.
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  dnsTimeout: 10_000,
  socketTimeout: 30_000,
  disableFileAccess: true,
  disableUrlAccess: true,
};

/** Nobody holds up a mail for longer: a server that answers a byte at a time never runs into the socket's timeout. */
const longestSendMilliseconds = 120_000;

/** Sends over a pool of connections to the server of `url`. */
export function smtpSender(url: string, options: Partial<typeof smtpOptions> = {}): MailSender {
  const transport = createTransport({ url, ...smtpOptions, ...options });
  // What goes wrong with a mail is its own answer; a connection that ends while nobody uses it is no error.
  transport.on('error', () => undefined);
  const pool = transport.transporter as unknown as SMTPPool;
  // Of a URL with a proxy.
  if (transport.getSocket) pool.getSocket = transport.getSocket;
  return {
    concurrency: smtpConnections,
    async send(mail) {
      // With its size, so that the server can refuse it before it is sent (RFC 1870).
      const envelope = envelopeOf(bareAddress(mail.from), mail.to, mail.bytes.length);
      // Cleared with the mail: as a timeout of its own each signal would live, and fire, long after it.
      const abort = new AbortController();
      const deadline = setTimeout(() => abort.abort(), longestSendMilliseconds);
      try {
        return answersOf(mail.to, await sentBy(pool, mail, envelope, abort.signal));
      } catch (error) {
        const { rejectedErrors = [], ...whole } = error as NodemailerError;
        const byAddress = new Map(rejectedErrors.map((rejected) => [normalized(rejected.recipient ?? ''), rejected]));
        return mail.to.map((address) =>
          answerOf(address, byAddress.get(normalized(address)) ?? { ...whole, message: (error as Error).message }),
        );
      } finally {
        clearTimeout(deadline);
      }
    },
    async close() {
      transport.close();
    },
  };
}

/**
 * Gives a mail to the mailer's pool of connections. It is written already, and goes on as it is: the mailer itself would put a message
 * together around it, with headers, a tree of parts and streams.
 */
function sentBy(
  pool: SMTPPool,
  { messageId, bytes }: ReadyMail,
  envelope: MailEnvelope,
  signal: AbortSignal,
): Promise<Taken> {
  const message = {
    getEnvelope: () => envelope,
    messageId: () => messageId,
    getHeader: () => messageId,
    createReadStream: () => pipedMail(bytes),
  };
  return new Promise((resolve, reject) => {
    const mail = { data: { signal }, message } as unknown as Parameters<SMTPPool['send']>[0];
    pool.send(mail, (error, taken) => (taken ? resolve(taken) : reject(error)));
  });
}

interface Taken {
  readonly response: string;
  readonly accepted: readonly (string | { readonly address: string })[];
  readonly rejectedErrors?: readonly NodemailerError[];
}

// An address that the server was never asked about is tried again rather than taken as mailed.
function answersOf(addresses: readonly string[], taken: Taken): ServerAnswer[] {
  const accepted = new Set(taken.accepted.map((each) => normalized(typeof each === 'string' ? each : each.address)));
  const rejected = new Map((taken.rejectedErrors ?? []).map((error) => [normalized(error.recipient ?? ''), error]));
  return addresses.map((address) => {
    const error = rejected.get(normalized(address));
    if (error) return answerOf(address, error);
    return accepted.has(normalized(address))
      ? { address, verdict: 'accepted', text: oneLine(taken.response) }
      : { address, verdict: 'refused-for-now', text: 'not named in the answer' };
  });
}

type Failed = Pick<NodemailerError, 'code' | 'command' | 'response' | 'responseCode' | 'message'>;

function answerOf(address: string, error: Failed): ServerAnswer {
  // The mailer's own words, when the server's EHLO has named a smaller size: it was not asked, and there is no code.
  const said = error.code === 'EMESSAGE' ? /^Message size larger than allowed (\d+)$/.exec(error.message) : null;
  if (said) return { address, verdict: 'too-large', text: oneLine(error.message), largest: Number(said[1]) };
  const verdict = smtpVerdict(stepOf(error), error.responseCode || undefined, error.response || undefined);
  return { address, verdict, text: oneLine(error.response || error.message) };
}

// The mailer writes domains in ASCII before it asks the server.
function normalized(address: string): string {
  if (isPlainAddress(address)) return address;
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
}

// A server's words are kept in the database and shown to people.
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 500);
}

// What comes before any mail; everything else that ends without an answer may have happened after the last byte.
const sessionCodes = new Set(['EDNS', 'ETLS', 'EAUTH', 'ENOAUTH', 'EPROXY', 'EOAUTH2']);
const sessionCauses = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
const sessionTimeouts = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);

function stepOf(error: Failed): SmtpStep {
  const { command = '', code = '' } = error;
  if (command === 'MAIL FROM' || command === 'RCPT TO' || command === 'DATA') return command;
  const { originalCode = '', timeoutType = '' } = error as { originalCode?: string; timeoutType?: string };
  const beforeAnyMail =
    error.responseCode ||
    sessionCodes.has(code) ||
    sessionCauses.has(originalCode) ||
    sessionTimeouts.has(timeoutType) ||
    error.message.startsWith('Reached maximum number of retries');
  return beforeAnyMail ? 'session' : 'DATA';
}

/** The address in `Seatwright <licenses@seatwright.example>`. */
export function bareAddress(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

/** What stands behind the @ of that address, and of the Message-IDs of its mails. */
export function mailDomainOf(from: string): string {
  return bareAddress(from).split('@').at(-1) ?? 'localhost';
}
