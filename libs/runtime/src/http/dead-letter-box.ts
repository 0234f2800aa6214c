import type { Delivery } from '../broker/broker.ts';
import type { Database } from '../postgres/database.ts';
import {
  deadDelivery,
  isOpen,
  lettersToRetry,
  markReplayed,
  outgoingPartition,
  type SettledBy,
  settleDeadLetter,
} from '../slices/dead-letters.ts';
import { addToOutbox } from '../slices/outbox.ts';
import type { Access } from './access/access.ts';
import {
  countDeadLetters,
  type DeadLetterCount,
  type DeadLetterHead,
  type DeadLetterView,
  deadLetterBytes,
  findDeadLetter,
  lettersLike,
  listDeadLetters,
} from './dead-letter-views.ts';
import { cursorKey, type Page, pageOf, pageSize, wrongCursor } from './paging.ts';

/** One service's dead letters: shown to operators, replayed or settled by them. */
export class DeadLetterBox {
  constructor(
    readonly service: string,
    readonly access: Access,
    private readonly database: Database,
    private readonly replayDelivery: (delivery: Delivery) => Promise<boolean>,
  ) {}

  async list(after: string, limit: number, settled = false): Promise<DeadLetterHead[]> {
    return await listDeadLetters(this.database.sql, this.database.schema, { after, limit, settled });
  }

  /** One with its headers and its whole error; undefined when there is none of that number. */
  async find(number: string): Promise<DeadLetterView | undefined> {
    return await findDeadLetter(this.database.sql, this.database.schema, number);
  }

  /** What is in one, in pieces. */
  bytes(number: string): AsyncGenerator<Uint8Array> {
    return deadLetterBytes(this.database.sql, this.database.schema, number);
  }

  /**
   * Processes one again, as if it had just been delivered.
   * @returns whether it went through; undefined when there is none of that number
   */
  async replay(number: string): Promise<boolean | undefined> {
    const delivery = await deadDelivery(this.database.sql, this.database.schema, number);
    if (!delivery) return undefined;
    const done =
      delivery.partition === outgoingPartition ? await this.sendAgain(delivery) : await this.replayDelivery(delivery);
    if (done) await markReplayed(this.database.sql, this.database.schema, number);
    return done;
  }

  /** Says that nothing is to become of one; false when there is none of that number that is open. */
  async settle(number: string, settlement: SettledBy): Promise<boolean> {
    return await settleDeadLetter(this.database.sql, this.database.schema, number, settlement);
  }

  /** Those that failed over tables or names that were not known to the process, and were not tried too often since. */
  async toRetry(): Promise<string[]> {
    return await lettersToRetry(this.database.sql, this.database.schema);
  }

  /** How many are open, by topic and cause. */
  async causes(): Promise<DeadLetterCount[]> {
    return await countDeadLetters(this.database.sql, this.database.schema);
  }

  /** Numbers of those that are open and alike, oldest first. */
  async alike(like: { readonly topic?: string; readonly cause?: string }, limit: number): Promise<string[]> {
    return await lettersLike(this.database.sql, this.database.schema, like, limit);
  }

  private async sendAgain({ topic, key, headers, value }: Delivery): Promise<boolean> {
    const [keyText, valueText] = [key, value].map((bytes) => Buffer.from(bytes ?? []).toString());
    const message = { topic, key: keyText ?? '', headers, value: valueText ?? '' };
    await this.database.transaction((sql) => addToOutbox(sql, this.database.schema, [message]));
    return true;
  }

  async count(): Promise<number> {
    const [row] = await this.database.sql<{ count: string }>(
      `select count(*) from "${this.database.schema}".dead_letter where ${isOpen}`,
    );
    return Number(row?.count ?? 0);
  }
}

/** What of the list is asked for. */
interface BoxesQuery {
  readonly service?: string;
  readonly cursor?: string;
  readonly limit?: string;
  /** `settled`, or else those that are open. */
  readonly state?: string;
}

/**
 * A page of the dead letters of several services, one service after the other.
 * @throws Problem 400 for a cursor that no page of this list gave
 */
export async function pageOfBoxes(
  boxes: readonly DeadLetterBox[],
  { service, cursor, limit, state }: BoxesQuery,
): Promise<Page<DeadLetterHead>> {
  const size = pageSize(limit);
  const [atService = boxes[0]?.service, number = '0'] = cursorKey(cursor, ['text', 'number']) ?? [];
  const at = boxes.findIndex((box) => box.service === atService);
  if (at === -1) throw wrongCursor();
  const items: DeadLetterHead[] = [];
  for (const box of boxes.slice(at)) {
    if (service !== undefined && box.service !== service) continue;
    const after = box.service === atService ? number : '0';
    if (items.length <= size) items.push(...(await box.list(after, size + 1 - items.length, state === 'settled')));
  }
  return pageOf(items, size, ({ id }) => id.split('-'));
}
