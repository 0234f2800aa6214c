import { randomUUID } from 'node:crypto';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import type { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { type Answer, type AskedOverHttp, answerOnce, commandId, commandOf } from '#runtime/http/idempotency.ts';
import { forbidden } from '#runtime/http/problem.filter.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Received } from '#runtime/slices/slice.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';

/** What a command is decided with, in its transaction. */
export interface Deciding {
  readonly sql: Sql;
  /** Of the message that the command becomes: the same for the same person and key. */
  readonly id: string;
  /** RFC 3339 */
  readonly now: string;
  /** Decides and writes. */
  decide(type: string, data: object): Promise<readonly InvoicingEvent[]>;
}

/** Puts commands of operators through the runner: the same slices as for messages (L9). */
export class InvoicingCommands {
  constructor(
    private readonly database: Database,
    private readonly access: Access,
    private readonly runner: SliceRunner<InvoicingBooks, InvoicingEvent>,
    private readonly now: () => Date,
  ) {}

  /** @throws Problem 403 for everybody else; `what` is what operators alone do */
  async onlyOperators(person: Person, what: string): Promise<void> {
    if (!(await this.access.isOperator(person))) throw forbidden(`only operators ${what}`);
  }

  /** Does a command and answers it, once for an Idempotency-Key. */
  async once(
    asked: AskedOverHttp,
    work: (deciding: Deciding) => Promise<Answer>,
  ): Promise<Answer & { readonly replayed: boolean }> {
    const command = commandOf(asked);
    return await answerOnce(this.database, command, async (sql) => {
      const id = commandId(command, randomUUID());
      const now = this.now().toISOString();
      const decide: Deciding['decide'] = async (type, data) => {
        const decided = await this.runner.decideAndSave(sql, [messageOf(asked.person, id, now, type, data)]);
        return decided.flatMap(({ events }) => events);
      };
      return await work({ sql, id, now, decide });
    });
  }

  /** Decides as a command would, and writes nothing. */
  async preview(person: Person, type: string, data: object): Promise<readonly InvoicingEvent[]> {
    return await this.runner.preview(messageOf(person, randomUUID(), this.now().toISOString(), type, data));
  }
}

function messageOf({ email }: Person, id: string, time: string, type: string, data: object): Received {
  return { id, type, source: '/seatwright/http', time, correlationId: id, person: email, data };
}
