import { randomBytes } from 'node:crypto';
import { shipmentMailKind } from '#apps/fulfillment/src/delivery/shipment-mails.ts';
import { fulfillmentContext } from '#apps/fulfillment/src/fulfillment.slices.ts';
import { fulfillmentStore } from '#apps/fulfillment/src/fulfillment.store.ts';
import { fulfillmentTables } from '#apps/fulfillment/src/fulfillment.tables.ts';
import { fulfillmentMigrations } from '#apps/fulfillment/src/migrations/migrations.ts';
import { ReadBack } from '#apps/fulfillment/src/read-back/read-back.job.ts';
import type { Delivery, DeliveryHandler, Stretch, TopicHistory } from '#runtime/broker/broker.ts';
import { codeKeysOf } from '#runtime/environment/keys/sealed-codes.ts';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { claimMails, recordOutcomes } from '#runtime/mail/store.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { shipmentReleased } from '#test/support/samples/shipments.ts';
import { startService } from '#test/support/service.ts';

/** R8: the schema of fulfillment is set back to an earlier point; customers and the ledger are not. */

const keys = codeKeysOf(randomBytes(32));

const kind = shipmentMailKind({
  letterhead: { from: 'licenses@mail.example', publicUrl: 'https://licenses.example' },
  compose: async () => ({ subject: '', text: '', date: new Date(0) }),
});

let postgres: TestPostgres;
let fulfillment: Awaited<ReturnType<typeof start>>;
let topic: KeptTopic;

function start() {
  return startService(postgres.url, {
    name: 'fulfillment',
    entities: fulfillmentTables,
    migrations: fulfillmentMigrations,
    context: fulfillmentContext,
    store: fulfillmentStore({ keys, mailDomain: 'mail.example' }),
  });
}

/** A topic of one partition that keeps what is published, as Kafka does; its history can be cut off. */
class KeptTopic implements TopicHistory {
  readonly messages: Delivery[] = [];
  first = 0n;

  async stretchesOf(): Promise<Stretch[]> {
    return [{ partition: 0, first: this.first, end: BigInt(this.messages.length) }];
  }

  async reread(_topic: string, stretches: readonly Stretch[], handle: DeliveryHandler): Promise<void> {
    for (const { first, end } of stretches) {
      for (let at = Number(first); at < Number(end); at += 2)
        await handle(this.messages.slice(at, Math.min(at + 2, Number(end))));
    }
  }
}

/** Sends what waits in the outbox to the topic. */
async function relay(): Promise<void> {
  const rows = await fulfillment.database.sql<{ key: string; headers: string; value: string }>(
    'with sent as (delete from fulfillment.outbox returning *) select * from sent order by position',
  );
  for (const { key, headers, value } of rows) {
    const offset = String(topic.messages.length);
    const message = { topic: 'entitlements', partition: 0, offset, headers: JSON.parse(headers) };
    topic.messages.push({ ...message, key: Buffer.from(key), value: Buffer.from(value) });
  }
}

const released = (orderNumber: string, lines = 2, id = orderNumber) =>
  delivery('orders', 'shipment.released.v1', shipmentReleased(orderNumber, {}, lines), { id });

/** Sends every mail that waits, as the delivery does; answers the shipments. */
async function sendMails(): Promise<string[]> {
  const { sql } = fulfillment.database;
  const { mails } = await claimMails(sql, kind, 'worker', 100);
  const outcomes = mails.map((mail) => {
    const recipients = mail.delivery.recipients.map(({ address }) => ({
      address,
      state: 'accepted' as const,
      answer: '250',
    }));
    const sent = { type: 'MailSent' as const, to: recipients.map(({ address }) => address), answer: '250' };
    return {
      mail,
      doubtful: false,
      parts: [],
      result: { delivery: { ...mail.delivery, state: 'sent' as const, recipients }, events: [sent] },
    };
  });
  await fulfillment.database.transaction((tx) => recordOutcomes(tx, kind, 'worker', outcomes, fulfillment.clock.now));
  await relay();
  return mails.map(({ row }) => row.shipment_id).sort();
}

const tables = ['entitlement', 'mail', 'inbox', 'outbox', 'dead_letter', 'read_back'];

async function backup(): Promise<() => Promise<void>> {
  const { sql } = fulfillment.database;
  const [series] = await sql<{ last_value: string }>('select last_value from fulfillment.ssrn_series');
  for (const table of tables) await sql(`drop table if exists public.kept_${table}`);
  for (const table of tables) await sql(`create table public.kept_${table} as table fulfillment.${table}`);
  return async () => {
    for (const table of tables) {
      await sql(`delete from fulfillment.${table}`);
      await sql(`insert into fulfillment.${table} select * from public.kept_${table}`);
    }
    await sql(`select setval('fulfillment.ssrn_series', $1)`, [series?.last_value]);
  };
}

