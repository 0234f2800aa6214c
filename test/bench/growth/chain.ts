import { randomBytes } from 'node:crypto';
import { fulfillmentContext } from '#apps/fulfillment/src/fulfillment.slices.ts';
import { fulfillmentStore } from '#apps/fulfillment/src/fulfillment.store.ts';
import { fulfillmentTables } from '#apps/fulfillment/src/fulfillment.tables.ts';
import { fulfillmentMigrations } from '#apps/fulfillment/src/migrations/migrations.ts';
import { intakeContext } from '#apps/intake/src/intake.slices.ts';
import { intakeStore } from '#apps/intake/src/intake.store.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { storeOptions } from '#apps/invoicing/src/invoicing.settings.ts';
import { invoicingContext } from '#apps/invoicing/src/invoicing.slices.ts';
import { invoicingStore } from '#apps/invoicing/src/invoicing.store.ts';
import { invoicingTables } from '#apps/invoicing/src/invoicing.tables.ts';
import { invoicingMigrations } from '#apps/invoicing/src/migrations/migrations.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { codeKeysOf } from '#runtime/environment/keys/sealed-codes.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { startService } from '../../support/service.ts';
import { expectSame } from '../measuring/expect.ts';
import type { BenchMessage } from '../measuring/traffic.ts';
import { linesPerOrder, orderMessages, productMessages } from '../orders.ts';

/** As many messages as the broker hands over at once, and as many partitions as a topic has. */
const [batchSize, partitions] = [500, 6];

/** The services of the pipeline in its order, and what each of them reads of the one before. */
export const links = [
  { name: 'intake', reads: 'sales-orders' },
  { name: 'fulfillment', reads: 'orders' },
  { name: 'ledger', reads: 'entitlements' },
  { name: 'invoicing', reads: 'licenses' },
] as const;

export type LinkName = (typeof links)[number]['name'];

/**
 * The four services over one database, without transport: each one's own runner and store, and what it announces is handed to the
 * next. What is measured is PostgreSQL and their own work, and nothing beside it that would hide how either grows.
 */
export interface Chain {
  readonly databases: Readonly<Record<LinkName, Database>>;
  /** Orders a second of each service: so many new ones pass through them, one service after the other. */
  pass(run: string, orders: number): Promise<Readonly<Record<LinkName, number>>>;
  close(): Promise<void>;
}

/** Opens the services on a database, brings it up to date, and makes the products of the bench known. */
export async function openChain(url: string): Promise<Chain> {
  const services = await open(url);
  for (const name of ['intake', 'ledger'] as const)
    await services[name].runner.deliver(productMessages().map((message) => deliveryOf('catalog', message)));
  const databases = Object.fromEntries(links.map(({ name }) => [name, services[name].database])) as Chain['databases'];
  return {
    databases,
    async pass(run, orders) {
      const rates: Partial<Record<LinkName, number>> = {};
      let messages = orderMessages(run, orders).map((message) => deliveryOf('sales-orders', message));
      for (const { name, reads } of links) {
        const heard = messages.filter(({ topic }) => topic === reads);
        const start = performance.now();
        await Promise.all(lanesOf(heard).map((lane) => inBatches(lane, services[name].runner.deliver)));
        rates[name] = orders / ((performance.now() - start) / 1000);
        messages = await announcedBy(services[name].database);
      }
      await everythingThere(services.invoicing.database, run, orders);
      await settleMails(services.fulfillment.database);
      return rates as Record<LinkName, number>;
    },
    async close() {
      await Promise.all(Object.values(databases).map((database) => database.close()));
    },
  };
}

async function open(url: string) {
  const keys = codeKeysOf(randomBytes(32));
  const mailDomain = 'bench.example';
  const programs = programsOf(builtInPrograms);
  return {
    intake: await startService(url, {
      ...{ name: 'intake', entities: intakeTables, migrations: intakeMigrations },
      ...{ context: intakeContext, store: intakeStore() },
    }),
    fulfillment: await startService(url, {
      ...{ name: 'fulfillment', entities: fulfillmentTables, migrations: fulfillmentMigrations },
      ...{ context: fulfillmentContext, store: fulfillmentStore({ keys, mailDomain }) },
    }),
    ledger: await startService(url, {
      ...{ name: 'ledger', entities: ledgerTables, migrations: ledgerMigrations },
      ...{ context: ledgerContext, store: ledgerStore({ programs, mailDomain }) },
    }),
    invoicing: await startService(url, {
      ...{ name: 'invoicing', entities: invoicingTables, migrations: invoicingMigrations },
      ...{
        context: invoicingContext,
        store: invoicingStore(storeOptions({ mailFrom: 'a@bench.example', proration: 'none' })),
      },
    }),
  };
}

function deliveryOf(topic: string, { key, headers, value }: BenchMessage): Delivery {
  return { topic, partition: 0, offset: '0', key: Buffer.from(key), headers, value: Buffer.from(value) };
}

/** What waits in an outbox, in its order; it is gone from there as if a relay had sent it. */
async function announcedBy(database: Database): Promise<Delivery[]> {
  const rows = await database.sql<BenchMessage & { topic: string; headers: string }>(
    `with sent as (delete from "${database.schema}".outbox returning *)
     select topic, key, headers, value from sent order by position`,
  );
  return rows.map(({ topic, headers, ...message }) => deliveryOf(topic, { ...message, headers: JSON.parse(headers) }));
}

/** The messages of each partition: those with one key are all in one. */
function lanesOf(deliveries: readonly Delivery[]): Delivery[][] {
  const laneOf = ({ key }: Delivery) => Number.parseInt(sha256(String(key)).slice(0, 8), 16) % partitions;
  return [...Map.groupBy(deliveries, laneOf).values()];
}

async function inBatches(lane: readonly Delivery[], deliver: (batch: Delivery[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < lane.length; start += batchSize) await deliver(lane.slice(start, start + batchSize));
}

/** A rate counts only when the work behind it was done: each line has been through all four. */
async function everythingThere({ sql }: Database, run: string, orders: number): Promise<void> {
  const [row] = await sql<{ count: string }>(
    'select count(*) as count from invoicing.adjustment where lot_id like $1',
    [`ENT-SO-${run}-%`],
  );
  expectSame(`adjustments of ${run}`, row?.count, orders * linesPerOrder);
}

/** Nobody sends mails here; none is left waiting. They are found as those who send them do: no table is read as a whole between turns. */
async function settleMails({ sql }: Database): Promise<void> {
  await sql(`update fulfillment.mail set state = 'sent', settled_at = now() where state = 'waiting'`);
}
