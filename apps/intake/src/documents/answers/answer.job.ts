import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAnswerTry } from '#domain/orders/documents/answer-delivery.ts';
import type { Log } from '#runtime/environment/log.ts';
import { inSpan, spanFails } from '#runtime/environment/tracing/spans.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { PollingJob } from '#runtime/postgres/polling-job.ts';
import { type AnswerClient, answerClient } from './answer.client.ts';
import type { Answering } from './answering.ts';
import { answersName } from './answers.store.ts';
import { giveUpUndecided } from './expected-answers.rows.ts';
import { type ClaimedAnswer, claimAnswers, recordTry, untilNextAnswer } from './waiting-answers.rows.ts';

const pollMilliseconds = 5000;
/** Each has its own try, well within its lease. */
const mostAtOnce = 8;

/** What the delivery of answers needs. */
export interface AnswerJobOptions {
  readonly database: Database;
  readonly answering: Answering;
  /** As in `INBOX_DIR`. */
  readonly folder?: string;
  readonly now: () => Date;
  readonly log: Log;
  /** Milliseconds that a sender's system may take; 10 s without it. */
  readonly patience?: number;
}

/**
 * Brings answers to their senders: posted to the address of the profile, or into the sender's folder. A try is written down before anything
 * goes out and its outcome after, so an answer may come twice, with the same bytes, and never goes missing.
 */
export class AnswerJob extends PollingJob {
  private readonly clients: ReadonlyMap<string, AnswerClient>;

  constructor(private readonly options: AnswerJobOptions) {
    const { database, log, answering, now, patience } = options;
    super({
      database,
      log,
      name: answersName,
      pollMilliseconds,
      retryMilliseconds: 2000,
      failed: 'delivering answers failed and is tried again',
    });
    this.clients = new Map(
      [...answering.senders.values()].flatMap(({ sender, answer }) =>
        answer.to === undefined ? [] : [[sender, answerClient(answer, () => now().getTime(), patience)] as const],
      ),
    );
  }

  /**
   * Tries everything that is due now, each once.
   * @returns how many answers were tried
   */
  async deliverDue(): Promise<number> {
    let tried = 0;
    while (!this.stopping) {
      const answers = await claimAnswers(this.options.database.sql, mostAtOnce);
      if (answers.length === 0) break;
      await Promise.all(answers.map((answer) => this.deliver(answer)));
      tried += answers.length;
    }
    return tried;
  }

  protected override async look(): Promise<number> {
    await this.giveUpUndecided();
    await this.deliverDue();
    return Math.min((await untilNextAnswer(this.options.database.sql)) ?? pollMilliseconds, pollMilliseconds);
  }

  /** What nobody decided on is given up where people see it. */
  async giveUpUndecided(): Promise<void> {
    const { database, now, log } = this.options;
    for (const { id: answer, sender, orderNumber } of await giveUpUndecided(database.sql, now().toISOString()))
      log.warn({ answer, sender, orderNumber }, 'an order of a document was not decided on: its answer is given up');
  }

  private async deliver(answer: ClaimedAnswer): Promise<void> {
    const { database, now, log } = this.options;
    const span = { parent: answer.traceparent ?? undefined, attributes: { 'seatwright.service': 'intake' } };
    const why = await inSpan('answer', span, async () => {
      const problem = await this.tried(answer);
      if (problem !== undefined) spanFails(problem);
      return problem;
    });
    const at = now().toISOString();
    const step = afterAnswerTry(answer, why, at);
    await database.transaction((sql) => recordTry(sql, answer, step, at));
    const { id, sender, orderNumber, tries } = answer;
    if (why !== undefined)
      log.warn({ answer: id, sender, orderNumber, tries, problem: why }, 'an answer was not taken');
  }

  /** Why an answer was not taken; undefined where it was. */
  private async tried(answer: ClaimedAnswer): Promise<string | undefined> {
    const client = this.clients.get(answer.sender);
    if (client) return await client(answer);
    const { folder } = this.options;
    if (folder === undefined) return 'the profile of the sender has no address for answers, and no folder is watched';
    try {
      await putAnswer(path.join(folder, answer.sender, 'outbox'), answer);
      return undefined;
    } catch (error) {
      return `the folder takes nothing: ${(error as { code?: string }).code ?? 'it cannot be written'}`;
    }
  }
}

/** Whole or not at all: whoever watches the folder sees no file that is half written. */
async function putAnswer(outbox: string, { id, format, contentType, bytes }: ClaimedAnswer): Promise<void> {
  await mkdir(outbox, { recursive: true });
  const file = path.join(outbox, `${id}-${format}.${/\b(xml|json)\b/.exec(contentType)?.[1] ?? 'txt'}`);
  await writeFile(`${file}.tmp`, bytes);
  await rename(`${file}.tmp`, file);
}
