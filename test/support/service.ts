import type { EntitySchema, MigrationObject } from '@mikro-orm/core';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { Database } from '#runtime/postgres/database.ts';
import type { Translate } from '#runtime/slices/messages.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import type { Context, Store } from '#runtime/slices/slice.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';

/** What a service under test is made of: the same parts that its module registers. */
export interface ServiceParts<Needs, Books, Event> {
  readonly name: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationObject[];
  readonly context: Context<Needs, Books, Event>;
  readonly store: Store<Needs, Books, Event>;
  readonly translate?: Translate;
  readonly unneeded?: readonly string[];
}

/** An event that waits in a service's outbox. */
export interface Announced {
  readonly topic: string;
  readonly key: string;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  readonly data: any;
}

/** A service without transport and HTTP: its runner over a real database, and a clock that the test sets. */
export async function startService<Needs extends object, Books, Event>(
  url: string,
  parts: ServiceParts<Needs, Books, Event>,
) {
  const database = await Database.open({
    url,
    schema: parts.name,
    entities: [...messagingTables, ...parts.entities],
    migrations: parts.migrations,
  });
  const clock = { now: '2026-11-21T10:00:00.000Z' };
  const runner = new SliceRunner({
    database,
    context: parts.context,
    store: parts.store,
    translate: parts.translate,
    unneeded: parts.unneeded,
    now: () => new Date(clock.now),
    log: createLog('silent'),
    metrics: createMetrics(),
  });
  return {
    database,
    runner,
    clock,
    /** What was announced since the last call, in order. */
    async announced(): Promise<Announced[]> {
      const rows = await database.sql<{ topic: string; key: string; headers: string; value: string }>(
        `with sent as (delete from "${parts.name}".outbox returning *) select * from sent order by position`,
      );
      return rows.map(({ topic, key, headers, value }) => {
        const {
          ce_id: id = '',
          ce_type: type = '',
          ce_source: source = '',
        } = JSON.parse(headers) as Record<string, string>;
        return { topic, key, id, type, source, data: JSON.parse(value) };
      });
    },
  };
}
