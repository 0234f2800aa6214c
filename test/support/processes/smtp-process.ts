import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '#runtime/environment/ports.ts';
import { untilNothing } from '../waiting.ts';
import { type Child, startChild } from './child.ts';
import type { SinkBehavior } from './smtp-sink.ts';

/** What the server does with an address: the first rule that fits decides, and without one it accepts. */
export interface SmtpRule {
  /** A regular expression. */
  readonly address: string;
  readonly behavior: SinkBehavior;
  /** For the first attempts only. */
  readonly attempts?: number;
}

/** A mail that the server has accepted. */
export interface SunkRecord {
  readonly messageId: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly attachments: number;
  /** SHA-256 of its bytes. */
  readonly digest: string;
  /** Its bytes, where they are kept. */
  readonly file?: string;
}

/** A foreign SMTP server in a process of its own, always on the same port. What it accepted outlives it. */
export interface SmtpProcess {
  readonly url: string;
  readonly logFile: string;
  mails(): SunkRecord[];
  /** Resolves when the server has taken them. */
  rules(rules: readonly SmtpRule[]): Promise<void>;
  /** Cuts every connection and listens no more. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts the server; with `keepMails` each mail is kept as a file too. */
export async function startSmtpProcess(folder: string, options: { keepMails?: boolean } = {}): Promise<SmtpProcess> {
  const mailFolder = path.join(folder, 'accepted');
  await mkdir(mailFolder, { recursive: true });
  const port = await freePort();
  const file = path.join(folder, 'accepted.jsonl');
  const logFile = path.join(folder, 'smtp.log');
  let child: Child | undefined;
  let answers = 0;
  const answered = async (expected: number) =>
    untilNothing(async () => (answers >= expected ? [] : ['an answer of the SMTP server']), 30_000, 10);
  const start = async () => {
    const expected = answers + 1;
    child = startChild({
      name: 'smtp',
      command: process.execPath,
      args: [path.join(import.meta.dirname, 'smtp-process.main.ts'), String(port), file].concat(
        options.keepMails ? [mailFolder] : [],
      ),
      logFile,
      onMessage: () => {
        answers += 1;
      },
    });
    await answered(expected);
  };
  await start();
  return {
    url: `smtp://127.0.0.1:${port}`,
    logFile,
    mails: () => (existsSync(file) ? linesOf(file) : []),
    async rules(rules) {
      const expected = answers + 1;
      child?.send([...rules] as never);
      await answered(expected);
    },
    stop: async () => void (await child?.end()),
    start,
  };
}

function linesOf(file: string): SunkRecord[] {
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1); // what follows the last line end is half a line
  return whole.map((line) => JSON.parse(line) as SunkRecord);
}

/** The subject of a mail's bytes, decoded as far as order numbers need it. */
export function subjectOf(mail: string): string {
  const [, folded = ''] = /^subject:\s*((?:.*)(?:\r?\n[ \t].*)*)/im.exec(mail) ?? [];
  const text = folded.replace(/\r?\n[ \t]+/g, ' ');
  return text
    .replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, body: string) => {
      if (kind.toLowerCase() === 'b') return Buffer.from(body, 'base64').toString('utf8');
      const bytes = body
        .replaceAll('_', ' ')
        .replace(/=([0-9a-f]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    });
}
