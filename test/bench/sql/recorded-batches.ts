import type { Delivery } from '#runtime/broker/broker.ts';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import type { ConnectionPool } from '#runtime/postgres/connections/connection-pool.ts';
import { Database } from '#runtime/postgres/database.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { intakeContext } from '../../../apps/intake/src/intake.slices.ts';
import { intakeStore } from '../../../apps/intake/src/intake.store.ts';
import { intakeTables } from '../../../apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '../../../apps/intake/src/migrations/migrations.ts';
import type { BenchMessage } from '../measuring/traffic.ts';
import { orderMessages, productMessages } from '../orders.ts';
import type { PlainRows, Statement } from './plain-insert.ts';

/** As many messages as the broker hands over at once. */
export const batchSize = 500;

/** What intake said to PostgreSQL in one transaction, and the rows that came of it. */
export interface RecordedBatch {
  readonly statements: readonly Statement[];
  readonly rows: readonly PlainRows[];
}

/** Tables that a batch of orders writes, and what of each row is not the server's own to fill in. */
const written = {
  inbox: { message: 'uuid', content: 'uuid', about: 'text' },
  sales_order: {
    ...{ order_number: 'text', revision: 'int', state: 'text', due_on: 'date', account_ids: 'text[]' },
    ...{ document: 'json', received_at: 'timestamptz' },
  },
  outbox: { topic: 'text', key: 'text', headers: 'text', value: 'text' },
};

const emptied = `truncate ${Object.keys(written)
  .map((table) => `intake.${table}`)
  .join(', ')}`;

export interface Intake {
  readonly database: Database;
  /** Empties the tables that batches write. */
  empty(): Promise<void>;
  /** Lets intake's own runner take batches of orders, and notes its statements and its rows. */
  record(run: string, batches: number): Promise<RecordedBatch[]>;
  close(): Promise<void>;
}

/** Intake's own store, slices and runner, on tables of their own; the catalog is there. */
export async function openIntake(url: string): Promise<Intake> {
  const parts = { schema: 'intake', entities: [...messagingTables, ...intakeTables], migrations: intakeMigrations };
  const database = await Database.open({ url, ...parts });
  const heard = await listenedTo(database);
  const runner = new SliceRunner({
    ...{ database, context: intakeContext, store: intakeStore(), now: () => new Date('2026-11-21T10:00:00Z') },
    ...{ log: createLog('silent'), metrics: createMetrics() },
  });
  await runner.deliver(productMessages().map((message) => deliveryOf('catalog', message)));
  const empty = async () => void (await database.sql(emptied));
  return {
    database,
    empty,
    async record(run, batches) {
      const recorded: RecordedBatch[] = [];
      for (let batch = 0; batch < batches; batch++) {
        await empty();
        const deliveries = orderMessages(`${run}-${batch}`, batchSize).map((each) => deliveryOf('sales-orders', each));
        const statements = await heard(() => runner.deliver(deliveries));
        const rows: PlainRows[] = [];
        for (const [table, columns] of Object.entries(written)) rows.push(await rowsOf(database, table, columns));
        recorded.push({ statements, rows });
      }
      return recorded;
    },
    close: () => database.close(),
  };
}

function deliveryOf(topic: string, { key, value, headers }: BenchMessage): Delivery {
  return { topic, partition: 0, offset: '0', key: Buffer.from(key), headers, value: Buffer.from(value) };
}

async function rowsOf(database: Database, name: string, types: Readonly<Record<string, string>>): Promise<PlainRows> {
  const columns = Object.entries(types).map(([column, type]) => ({ name: column, type }));
  const texts = columns.map((column) => `${column.name}::text`).join(', ');
  const rows = await database.sql<{ row: (string | null)[] }>(
    `select array[${texts}] as row from intake.${name} order by ctid`,
  );
  return { table: `intake.${name}`, columns, rows: rows.map(({ row }) => row) };
}

/** Notes what is said on every connection while something is done, less what begins and ends its transaction. */
async function listenedTo(database: Database) {
  const connection = database.orm.em.getConnection() as unknown as { getNativeClient(): Promise<ConnectionPool> };
  const pool = await connection.getNativeClient();
  let said: Statement[] | undefined;
  const known = new WeakSet<object>();
  const connect = pool.connect.bind(pool);
  pool.connect = async () => {
    const client = await connect();
    if (known.has(client)) return client;
    known.add(client);
    const query = client.query.bind(client);
    client.query = (...statement) => {
      const [text, parameters] = statement as [string, readonly unknown[] | undefined];
      if (!/^(begin|start transaction|commit)\b/i.test(text)) said?.push({ text, parameters: parameters ?? [] });
      return query(...statement);
    };
    return client;
  };
  return async (work: () => Promise<void>): Promise<Statement[]> => {
    said = [];
    await work();
    const heard = said;
    said = undefined;
    return heard;
  };
}
