import type { Readable } from 'node:stream';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';

// smtp-server waits 100 ms for early talkers before it greets, without an option: comparisons would flatter us.
SMTPConnection.prototype.init = function init(this: SMTPConnection) {
  this._setListeners(() => this.connectionReady());
};

/** A mail that the sink has accepted. */
export interface SunkMail {
  readonly messageId: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly at: number;
}

/**
 * What the sink does with a recipient or a mail. `refuse-us` asks for a login that the client does not have; `hang` never answers, `drop` cuts the connection in the middle of DATA,
 * `drop-after-data` takes the mail and cuts it before its answer.
 */
export type SinkBehavior =
  | 'accept'
  | 'refuse-for-now'
  | 'refuse-for-good'
  | 'refuse-us'
  | 'hang'
  | 'drop'
  | 'drop-after-data';

export interface SmtpSink {
  readonly url: string;
  readonly mails: SunkMail[];
  /** Mails that were refused for their size after they were sent. */
  readonly refused: readonly Buffer[];
  /** Decides on each address of each mail; by default all are accepted. */
  behavior(address: string, attempt: number): SinkBehavior;
  /** Resolves when so many mails were accepted. */
  received(count: number, withinMilliseconds?: number): Promise<readonly SunkMail[]>;
  stop(): Promise<void>;
}

/**
 * An SMTP server that greets at once and keeps what it accepts in memory; with `keepBytes: false` the headers alone.
 */
export async function startSmtpSink(
  options: {
    readonly port?: number;
    readonly keepBytes?: boolean;
    /** What EHLO says that a mail may have. */
    readonly size?: number;
    /** What a mail may have without EHLO saying so: more is refused after it was sent. */
    readonly silentSize?: number;
  } = {},
): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const refused: Buffer[] = [];
  const attempts = new Map<string, number>();
  const behaviors = new WeakMap<SMTPServerSession, Set<SinkBehavior>>();
  const waiting: (() => void)[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: options.size ?? 60_000_000,
    hideSize: options.silentSize !== undefined,
    onMailFrom(_address, session, done) {
      behaviors.set(session, new Set());
      done();
    },
    onRcptTo({ address }, session, done) {
      const attempt = (attempts.get(address) ?? 0) + 1;
      attempts.set(address, attempt);
      const behavior = sink.behavior(address, attempt);
      behaviors.get(session)?.add(behavior);
      if (behavior === 'refuse-for-now') done(reply(450, 'mailbox busy, come again'));
      else if (behavior === 'refuse-for-good') done(reply(550, 'no such mailbox'));
      else if (behavior === 'refuse-us') done(reply(530, '5.7.0 authentication required'));
      else done();
    },
    onData(stream, session, done) {
      const behavior = behaviors.get(session) ?? new Set();
      // The client can go at any time; what it had sent by then is not a mail.
      stream.on('error', () => undefined);
      if (behavior.has('drop')) {
        stream.once('data', () => cut(server, session)).resume();
        return;
      }
      const sunk = collect(stream, options.keepBytes !== false).then((raw) => {
        if (behavior.has('hang')) return;
        if (options.silentSize !== undefined && raw.length > options.silentSize) {
          refused.push(raw);
          done(reply(552, '5.3.4 message size exceeds fixed limit'));
          return;
        }
        const messageId = /^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString('latin1'))?.[1] ?? '';
        mails.push({
          messageId,
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw,
          at: performance.now(),
        });
        if (behavior.has('drop-after-data')) cut(server, session);
        else done(null, `accepted as ${mails.length}`);
        for (const resolve of waiting.splice(0)) resolve();
      });
      sunk.catch(() => undefined);
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refused,
    behavior: () => 'accept',
    async received(count, withinMilliseconds = 10_000) {
      const deadline = performance.now() + withinMilliseconds;
      while (mails.length < count && performance.now() < deadline) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 50);
          waiting.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      if (mails.length < count) throw new Error(`${mails.length} of ${count} mails came`);
      return mails;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const connection of server.connections as Set<SMTPConnection>) connection._socket.destroy();
        server.close(() => resolve());
      }),
  };
  return sink;
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function cut(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections as Set<SMTPConnection>) {
    if (connection.id === session.id) connection._socket.destroy();
  }
}

/** The bytes of a mail, or no more than its headers. */
async function collect(stream: Readable, whole: boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (whole || chunks.length < 2) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
