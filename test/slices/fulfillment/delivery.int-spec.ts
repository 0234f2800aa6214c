import { randomBytes } from 'node:crypto';
import { type ShipmentMailRow, shipmentMailKind } from '#apps/fulfillment/src/delivery/shipment-mails.ts';
import { orderInFulfillment, stuckInFulfillment } from '#apps/fulfillment/src/doctor.ts';
import { fulfillmentContext, resendCommand } from '#apps/fulfillment/src/fulfillment.slices.ts';
import { fulfillmentStore } from '#apps/fulfillment/src/fulfillment.store.ts';
import { fulfillmentTables } from '#apps/fulfillment/src/fulfillment.tables.ts';
import { fulfillmentMigrations } from '#apps/fulfillment/src/migrations/migrations.ts';
import { codeKeysOf } from '#runtime/environment/keys/sealed-codes.ts';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import type { ClaimedMail } from '#runtime/mail/row.ts';
import { MailJob } from '#runtime/mail/sending/mail.job.ts';
import { smtpSender } from '#runtime/mail/sending/smtp.ts';
import { claimMails, recordOutcomes, renewClaims } from '#runtime/mail/store.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { type SmtpSink, startSmtpSink } from '#test/support/processes/smtp-sink.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { shipmentReleased } from '#test/support/samples/shipments.ts';
import { startService } from '#test/support/service.ts';
import { untilNothing } from '#test/support/waiting.ts';

let postgres: TestPostgres;
let fulfillment: Awaited<ReturnType<typeof start>>;
let sink: SmtpSink;
let jobs: MailJob<ShipmentMailRow>[] = [];

const from = 'Seatwright <licenses@mail.example>';

const kind = shipmentMailKind({
  letterhead: { from, publicUrl: 'https://licenses.example' },
  compose: async ({ row, entitlements, delivery: { queuedAt } }) => ({
    subject: row.shipment_id,
    text: entitlements.map(({ entitlementId }) => entitlementId).join('\n'),
    date: new Date(queuedAt),
  }),
});

function start() {
  return startService(postgres.url, {
    name: 'fulfillment',
    entities: fulfillmentTables,
    migrations: fulfillmentMigrations,
    context: fulfillmentContext,
    store: fulfillmentStore({ keys: codeKeysOf(randomBytes(32)), mailDomain: 'mail.example' }),
  });
}

async function startJob(
  url = sink.url,
  socketTimeout = 10_000,
  metrics = createMetrics(),
): Promise<MailJob<ShipmentMailRow>> {
  const job = new MailJob({
    database: fulfillment.database,
    kind,
    largest: 8_000_000,
    sender: smtpSender(url, { socketTimeout }),
    now: () => new Date(),
    log: createLog('silent'),
    metrics,
  });
  await job.start();
  jobs.push(job);
  return job;
}

/** Fulfills shipments, one for each order number, with mails to these addresses. */
async function release(orderNumbers: readonly string[], emails = ['it@customer.example']): Promise<void> {
  const now = new Date().toISOString();
  fulfillment.clock.now = now;
  await fulfillment.runner.deliver(
    orderNumbers.map((orderNumber) =>
      delivery('orders', 'shipment.released.v1', shipmentReleased(orderNumber, { emails })),
    ),
  );
}

interface MailRow {
  shipmentId: string;
  state: string;
  attempts: number;
  doubtful: number;
  recipients: { address: string; state: string; answer?: string }[];
}

async function mailOf(orderNumber: string, round = 1): Promise<MailRow | undefined> {
  const [row] = await fulfillment.database.sql<MailRow>(
    `select shipment_id as "shipmentId", state, attempts, doubtful, recipients from fulfillment.mail
     where order_number = $1 and round = $2`,
    [orderNumber, round],
  );
  return row;
}

