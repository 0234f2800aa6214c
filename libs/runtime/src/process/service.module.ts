import type { EntitySchema, MigrationObject } from '@mikro-orm/core';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Access } from '../http/access/access.ts';
import { Memberships } from '../http/access/memberships.ts';
import { DeadLetterBox } from '../http/dead-letter-box.ts';
import { DeadLetterRetry } from '../http/dead-letter-retry.ts';
import { Database } from '../postgres/database.ts';
import { Housekeeping } from '../postgres/housekeeping.ts';
import { locksPerTransaction } from '../postgres/locks.ts';
import type { Translate } from '../slices/messages.ts';
import { messagingTables } from '../slices/messaging.tables.ts';
import { Relay } from '../slices/relay/relay.ts';
import type { Context, Store } from '../slices/slice.ts';
import { SliceRunner } from '../slices/slice-runner.ts';
import { ProcessContext } from './process.context.ts';

/** What makes a service: its name (schema, group and source of its events), its tables and its decisions. */
export interface ServiceDefinition<Needs, Books, Event> {
  readonly name: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationObject[];
  readonly context: Context<Needs, Books, Event>;
  readonly store: (process: ProcessContext) => Store<Needs, Books, Event>;
  /** Reads what comes over its topics and is no event as it stands. */
  readonly translate?: (process: ProcessContext) => Translate;
  /** See `RunnerOptions`. */
  readonly unneeded?: (process: ProcessContext) => readonly string[];
  /** Counts the entitlements that it knows of, as `count`: services compare them (R8). */
  readonly entitlements?: string;
}

/** Counting reads a whole index: once a minute, and no more than a part of the time where it has grown large. */
const countedEveryMilliseconds = 60_000;
const timesAsLongAsItTook = 200;

/** Starts and ends what runs beside a service's consumers, and reports on it. */
class ServiceLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private countAgainAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly deadLetters: DeadLetterBox,
    private readonly housekeeping: Housekeeping,
    private readonly retry: DeadLetterRetry,
    private readonly entitlements?: string,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { process, database } = this;
    process.deadLetterBoxes.push(this.deadLetters);
    process.readiness.set(`database of ${database.schema}`, () => database.trouble());
    process.readiness.set(`events of ${database.schema}`, async () => this.relay.trouble());
    process.liveness.set(`connections of ${database.schema}`, database.starvedMilliseconds);
    process.liveness.set(`relay of ${database.schema}`, () => this.relay.idleMilliseconds());
    process.scrapes.push(() => this.measure());
    await this.lookAtLocks();
    this.housekeeping.start();
    this.retry.start();
    await this.relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.housekeeping.stop();
    this.retry.stop();
    await this.relay.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }

  private async lookAtLocks(): Promise<void> {
    const [row] = await this.database.sql<{ locks: number }>(
      `select current_setting('max_locks_per_transaction')::int as locks`,
    );
    if (!row || row.locks >= locksPerTransaction) return;
    const remedy = `set it to ${locksPerTransaction}: batches of many accounts may have to wait for room`;
    this.process.log.warn({ max_locks_per_transaction: row.locks, remedy }, 'PostgreSQL has room for few locks');
  }

  private async measure(): Promise<void> {
    const service = this.database.schema;
    const [row] = await this.database.sql<{ depth: string; age: string | null }>(
      `select count(*) as depth, extract(epoch from clock_timestamp() - min(created_at)) as age from "${service}".outbox`,
    );
    const { metrics } = this.process;
    metrics.outboxDepth.set({ service }, Number(row?.depth ?? 0));
    metrics.outboxAgeSeconds.set({ service }, Number(row?.age ?? 0));
    metrics.deadLetters.set({ service }, await this.deadLetters.count());
    await this.countEntitlements(service);
  }

  private async countEntitlements(service: string): Promise<void> {
    const start = performance.now();
    if (this.entitlements === undefined || start < this.countAgainAt) return;
    // Nobody else counts beside it.
    this.countAgainAt = Number.POSITIVE_INFINITY;
    const rows = await this.database.sql<{ count: string }>(this.entitlements).finally(() => {
      const end = performance.now();
      this.countAgainAt = end + Math.max(countedEveryMilliseconds, (end - start) * timesAsLongAsItTook);
    });
    this.process.metrics.entitlements.set({ service }, Number(rows[0]?.count ?? 0));
  }
}

/** Gives a service's module its database, runner, relay and the rest; each service of a process has its own. */
@Module({})
export class ServiceModule {
  static register<Needs extends object, Books, Event>(
    definition: ServiceDefinition<Needs, Books, Event>,
  ): DynamicModule {
    const { name, context, store } = definition;
    const provided = [Database, SliceRunner, Relay, Access, Memberships, DeadLetterBox];
    return {
      module: ServiceModule,
      providers: [
        {
          provide: Database,
          inject: [ProcessContext],
          useFactory: (process: ProcessContext) =>
            Database.open({
              url: process.databaseUrl,
              schema: name,
              entities: [...messagingTables, ...definition.entities],
              migrations: definition.migrations,
              poolSize: process.settings.databaseConnections,
              log: process.log,
            }),
        },
        {
          provide: SliceRunner,
          inject: [ProcessContext, Database],
          useFactory: (process: ProcessContext, database: Database) =>
            new SliceRunner({
              ...processOptions(process, name),
              database,
              context,
              store: store(process),
              translate: definition.translate?.(process),
              unneeded: definition.unneeded?.(process),
            }),
        },
        {
          provide: Relay,
          inject: [ProcessContext, Database],
          useFactory: (process: ProcessContext, database: Database) =>
            new Relay({ ...processOptions(process, name), database, broker: process.broker }),
        },
        {
          provide: Access,
          inject: [ProcessContext, Database],
          useFactory: (process: ProcessContext, database: Database) => new Access(database, process.settings.operators),
        },
        {
          provide: Memberships,
          inject: [ProcessContext, Database],
          useFactory: (process: ProcessContext, database: Database) => new Memberships(database, process.now),
        },
        {
          provide: DeadLetterBox,
          inject: [ProcessContext, Access, Database, SliceRunner],
          useFactory: (
            process: ProcessContext,
            access: Access,
            database: Database,
            runner: SliceRunner<Books, Event>,
          ) =>
            new DeadLetterBox(name, access, database, async (delivery) => {
              const [opened = delivery] = await process.openFrames([delivery]);
              return await runner.replay(opened);
            }),
        },
        {
          provide: ServiceLifecycle,
          inject: [ProcessContext, Database, Relay, DeadLetterBox],
          useFactory: (process: ProcessContext, database: Database, relay: Relay, letters: DeadLetterBox) =>
            new ServiceLifecycle(
              process,
              database,
              relay,
              letters,
              new Housekeeping(database, process.log),
              new DeadLetterRetry(letters, process.log),
              definition.entitlements,
            ),
        },
      ],
      exports: provided,
    };
  }
}

function processOptions(process: ProcessContext, service: string) {
  return { now: process.now, metrics: process.metrics, log: process.log.child({ service }) };
}
