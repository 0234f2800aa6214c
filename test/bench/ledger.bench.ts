import { LockMode, MikroORM } from '@mikro-orm/postgresql';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { Database } from '#runtime/postgres/database.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { ledgerContext } from '../../apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '../../apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '../../apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '../../apps/ledger/src/migrations/migrations.ts';
import { expectSame } from './measuring/expect.ts';
import { type Result, ratioOf } from './measuring/report.ts';
import { alternate, type Plan } from './measuring/rounds.ts';
import { Account, Entry, Holding, Journal, Lot } from './naive/ledger/license.entities.ts';
import type { Stage } from './stage.ts';

/** As many messages as the broker hands over at once, and as many partitions as the topic has. */
const [batchSize, partitions] = [500, 6];
const accounts = 300;
const quantity = 1_000_000;
const requestedBy = 'owner@sites.example';

/**
 * B3: transfers a second, in batches through the runner as they come from Kafka, against one transfer a transaction; and all
 * from one account, which is one partition, against transfers among many accounts, which are all of them.
 */
export async function ledgerBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const [ours, naive] = [await openOurs(stage), await openNaive(stage)];
  const counts = [10_000, 10_000, 1000].map((count) => Math.round((count * plan.scale) / batchSize) * batchSize);
  const [many = 0, hot = 0, single = 0] = counts;
  try {
    const rates = await alternate(plan, [
      (round) => ours.turn(`spread-${round}`, many, spread),
      (round) => ours.turn(`hot-${round}`, hot, (n) => ({ from: name(0), to: name(1 + (n % (accounts - 1))) })),
      (round) => naive.turn(`single-${round}`, single),
    ]);
    await ours.verify((plan.rounds + 1) * (many + hot));
    const [spreadRates = [], hotRates = [], naiveRates = []] = rates;
    return [
      ratioOf({ ...about, name: 'ledger, against one transfer a transaction' }, [spreadRates, naiveRates], 8, 15),
      ratioOf({ ...about, name: 'ledger, one hot account against spread' }, [hotRates, spreadRates], 0.8, 1),
    ];
  } finally {
    await Promise.all([ours.close(), naive.close()]);
  }
}

const about = { id: 'B3', unit: 'transfers/s' };
const name = (n: number) => `ACC-${n}`;

interface Move {
  readonly from: string;
  readonly to: string;
}

// Each account gives and gets about as often, and never to itself.
function spread(n: number): Move {
  const further = 1 + ((Math.floor(n / accounts) * 7 + n) % (accounts - 1));
  return { from: name(n % accounts), to: name((n + further) % accounts) };
}

function delivery(topic: TopicName, type: string, id: string, data: object): Delivery {
  const headers = binaryHeaders({ id, source: '/bench', type, time: '2026-11-21T09:30:00Z' });
  return { topic, partition: 0, offset: '0', key: null, headers, value: Buffer.from(JSON.stringify(data)) };
}

/** The ledger's own store, slices and runner. */
async function openOurs(stage: Stage) {
  const parts = { schema: 'ledger', entities: [...messagingTables, ...ledgerTables], migrations: ledgerMigrations };
  const database = await Database.open({ url: stage.databaseUrl, ...parts });
  const now = () => new Date('2026-11-21T10:00:00Z');
  const store = ledgerStore({ programs: programsOf(builtInPrograms) });
  const runner = new SliceRunner({
    ...{ database, context: ledgerContext, store, now },
    ...{ log: createLog('silent'), metrics: createMetrics() },
  });
  await runner.deliver(Array.from({ length: accounts }, (_, n) => [granted(n), administered(n)]).flat());
  return {
    async turn(run: string, count: number, moveOf: (n: number) => Move): Promise<number> {
      const lanes = lanesOf(run, count, moveOf);
      await database.sql('delete from ledger.outbox');
      const start = performance.now();
      await Promise.all(lanes.map((lane) => inBatches(lane, runner.deliver)));
      const rate = count / ((performance.now() - start) / 1000);
      const [row] = await database.sql<{ count: string }>(
        `select count(*) from ledger.outbox where headers::json ->> 'ce_type' = 'license.transferred.v1'`,
      );
      expectSame(`transfers of ${run} announced`, row?.count, count);
      return rate;
    },
    async verify(transfers: number): Promise<void> {
      const [row] = await database.sql<{ journals: string; held: string; moved: string }>(
        `select (select count(*) from ledger.journal where action = 'transfer') as journals,
           (select sum(quantity) from ledger.holding) as held,
           (select sum(entry.quantity) from ledger.entry join ledger.journal using (journal_id)
            where action = 'transfer' and account_id = target) as moved`,
      );
      expectSame('transfers recorded', row?.journals, transfers);
      expectSame('licenses moved', row?.moved, transfers);
      expectSame('licenses held', row?.held, accounts * quantity);
    },
    close: () => database.orm.close(true),
  };
}

