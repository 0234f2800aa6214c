import type { Sql } from '../../postgres/sql.ts';

/** How far the transactions that write to an outbox were at some moment; ids of transactions and positions of rows. */
export interface Horizon {
  /** All transactions below it have ended, so what they wrote is seen by whoever reads now. */
  readonly ended: bigint;
  /** No transaction from it on had begun. */
  readonly begun: bigint;
  /** The last position that was given to anybody; read a little later than the other two. */
  readonly given: bigint;
}

/**
 * Our own transactions have an id before they are given a position (`addToOutbox`). What others write to an outbox may get its id a moment
 * later: now and then all is read.
 */
const allMilliseconds = 60_000;

/**
 * From which position on an outbox has to be read. Rows that are gone stay in its index until they are vacuumed, which a backup or any
 * other old snapshot puts off for hours; a relay that reads from the beginning passes all of them in each round. Rows commit out
 * of order, so a position is behind us only when every transaction that can have been given one before it has ended.
 */
export class OutboxFront {
  private front = 0n;
  /** Given before the round at hand. */
  private given?: bigint;
  private mark?: { readonly given: bigint; readonly begun: bigint };
  private allAt: number;
  private readsAll = false;

  constructor(private readonly clock: () => number = () => performance.now()) {
    this.allAt = clock();
  }

  /** The position to read from in a round. */
  from(horizon: Horizon): bigint {
    if (horizon.given < this.front) this.forget();
    this.readsAll = this.clock() - this.allAt >= allMilliseconds;
    return this.readsAll ? 0n : this.front;
  }

  /**
   * What was there is sent and deleted, and that is committed.
   *
   * @param horizon asked before the rows were read
   * @param upTo the last position of a round that left others; undefined where it left none
   */
  sent(horizon: Horizon, upTo: bigint | undefined): void {
    if (this.readsAll) this.allAt = this.clock();
    // Of all that was read some lay behind us, and more of them may be left.
    if (this.readsAll && upTo !== undefined && upTo < this.front) this.forget();
    const { mark, given } = this;
    if (mark && horizon.ended >= mark.begun) {
      const behind = upTo === undefined || mark.given < upTo ? mark.given : upTo;
      if (behind >= this.front) this.front = behind + 1n;
      this.mark = undefined;
    }
    // Who was given a position up to the one that the round before saw has begun before this one.
    if (!this.mark && given !== undefined) this.mark = { given, begun: horizon.begun };
    this.given = horizon.given;
  }

  /** Nothing is known any more: after an error it may be another database, with what a backup has of it. */
  forget(): void {
    this.front = 0n;
    this.given = undefined;
    this.mark = undefined;
    this.allAt = this.clock();
  }
}

/**
 * Takes the outbox for this transaction; undefined where another relay has it. Rows come in the order of their index from now on: of a table
 * that is empty at one moment and full at the next, PostgreSQL expects other than it finds, and sorts some thousands of whole messages on its disk.
 *
 * @param silenceMilliseconds after which without a statement the server ends the session, and gives the outbox free
 */
export async function lockOutbox(sql: Sql, service: string, silenceMilliseconds: number): Promise<Horizon | undefined> {
  const [row] = await sql<{ mine: boolean; ended: string; begun: string; given: string }>(
    `select pg_try_advisory_xact_lock(hashtextextended('seatwright relay ' || $1, 0)) as mine,
       pg_snapshot_xmin(seen)::text as ended, pg_snapshot_xmax(seen)::text as begun,
       (select last_value::text from "${service}".outbox_position_seq) as given,
       set_config('idle_in_transaction_session_timeout', $2, true), set_config('enable_sort', 'off', true)
     from pg_current_snapshot() seen`,
    [service, String(silenceMilliseconds)],
  );
  if (!row?.mine) return undefined;
  return { ended: BigInt(row.ended), begun: BigInt(row.begun), given: BigInt(row.given) };
}
