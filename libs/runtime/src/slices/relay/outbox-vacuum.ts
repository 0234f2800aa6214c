import type { Log } from '../../environment/log.ts';
import type { Database } from '../../postgres/database.ts';
import { pauses } from '../../postgres/housekeeping.ts';

/** How much of an outbox is deleted before it is vacuumed: it stays about this large, at whatever rate rows come and go. */
const deletedAtOnce = 8_000_000;
/** What PostgreSQL keeps for a row beside its texts, with its place in the index. */
const bytesBesideTexts = 100;
/** While a backup reads, a vacuum passes all that is gone and removes nothing: then it comes as seldom as autovacuum. */
const fruitlessMilliseconds = 60_000;

/** The part of a row that has no fixed size. */
interface Texts {
  readonly topic: string;
  readonly key: string;
  readonly headers: string;
  readonly value: string;
}

/**
 * Frees the space of what was sent. Autovacuum comes to a table once a minute (`autovacuum_naptime`), and an outbox of thousands of rows
 * a second would hold a minute of them. Counted is what this process deleted: where nothing is sent, nothing is done.
 */
export class OutboxVacuum {
  private deletedBytes = 0;
  private deletedRows = 0;
  private running?: Promise<void>;
  private notBefore = Number.NEGATIVE_INFINITY;
  private failed = false;
  private ended = false;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** These rows are deleted, and that is committed. Returns at once: whoever sends does not wait for a vacuum. */
  deleted(rows: readonly Texts[]): void {
    for (const row of rows) this.deletedBytes += sizeOf(row);
    this.deletedRows += rows.length;
    if (this.deletedBytes < deletedAtOnce || this.running || this.ended || this.clock() < this.notBefore) return;
    const deletedRows = this.deletedRows;
    this.deletedBytes = 0;
    this.deletedRows = 0;
    this.running = this.vacuum(deletedRows).finally(() => {
      this.running = undefined;
    });
  }

  /** Begins no other, and waits for the one under way. */
  async end(): Promise<void> {
    this.ended = true;
    await this.idle();
  }

  /** Resolves when none is under way. */
  async idle(): Promise<void> {
    await this.running;
  }

  /** Another process of the service, or autovacuum, may be at it: that one does it. Helpers would cost more than so small a table. */
  private async vacuum(deletedRows: number): Promise<void> {
    const start = this.clock();
    let pause = 0;
    try {
      const options = 'analyze false, truncate false, parallel 0, skip_locked';
      const table = `"${this.database.schema}".outbox`;
      await this.database.sql(`vacuum (${options}) ${table}`);
      const [left] = await this.database.sql<{ dead: string }>(
        'select pg_stat_get_dead_tuples($1::regclass)::text as dead',
        [table],
      );
      if (Number(left?.dead ?? 0) * 2 > deletedRows) pause = fruitlessMilliseconds;
      this.failed = false;
    } catch (error) {
      this.tell(error);
    } finally {
      const end = this.clock();
      this.notBefore = end + Math.max((end - start) * pauses, pause);
    }
  }

  /** Warns once until it works again; what a shutdown has ended is nothing. */
  private tell(error: unknown): void {
    if (this.ended) return;
    this.log[this.failed ? 'debug' : 'warn']({ err: error }, 'the outbox was not vacuumed; autovacuum does it later');
    this.failed = true;
  }
}

/** About: characters for bytes, and large texts as they are before PostgreSQL compresses them. */
function sizeOf({ topic, key, headers, value }: Texts): number {
  return topic.length + key.length + headers.length + value.length + bytesBesideTexts;
}