const everything = async () =>
  await fulfillment.database.sql(
    `select entitlement_id, ssrn, activation_code_hash, starts_on::text, fulfilled_at::text, shipment_id, account_ids
     from fulfillment.entitlement order by entitlement_id`,
  );

const readBack = () =>
  new ReadBack({
    database: fulfillment.database,
    keys,
    history: topic,
    log: createLog('silent'),
    metrics: createMetrics(),
  });

beforeEach(async () => {
  postgres = await startTestPostgres();
  fulfillment = await start();
  topic = new KeptTopic();
});

afterEach(async () => {
  await fulfillment.database.close();
  await postgres.stop();
});

describe('R8 the schema of fulfillment is set back to an earlier point', () => {
  test('what was published since is there again with the same codes, and replayed orders send no second mail', async () => {
    await fulfillment.runner.deliver([released('SO-1')]);
    await relay();
    await sendMails();
    expect(await readBack().look()).toEqual({ entitlements: 0, mails: 0 });
    const restore = await backup();
    await fulfillment.runner.deliver([released('SO-2'), released('SO-3')]);
    await relay();
    expect(await sendMails()).toEqual(['SO-2-S1', 'SO-3-S1']);
    const before = await everything();
    await restore();
    expect(await everything()).toHaveLength(2);
    expect(await readBack().look()).toEqual({ entitlements: 4, mails: 2 });
    expect(await everything()).toEqual(before);
    fulfillment.clock.now = '2026-12-24T10:00:00.000Z';
    await fulfillment.runner.deliver(['SO-1', 'SO-2', 'SO-3'].map((order) => released(order, 2, `again-${order}`)));
    expect(await fulfillment.announced()).toEqual([]);
    expect(await everything()).toEqual(before);
    expect(await sendMails()).toEqual([]);
  });

  test('a mail that waited at that point and was sent since is not sent again; what was never sent is', async () => {
    await fulfillment.runner.deliver([released('SO-1')]);
    await relay();
    await readBack().look();
    const restore = await backup();
    expect(await sendMails()).toEqual(['SO-1-S1']);
    await fulfillment.runner.deliver([released('SO-2')]);
    await relay();
    await restore();
    expect(await readBack().look()).toEqual({ entitlements: 2, mails: 1 });
    expect(await sendMails()).toEqual([]);
    await fulfillment.runner.deliver([released('SO-1', 2, 'a'), released('SO-2', 2, 'b')]);
    expect(await sendMails()).toEqual(['SO-2-S1']);
  });

  test('what others wrote to the topic keeps nobody from starting, and is taken over by nobody', async () => {
    await fulfillment.runner.deliver([released('SO-1')]);
    await relay();
    const [published] = topic.messages;
    const foreign = { ...published?.headers, ce_source: '/elsewhere' };
    const others: Partial<Delivery>[] = [
      { value: Buffer.from('{"entitlementId":'), headers: foreign },
      { value: Buffer.from('["no entitlement"]'), headers: { ...foreign, ce_subject: 'E-ELSEWHERE' } },
      { value: null, headers: {} },
      { headers: { ...foreign, ce_type: 'fulfillment-mail.sent.v1' } },
    ];
    for (const other of others) topic.messages.push({ ...(published as Delivery), ...other });
    await fulfillment.runner.deliver([released('SO-2')]);
    await relay();
    const before = await everything();
    await fulfillment.database.sql('delete from fulfillment.entitlement');
    expect(await readBack().look()).toEqual({ entitlements: 4, mails: 0 });
    expect(await everything()).toEqual(before);
  });

  test('numbers go on behind the last that anybody has', async () => {
    await fulfillment.runner.deliver([released('SO-1')]);
    const restore = await backup();
    await fulfillment.runner.deliver([released('SO-2', 5)]);
    await relay();
    await restore();
    await readBack().look();
    await fulfillment.runner.deliver([released('SO-3', 5)]);
    const ssrns = (await everything()).map(({ ssrn }) => ssrn);
    expect(new Set(ssrns).size).toBe(12);
    const { sql } = fulfillment.database;
    expect(await sql('select * from fulfillment.dead_letter')).toEqual([]);
  });

  test('tables that are as they were read nothing back; set back under a running process they do', async () => {
    const running = readBack();
    await running.look();
    const restore = await backup();
    await fulfillment.runner.deliver([released('SO-1')]);
    await relay();
    let reread = 0;
    const { reread: plain } = topic;
    topic.reread = async (name, stretches, handle) => {
      reread += stretches.filter(({ first, end }) => first < end).length;
      await plain.call(topic, name, stretches, handle);
    };
    expect(await running.look()).toEqual({ entitlements: 0, mails: 0 });
    expect(reread).toBe(0);
    await restore();
    expect(await running.look()).toEqual({ entitlements: 2, mails: 0 });
  });
});
