import { startSmtpSink } from '../../support/processes/smtp-sink.ts';

/**
 * The SMTP sink as a process of its own, so that it does not share the event loop of those that send. It answers over the
 * channel to its parent: when mails came, and whether their Message-IDs differ.
 */
const sink = await startSmtpSink({ port: Number(process.env.SINK_PORT), keepBytes: false });

export interface SinkReport {
  /** When the last of them was accepted, as milliseconds since 1970. */
  readonly lastAt: number;
  readonly mails: number;
  readonly messageIds: number;
}

export type SinkQuestion =
  | { readonly ask: 'forget' }
  /** Answers when so many mails are there. */
  | { readonly ask: 'received'; readonly count: number; readonly withinSeconds: number };

async function answer(question: SinkQuestion): Promise<SinkReport> {
  if (question.ask === 'forget') sink.mails.length = 0;
  else await sink.received(question.count, question.withinSeconds * 1000).catch(() => undefined);
  const lastAt = performance.timeOrigin + (sink.mails.at(-1)?.at ?? 0);
  return { lastAt, mails: sink.mails.length, messageIds: new Set(sink.mails.map((mail) => mail.messageId)).size };
}

process.on('message', (question: SinkQuestion) => void answer(question).then((report) => process.send?.(report)));
process.on('SIGTERM', () => process.exit(0));
console.log('ready');
