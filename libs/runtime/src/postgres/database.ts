import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type EntityManager, MikroORM, type PostgreSqlConnection } from '@mikro-orm/postgresql';
import { CompiledQuery, type Kysely } from 'kysely';
import { parseExactly } from '#contracts/reading/json-text.ts';
import { type ConnectionPool, guardPool, type PoolWatch } from './connections/connection-pool.ts';
import { copiedTexts } from './connections/copy-out.ts';
import { ListeningConnection } from './connections/listening-connection.ts';
import { type DatabaseOptions, ormOptions } from './orm-options.ts';
import { type Sql, sqlOn } from './sql.ts';

/** After which a wait for a connection ends with an error: a server that is gone without a word, or a pool that is empty. */
const connectionTimeoutMillis = 30_000;

/**
 * A process that stands still inside a transaction (a stalled machine, SIGSTOP) keeps its locks: the server ends its session
 * after so long without a statement, and others take over. Longer than any of our own work between two statements. Nothing is
 * compiled: that takes longer than the pages and batches that are asked for.
 */
const onConnection = CompiledQuery.raw(
  `select set_config('idle_in_transaction_session_timeout', '60s', false), set_config('jit', 'off', false)`,
);

/** Within which a database that works answers whoever asks whether it does. */
const answerMilliseconds = 5000;

/** One service's part of a PostgreSQL database. */
export class Database {
  private constructor(
    readonly orm: MikroORM,
    readonly schema: string,
    /** For how many milliseconds the pool of connections has given nothing to those who asked. */
    readonly starvedMilliseconds: () => number,
  ) {
    // Of an entity manager that is nobody's: the ORM's own would be in the transaction of whoever asks.
    const outside = this.entities();
    this.sql = sqlOn(() => kyselyOf(outside));
  }

  private readonly listening = new ListeningConnection(async () => {
    const pool = (await this.connection().getNativeClient()) as unknown as ConnectionPool;
    return await pool.connect();
  });

  /** Connects and brings the schema up to date; processes that start at once wait for each other. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const database = await Database.connect(options);
    await database.migrate();
    return database;
  }

  /** Connects and leaves everything as it is. */
  static async connect(options: DatabaseOptions): Promise<Database> {
    let watch: PoolWatch | undefined;
    const onPoolCreated = (pool: ConnectionPool) => {
      watch = guardPool(pool);
    };
    const name = `seatwright ${options.schema} ${process.pid}@${hostname()}`.slice(0, 63);
    const application_name = process.env.PGAPPNAME ?? name;
    const driverOptions = { onPoolCreated, connectionTimeoutMillis, keepAlive: true, application_name };
    const onCreateConnection = async (connection: unknown) =>
      void (await (connection as Connection).executeQuery(onConnection));
    const orm = await MikroORM.init({ ...ormOptions(options), driverOptions, onCreateConnection });
    const database = new Database(orm, options.schema, () => watch?.starvedMilliseconds() ?? 0);
    await database.readJsonExactly();
    return database;
  }

  /** An entity manager with an identity map of its own, for queries where people look at or edit things. */
  entities(): EntityManager {
    return this.orm.em.fork() as EntityManager;
  }

  /** Runs one statement by itself. */
  readonly sql: Sql;

  /** Runs `work` in one transaction: all of it or nothing. */
  async transaction<Result>(work: (sql: Sql, em: EntityManager) => Promise<Result>): Promise<Result> {
    return await this.entities().transactional(async (em) => work(sqlOf(em), em));
  }

  /**
   * Waits for notifications on a channel, on one connection for all that do.
   * @returns a function that ends it
   */
  async listen(channel: string, heard: (payload: string) => void, lost: () => void): Promise<() => void> {
    return await this.listening.listen(channel, heard, lost);
  }

  /** What keeps the database from answering, in words; undefined when it answers. */
  async trouble(): Promise<string | undefined> {
    const answer = this.sql('select 1').then(
      () => undefined,
      (error: Error) => error.message,
    );
    const silence = `no connection has answered for ${answerMilliseconds / 1000} s`;
    return await Promise.race([answer, delay(answerMilliseconds, silence, { ref: false })]);
  }

  /** Runs one statement by itself whose only column is a text, and answers its rows as bytes: see `connections/copy-out.ts`. */
  async copyTexts(text: string, parameters: readonly unknown[]): Promise<readonly Buffer[]> {
    const pool = (await this.connection().getNativeClient()) as unknown as ConnectionPool;
    return await copiedTexts(pool, text, parameters);
  }

  async close(): Promise<void> {
    await this.orm.close(true);
  }

  /** O13: what was kept to the digit is read to the digit. */
  private async readJsonExactly(): Promise<void> {
    const { options } = (await this.connection().getNativeClient()) as unknown as TypedPool;
    for (const jsonType of [114, 3802]) options.types.setTypeParser(jsonType, parseExactly);
  }

  private connection(): PostgreSqlConnection {
    return this.orm.em.getConnection() as PostgreSqlConnection;
  }

  private async migrate(): Promise<void> {
    // The lock's transaction only waits; the migrator works on a connection of its own.
    await this.transaction(async (sql) => {
      await sql('set local idle_in_transaction_session_timeout = 0');
      await sql(`select pg_advisory_xact_lock(hashtextextended('seatwright migrations ' || $1, 0))`, [this.schema]);
      await this.sql(`create schema if not exists "${this.schema}"`);
      await this.orm.migrator.up();
    });
  }
}

/** Statements in the transaction that an entity manager is in. */
export function sqlOf(em: EntityManager): Sql {
  if (!em.isInTransaction()) throw new Error('this entity manager is in no transaction');
  const transaction = kyselyOf(em);
  return sqlOn(() => transaction);
}

/** MikroORM's Kysely: in the transaction of the entity manager where it is in one. */
const kyselyOf = (em: EntityManager) => em.getKysely() as unknown as Kysely<unknown>;

interface Connection {
  executeQuery(query: CompiledQuery): Promise<unknown>;
}

interface TypedPool {
  readonly options: { readonly types: { setTypeParser(type: number, parse: (text: string) => unknown): void } };
}
