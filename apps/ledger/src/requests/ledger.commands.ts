import { randomUUID } from 'node:crypto';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Access, Visible } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import {
  type Answer,
  type AskedOverHttp,
  answerOnce,
  commandId,
  commandOf,
  keyReused,
} from '#runtime/http/idempotency.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Received } from '#runtime/slices/slice.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { LedgerBooks } from '../books/ledger.books.ts';
import {
  type BatchList,
  type BatchPreview,
  batchAnswer,
  batchPreview,
  keptDecisions,
  messageOfEach,
} from './batch.answers.ts';
import { commitAnswer, type PreviewAnswer, previewAnswer, violationsInTheWay } from './ledger.answers.ts';

/** Several requests of one kind that are decided together. */
export interface AskedTogether {
  readonly list: BatchList;
  readonly rows: readonly object[];
}

/** Puts commands of people through the runner: the same slices as for messages (L2, L3, L9). */
export class LedgerCommands {
  constructor(
    private readonly database: Database,
    private readonly access: Access,
    private readonly runner: SliceRunner<LedgerBooks, LicenseEvent>,
    private readonly now: () => Date,
  ) {}

  /** Decides and writes, once for an Idempotency-Key. */
  async commit(posted: AskedOverHttp, type: string, data: object): Promise<Answer & { replayed: boolean }> {
    const visible = await this.access.visibleTo(posted.person);
    return await this.once(posted, type, data, (events) => {
      if (events.length === 0) throw answeredLongAgo();
      return commitAnswer(events, visible);
    });
  }

  /** Decides as a commit would, and writes nothing. */
  async preview(posted: AskedOverHttp, type: string, data: object): Promise<object> {
    const message = this.message(posted, type, data, randomUUID());
    const visible: Visible = await this.access.visibleTo(posted.person);
    return previewAnswer(await this.runner.preview(message), visible);
  }

  /** What each of several requests of a person would be answered, each by itself; nothing is written. */
  async previewEach(person: Person, asked: readonly { type: string; data: object }[]): Promise<PreviewAnswer[]> {
    const visible = await this.access.visibleTo(person);
    const posted = { person, path: '', body: undefined };
    const messages = asked.map(({ type, data }) => this.message(posted, type, data, randomUUID()));
    return (await this.runner.previewEach(messages)).map((events) => previewAnswer(events, visible));
  }

  /** What stands in the way of each of several requests, each asked by its own person; nothing is written. */
  async violationsEach(
    asked: readonly { email: string; type: string; data: object }[],
  ): Promise<(readonly Violation[])[]> {
    if (asked.length === 0) return [];
    const messages = asked.map(({ email, type, data }) =>
      this.message({ person: { email } }, type, data, randomUUID()),
    );
    return (await this.runner.previewEach(messages)).map((events) => violationsInTheWay(events));
  }

  /** Decides requests one after the other as {@link commitTogether} would, and writes nothing. */
  async previewTogether(posted: AskedOverHttp, asked: AskedTogether): Promise<BatchPreview> {
    const rows = await this.runner.previewTogether(this.messagesOf(posted, asked, randomUUID()));
    return batchPreview(asked.list, rows, await this.access.visibleTo(posted.person));
  }

  /** Decides requests one after the other, and makes all of them or none (L6), once for an Idempotency-Key. */
  async commitTogether(
    posted: AskedOverHttp,
    asked: AskedTogether,
    planHash: string | undefined,
  ): Promise<Answer & { replayed: boolean }> {
    const visible = await this.access.visibleTo(posted.person);
    const command = commandOf(posted);
    return await answerOnce(this.database, command, async (sql) => {
      const messages = this.messagesOf(posted, asked, commandId(command, randomUUID()));
      let answer: Answer | undefined;
      await this.runner.decideAndSave(sql, messages, (decided) => {
        const rows = decided.map(({ events }) => events);
        if (rows.every((events) => events.length === 0)) throw answeredLongAgo();
        const { violations, ...answered } = batchAnswer(asked.list, rows, visible, planHash);
        answer = answered;
        return keptDecisions(decided, { ...answered, violations });
      });
      if (!answer) throw new Error('requests were saved before they were answered');
      return answer;
    });
  }

  private messagesOf(posted: AskedOverHttp, { list, rows }: AskedTogether, id: string): Received[] {
    return rows.map((data, index) => this.message(posted, messageOfEach[list], data, `${id}-${index + 1}`));
  }

  /** Decides and writes once for an Idempotency-Key, and answers what `answer` makes of the events. */
  async once(
    posted: AskedOverHttp,
    type: string,
    data: object,
    answer: (events: readonly LicenseEvent[]) => Answer,
  ): Promise<Answer & { replayed: boolean }> {
    const command = commandOf(posted);
    return await answerOnce(this.database, command, async (sql) => {
      const message = this.message(posted, type, data, commandId(command, randomUUID()));
      const decided = await this.runner.decideAndSave(sql, [message]);
      return answer(decided.flatMap(({ events }) => events));
    });
  }

  private message({ person }: { person: Pick<Person, 'email'> }, type: string, data: object, id: string): Received {
    const time = this.now().toISOString();
    return { id, type, source: '/seatwright/http', time, correlationId: id, person: person.email.toLowerCase(), data };
  }
}

/** R10: done under this key once, and its answer has been forgotten by an earlier release. */
function answeredLongAgo(): Error {
  return keyReused('what this Idempotency-Key asked for was answered long ago; use a new one');
}