async function settled(orderNumber: string, round = 1, withinMilliseconds = 15_000): Promise<MailRow> {
  const deadline = Date.now() + withinMilliseconds;
  for (;;) {
    const row = await mailOf(orderNumber, round);
    if (row && row.state !== 'waiting' && row.state !== 'claimed') return row;
    if (Date.now() > deadline) throw new Error(`the mail of ${orderNumber} is still ${JSON.stringify(row)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function mailEvents() {
  const events = await fulfillment.announced();
  return events.filter(({ type }) => type.startsWith('fulfillment-mail.'));
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  fulfillment = await start();
});

beforeEach(async () => {
  sink = await startSmtpSink();
});

afterEach(async () => {
  await Promise.all(jobs.map((job) => job.stop()));
  jobs = [];
  await sink.stop();
  await fulfillment.announced();
});

afterAll(async () => {
  await fulfillment.database.close();
  await postgres.stop();
});

describe('delivery of fulfillment mails', () => {
  test('F4 F8 a mail goes to every address and is announced as sent', async () => {
    await startJob();
    await release(['SO-1'], ['it@customer.example', 'orders@partner.example']);
    expect(await settled('SO-1')).toMatchObject({ state: 'sent', attempts: 1, doubtful: 0 });
    expect(sink.mails.map(({ messageId, to }) => [messageId, to])).toEqual([
      ['<SO-1-S1@mail.example>', ['it@customer.example', 'orders@partner.example']],
    ]);
    expect(await mailEvents()).toMatchObject([
      {
        type: 'fulfillment-mail.sent.v1',
        key: 'ACC-100',
        id: '<SO-1-S1@mail.example>/1/1',
        data: { shipmentId: 'SO-1-S1', to: ['it@customer.example', 'orders@partner.example'] },
      },
    ]);
  });

  test('F8 an address refused for now is tried again by itself, under the same Message-ID', async () => {
    sink.behavior = (address, attempt) =>
      address === 'busy@customer.example' && attempt < 3 ? 'refuse-for-now' : 'accept';
    await startJob();
    await release(['SO-2'], ['busy@customer.example', 'free@customer.example']);
    expect(await settled('SO-2')).toMatchObject({ state: 'sent', attempts: 3 });
    expect(sink.mails.map(({ messageId, to }) => [messageId, to])).toEqual([
      ['<SO-2-S1@mail.example>', ['free@customer.example']],
      ['<SO-2-S1@mail.example>', ['busy@customer.example']],
    ]);
  });

  test('F8 an address refused for good is undeliverable and announced; the others have their mail', async () => {
    sink.behavior = (address) => (address === 'gone@customer.example' ? 'refuse-for-good' : 'accept');
    await startJob();
    await release(['SO-3'], ['gone@customer.example', 'here@customer.example']);
    expect(await settled('SO-3')).toMatchObject({
      state: 'sent',
      recipients: [
        { address: 'gone@customer.example', state: 'undeliverable', answer: '550 no such mailbox' },
        { address: 'here@customer.example', state: 'accepted' },
      ],
    });
    expect((await mailEvents()).map(({ type }) => type)).toEqual([
      'fulfillment-mail.sent.v1',
      'fulfillment-mail.undeliverable.v1',
    ]);
    await release(['SO-4'], ['gone@customer.example']);
    expect(await settled('SO-4')).toMatchObject({ state: 'undeliverable', attempts: 1 });
    // R19: also of the one that others have had.
    const { sql } = fulfillment.database;
    const says = 'order SO-3: gone@customer.example is undeliverable, the server says: 550 no such mailbox';
    const [finding] = await stuckInFulfillment(sql);
    expect([finding?.ok, finding?.says]).toEqual([false, expect.stringContaining(says)]);
    expect(await orderInFulfillment(sql, 'SO-3')).toContainEqual(
      expect.objectContaining({ ok: false, says: expect.stringMatching(/ is sent after 1 .*gone@.*550/) }),
    );
  });

  test('F9 a server that takes no mail from us makes nobody undeliverable, and every such attempt is counted', async () => {
    sink.behavior = (_, attempt) => (attempt === 1 ? 'refuse-us' : 'accept');
    const metrics = createMetrics();
    await startJob(sink.url, 10_000, metrics);
    await release(['SO-US'], ['it@customer.example', 'orders@partner.example']);
    expect(await settled('SO-US')).toMatchObject({ state: 'sent', attempts: 2, doubtful: 0 });
    expect((await mailEvents()).map(({ type }) => type)).toEqual(['fulfillment-mail.sent.v1']);
    const { values } = await metrics.mails.get();
    expect(values).toContainEqual(expect.objectContaining({ labels: { outcome: 'refused-us' }, value: 1 }));
  });

  test('F8 a server that hangs or drops the connection within DATA gets the mail again, counted as doubtful', async () => {
    sink.behavior = (address, attempt) => (attempt > 1 ? 'accept' : address.startsWith('hang') ? 'hang' : 'drop');
    await startJob(sink.url, 1000);
    await release(['SO-5'], ['hang@customer.example']);
    await release(['SO-6'], ['drop@customer.example']);
    expect(await settled('SO-5')).toMatchObject({ state: 'sent', attempts: 2, doubtful: 1 });
    expect(await settled('SO-6')).toMatchObject({ state: 'sent', attempts: 2, doubtful: 1 });
    expect(sink.mails).toHaveLength(2);
  });

  test('F8 a server that took the mail and died before saying so gets the same Message-ID again', async () => {
    sink.behavior = (_, attempt) => (attempt > 1 ? 'accept' : 'drop-after-data');
    await startJob();
    await release(['SO-7']);
    expect(await settled('SO-7')).toMatchObject({ state: 'sent', doubtful: 1 });
    expect(sink.mails.map(({ messageId }) => messageId)).toEqual(Array(2).fill('<SO-7-S1@mail.example>'));
  });

  test('F8 a server that is away makes nobody undeliverable', async () => {
    const { url } = sink;
    await sink.stop();
    await startJob(url);
    await release(['SO-8']);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await mailOf('SO-8')).toMatchObject({ doubtful: 0, recipients: [{ state: 'waiting' }] });
    sink = await startSmtpSink({ port: Number(new URL(url).port) });
    expect(await settled('SO-8')).toMatchObject({ state: 'sent', doubtful: 0 });
  });

  test('F8 several processes share the mails; each is sent once', async () => {
    const orders = Array.from({ length: 300 }, (_, index) => `SO-MANY-${index}`);
    await Promise.all([startJob(), startJob(), startJob()]);
    await release(orders);
    await sink.received(300, 30_000);
    await settled('SO-MANY-299');
    await Promise.all(jobs.map((job) => job.stop()));
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(300);
    expect(sink.mails).toHaveLength(300);
  });

  test('R18 mails to a server that does not answer hold up no others', async () => {
    sink.behavior = (address) => (address.endsWith('@slow.example') ? 'hang' : 'accept');
    await startJob(sink.url, 20_000);
    await release(
      Array.from({ length: 5 }, (_, index) => `SO-SLOW-${index}`),
      ['it@slow.example'],
    );
    const others = Array.from({ length: 295 }, (_, index) => `SO-QUICK-${index}`);
    await release(others, ['it@quick.example']);
    const quick = () => sink.mails.filter(({ to }) => to[0] === 'it@quick.example').length;
    const deadline = Date.now() + 15_000;
    while (quick() < 295 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(quick()).toBe(295);
    sink.behavior = () => 'accept';
    await fulfillment.database.sql(
      `update fulfillment.mail set state = 'superseded' where order_number like 'SO-SLOW-%'`,
    );
  }, 40_000);

  test('F2 F8 a resend has a Message-ID of its own and takes the place of a mail that still waits', async () => {
    sink.behavior = (_, attempt) => (attempt === 1 ? 'refuse-for-now' : 'accept');
    await release(['SO-9']);
    const { database, runner } = fulfillment;
    const resend = (id: string) => ({
      ...{ id, correlationId: id, type: resendCommand, source: '/test', time: fulfillment.clock.now },
      data: { shipmentId: 'SO-9-S1', orderNumber: 'SO-9' },
    });
    await database.transaction((sql) => runner.decideAndSave(sql, [resend('again')]));
    expect(await mailOf('SO-9')).toMatchObject({ state: 'superseded' });
    await startJob();
    expect(await settled('SO-9', 2)).toMatchObject({ state: 'sent' });
    expect(sink.mails.map(({ messageId }) => messageId)).toEqual(['<SO-9-S1.r2@mail.example>']);
  });

  test('F8 a process that ends finishes what it has begun, and leaves nothing claimed', async () => {
    const job = await startJob();
    await release(Array.from({ length: 60 }, (_, index) => `SO-END-${index}`));
    await sink.received(5);
    await job.stop();
    const [row] = await fulfillment.database.sql<{ n: number }>(
      `select count(*)::int as n from fulfillment.mail where order_number like 'SO-END-%' and state = 'claimed'`,
    );
    expect(row?.n).toBe(0);
    await startJob();
    await sink.received(60);
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(60);
    expect(sink.mails).toHaveLength(60);
    for (let index = 0; index < 60; index += 1) await settled(`SO-END-${index}`);
  });
});

describe('claims on mails', () => {
  const sent = (mail: ClaimedMail<ShipmentMailRow>) => ({
    mail,
    doubtful: false,
    parts: [],
    result: {
      delivery: { ...mail.delivery, state: 'sent' as const },
      events: [{ type: 'MailSent' as const, to: ['it@customer.example'], answer: '250 ok' }],
    },
  });
  const expire = (orderNumber: string) =>
    fulfillment.database.sql(
      `update fulfillment.mail set due_at = clock_timestamp() - interval '1 s' where order_number = $1`,
      [orderNumber],
    );
  const claim = async (worker: string, held: string[] = []) =>
    (await claimMails(fulfillment.database.sql, kind, worker, 10, held)).mails[0];

  // A claim is not taken over within a lease of the database's start: nobody could renew it before.
  beforeAll(() => new Promise((resolve) => setTimeout(resolve, 15_000)));

  test('F8 a claim that is not renewed is taken over as doubtful, and the late outcome of its first owner is dropped', async () => {
    await release(['SO-C1']);
    const first = await claim('a');
    expect(first).toMatchObject({ row: { order_number: 'SO-C1' }, doubtful: false });
    expect(await claim('b')).toBeUndefined();
    await expire('SO-C1');
    const second = await claim('b');
    expect(second).toMatchObject({ doubtful: true, delivery: { attempts: 2 } });
    if (!first || !second) throw new Error('nothing was claimed');
    const { database } = fulfillment;
    await fulfillment.announced();
    const record = async (worker: string, mail: ClaimedMail<ShipmentMailRow>) =>
      (await database.transaction((sql) => recordOutcomes(sql, kind, worker, [sent(mail)], new Date().toISOString())))
        .size;
    expect(await record('a', first)).toBe(0);
    expect(await record('b', second)).toBe(1);
    expect(await record('b', second)).toBe(0);
    expect(await mailEvents()).toHaveLength(1);
    expect(await mailOf('SO-C1')).toMatchObject({ state: 'sent', attempts: 2, doubtful: 1 });
  });

  test('F8 a claim lasts while it is renewed, and nobody takes over what it holds itself', async () => {
    const id = '<SO-C2-S1@mail.example>';
    const { sql } = fulfillment.database;
    await release(['SO-C2']);
    await claim('a');
    await expire('SO-C2');
    expect(await claim('a', [id])).toBeUndefined();
    expect(await renewClaims(sql, kind, 'a', [id])).toEqual([id]);
    expect(await claim('b')).toBeUndefined();
    expect(await renewClaims(sql, kind, 'b', [id])).toEqual([]);
  });

  test('F8 claims are renewed while outcomes of the same mails are recorded, and neither waits for rows of the other', async () => {
    const { database } = fulfillment;
    await release(['SO-D1', 'SO-D2', 'SO-D3']);
    const { mails } = await claimMails(database.sql, kind, 'd', 10);
    const byId = mails.toSorted((one, other) => (one.messageId < other.messageId ? -1 : 1));
    const ids = byId.map(({ messageId }) => messageId);
    // They lie in the table the other way round: whoever comes to them as they lie meets whoever comes to them by ids.
    for (const id of ids.toReversed())
      await database.sql('update fulfillment.mail set due_at = due_at where message_id = $1', [id]);
    const lying = await database.sql<{ id: string }>(
      `select message_id as id from fulfillment.mail where claimed_by = 'd' order by ctid`,
    );
    expect(lying.map(({ id }) => id)).toEqual(ids.toReversed());
    const asTheyLie = 'set local enable_indexscan = off; set local enable_bitmapscan = off';
    const byIds = 'set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off';
    const both = await database.transaction(async (sql) => {
      await sql('select from fulfillment.mail where message_id = $1 for update', [ids.at(-1)]);
      const renewing = database.transaction(async (own) => {
        await own(asTheyLie);
        return await renewClaims(own, kind, 'd', ids);
      });
      await waiting(1);
      const recording = database.transaction(async (own) => {
        await own(byIds);
        return await recordOutcomes(own, kind, 'd', byId.map(sent), new Date().toISOString());
      });
      await waiting(2);
      return [renewing, recording] as const;
    });
    const [renewed, recorded] = await Promise.all(both);
    expect(renewed.sort()).toEqual(ids);
    expect([...recorded].sort()).toEqual(ids);
  });

  /** So many sessions wait for a row. */
  async function waiting(count: number): Promise<void> {
    await untilNothing(async () => {
      const rows = await fulfillment.database.sql(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length < count ? [`${rows.length} of ${count} wait`] : [];
    }, 10_000);
  }

  test('F8 a claim whose answer was lost is not renewed and comes again', async () => {
    await release(['SO-C3']);
    await claim('a');
    expect(await renewClaims(fulfillment.database.sql, kind, 'a', [])).toEqual([]);
    await expire('SO-C3');
    expect(await claim('a')).toMatchObject({ row: { order_number: 'SO-C3' }, doubtful: true });
  });
});
