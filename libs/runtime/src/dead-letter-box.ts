import type { Access } from './access.ts';
import type { Delivery } from './broker.ts';
import type { Database } from './database.ts';
import { type DeadLetterView, deadDelivery, listDeadLetters, markReplayed } from './dead-letters.ts';

/** One service's dead letters: shown to operators and replayed by them. */
export class DeadLetterBox {
  constructor(
    readonly service: string,
    readonly access: Access,
    private readonly database: Database,
    private readonly replayDelivery: (delivery: Delivery) => Promise<boolean>,
  ) {}

  async list(after: string, limit: number): Promise<DeadLetterView[]> {
    return await listDeadLetters(this.database.sql, this.database.schema, { after, limit });
  }

  /**
   * Processes one again, as if it had just been delivered.
   * @returns whether it went through; undefined when there is none of that number
   */
  async replay(number: string): Promise<boolean | undefined> {
    const delivery = await deadDelivery(this.database.sql, this.database.schema, number);
    if (!delivery) return undefined;
    const done = await this.replayDelivery(delivery);
    if (done) await markReplayed(this.database.sql, this.database.schema, number);
    return done;
  }

  async count(): Promise<number> {
    const [row] = await this.database.sql<{ count: string }>(
      `select count(*) from "${this.database.schema}".dead_letter where replayed_at is null`,
    );
    return Number(row?.count ?? 0);
  }
}