function granted(n: number): Delivery {
  const product = { name: 'Seat', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' };
  return delivery('entitlements', 'entitlement.fulfilled.v1', `lot-${n}`, {
    ...{
      entitlementId: `LOT-${n}`,
      shipmentId: 'S',
      orderNumber: 'O',
      lineNumber: 1,
      accountId: name(n),
      accounts: [],
    },
    ...{ sku: 'SEAT', product: { ...product, program: 'open', category: 'paid', billing: 'once' }, quantity },
    ...{ unitPrice: '10.00', currency: 'EUR', kind: 'initial', startsOn: '2026-01-01', ssrn: '400000000001' },
    ...{ sealedActivationCode: 'v1.x', fulfilledAt: '2026-01-01T09:00:00Z' },
  });
}

function administered(n: number): Delivery {
  const role = { accountId: name(n), email: requestedBy, role: 'owner' };
  return delivery('accounts', 'administrator.updated.v1', `owner-${n}`, role);
}

/** The messages of each partition: an account's are all in one. */
function lanesOf(run: string, count: number, moveOf: (n: number) => Move): Delivery[][] {
  const lanes = new Map<number, Delivery[]>();
  for (let n = 0; n < count; n++) {
    const { from, to } = moveOf(n);
    const data = { from, to, lines: [{ lotId: `LOT-${from.slice(4)}`, quantity: 1 }], requestedBy };
    const partition = Number(from.slice(4)) % partitions;
    const lane = lanes.get(partition) ?? [];
    lane.push(delivery('license-requests', 'license.transfer-requested.v1', `${run}-${n}`, data));
    lanes.set(partition, lane);
  }
  return [...lanes.values()];
}

async function inBatches(lane: readonly Delivery[], deliver: (batch: Delivery[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < lane.length; start += batchSize) await deliver(lane.slice(start, start + batchSize));
}

/**
 * One transfer a transaction of entities, as MikroORM's guide shows it, one after the other as Nest's transport hands them over.
 * In its favor: no rules, no event log, no hash chain, and nothing is announced.
 */
async function openNaive({ databaseUrl, sql }: Stage) {
  const entities = [Account, Lot, Holding, Journal, Entry];
  const orm = await MikroORM.init({ clientUrl: databaseUrl, schema: 'naive_transfers', entities });
  await orm.schema.update({ safe: true, dropTables: false });
  await orm.em.fork().transactional(async (em) => {
    for (let n = 0; n < accounts; n++) {
      const account = em.create(Account, { accountId: name(n), name: name(n) });
      const terms = { sku: 'SEAT', name: 'Seat', unitPrice: '10.00', currency: 'EUR', startsOn: '2026-01-01' };
      const lot = em.create(Lot, { lotId: `LOT-${n}`, ...terms, origin: account });
      em.create(Holding, { lot, account, quantity });
    }
  });
  const transfer = (journalId: string, { from, to }: Move) =>
    orm.em.fork().transactional(async (em) => {
      if (await em.findOne(Journal, journalId)) return;
      const lot = em.getReference(Lot, `LOT-${from.slice(4)}`);
      const [source, target] = await Promise.all([em.findOneOrFail(Account, from), em.findOneOrFail(Account, to)]);
      const held = await em.findOneOrFail(Holding, { lot, account: source }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (held.quantity < 1) throw new Error(`${from} holds no licenses of ${lot.lotId}`);
      const getting = await em.findOne(Holding, { lot, account: target }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      held.quantity -= 1;
      if (getting) getting.quantity += 1;
      else em.create(Holding, { lot, account: target, quantity: 1 });
      const journal = em.create(Journal, { journalId, action: 'transfer', owner: source, at: new Date() });
      em.create(Entry, { journal, lot, side: 'from', quantity: -1 });
      em.create(Entry, { journal, lot, side: 'to', quantity: 1 });
    });
  return {
    async turn(run: string, count: number): Promise<number> {
      const start = performance.now();
      for (let n = 0; n < count; n++) await transfer(`${run}-${n}`, spread(n));
      const rate = count / ((performance.now() - start) / 1000);
      const [row] = await sql<{ count: string }>(
        'select count(*) from naive_transfers.journal where journal_id like $1',
        [`${run}-%`],
      );
      expectSame(`transfers of ${run}`, row?.count, count);
      return rate;
    },
    close: () => orm.close(true),
  };
}
