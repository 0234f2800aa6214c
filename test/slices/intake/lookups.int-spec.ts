import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { orderInIntake, stuckInIntake } from '#apps/intake/src/doctor.ts';
import { documentEvents } from '#apps/intake/src/documents/document.messages.ts';
import { DocumentIntake } from '#apps/intake/src/documents/document-intake.ts';
import { documentView, keptDocument } from '#apps/intake/src/documents/documents.views.ts';
import { senderProfile } from '#apps/intake/src/documents/senders/profile.ts';
import { intakeContext } from '#apps/intake/src/intake.slices.ts';
import { intakeStore } from '#apps/intake/src/intake.store.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { LookupJob } from '#apps/intake/src/lookups/lookup.job.ts';
import { claimLookups } from '#apps/intake/src/lookups/lookup.store.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { createLog } from '#runtime/environment/log.ts';
import { deadDelivery } from '#runtime/slices/dead-letters.ts';
import { type FakeBusinessCentral, startFakeBusinessCentral } from '#test/documents/fake-business-central.ts';
import { type FakeS4, startFakeS4, type Trouble } from '#test/documents/fake-s4.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { rawDelivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const start = Date.parse('2026-11-21T10:00:00.000Z');
const folder = mkdtempSync(path.join(tmpdir(), 'lookups-'));
const secretFile = path.join(folder, 'secret');

let postgres: TestPostgres;
let fake: FakeS4;
let v4: FakeS4;
let central: FakeBusinessCentral;
let intake: Awaited<ReturnType<typeof begin>>;
let events = 0;

async function begin() {
  const credentials = { kind: 'basic', user: 'user', secretFile };
  const common = { formats: ['s4', 's4-event'], order: { kind: 'sales-order' }, mayOrderFor: ['*'] };
  const own = { parties: { unknown: 'pass-through' }, emails: { always: ['it@lodz.example'] }, units: { PCS: 1 } };
  const lookup = { system: 's4-v2', address: fake.address, credentials };
  const profiles = [
    senderProfile.parse({ sender: 's4', ...common, ...own, lookup }),
    senderProfile.parse({
      ...{ sender: 's4-v4', ...common, ...own, order: { kind: 'sales-order', number: 'V4-{id}' } },
      lookup: {
        ...{ system: 's4-v4', address: v4.v4Address },
        credentials: { kind: 'oauth2', tokenAddress: v4.tokenAddress, clientId: 'client', secretFile },
      },
    }),
    senderProfile.parse({ sender: 'silent', ...common }),
    senderProfile.parse({
      ...{ sender: 'bc', ...common, ...own, formats: ['business-central'] },
      lookup: {
        ...{ system: 'business-central', address: central.address },
        credentials: { kind: 'api-key', header: 'x-key', secretFile },
      },
    }),
  ];
  const senders = new Map(profiles.map((profile) => [profile.sender, profile]));
  const service = await startService(postgres.url, {
    ...{ name: 'intake', entities: intakeTables, migrations: intakeMigrations, context: intakeContext },
    ...{ store: intakeStore(), translate: documentEvents(senders) },
  });
  const { database, runner, clock } = service;
  const now = () => new Date(clock.now);
  const documents = new DocumentIntake(senders, database, runner, now);
  // A loaded machine answers late; only who is to wait in vain waits little.
  const job = (patience = 10_000) => {
    const log = createLog('silent');
    return new LookupJob({ database, documents, now, chance: () => 0, log, patience });
  };
  return { ...service, senders, documents, job, first: job() };
}

const pass = (milliseconds: number) => {
  intake.clock.now = new Date(Date.parse(intake.clock.now) + milliseconds).toISOString();
};

function keep(SalesOrder: string, quantity = 25, changed = Date.parse(intake.clock.now), system = fake) {
  const item = {
    ...{ SalesOrderItem: '10', HigherLevelItem: '0', Material: 'AP-STD', RequestedQuantityISOUnit: 'PCE' },
    ...{ RequestedQuantity: String(quantity), NetAmount: `${quantity * 118}.00` },
  };
  system.orders.set(SalesOrder, { SalesOrder, changed, items: [item] });
}

function event(SalesOrder: string, type = 'Changed', sender = 's4') {
  events += 1;
  const ce = {
    specversion: '1.0',
    id: `e-${events}`,
    source: '/s4',
    type: `sap.s4.beh.salesorder.v1.SalesOrder.${type}.v1`,
  };
  const headers = { sender, 'content-type': 'application/json', ce_id: ce.id };
  return rawDelivery('order-documents', JSON.stringify({ ...ce, data: { SalesOrder } }), headers);
}

const said = (...keys: string[]) => intake.runner.deliver(keys.map((key) => event(key)));

/** Has an order placed, and forgets what was said of it. */
async function placed(key: string): Promise<void> {
  keep(key);
  await said(key);
  pass(3 * second);
  await intake.first.readDue();
  await intake.announced();
  fake.asked.length = 0;
}

const announced = async () =>
  (await intake.announced()).map(({ type, key, data }) => [type, key, data.lines?.[0].quantity]);

const lookup = async (key: string) => {
  const [row] = await intake.database.sql<{
    state: string;
    failures: number;
    wait: number | null;
    error: string | null;
  }>(
    `select state, failures, last_error as error, (extract(epoch from due_at - $2::timestamptz) * 1000)::float8 as wait
     from intake.lookup where key = $1`,
    [key, intake.clock.now],
  );
  return row;
};

beforeAll(async () => {
  writeFileSync(secretFile, 'secret\n');
  [postgres, fake, v4, central] = await Promise.all([
    startTestPostgres(),
    startFakeS4(),
    startFakeS4(),
    startFakeBusinessCentral(),
  ]);
  intake = await begin();
});

beforeEach(async () => {
  await intake.database.sql(
    `truncate intake.lookup, intake.lookup_pause, intake.order_document, intake.source_order, intake.dead_letter,
       intake.inbox, intake.outbox`,
  );
  for (const { orders } of [fake, v4, central]) orders.clear();
  central.invoices.clear();
  for (const list of [fake.asked, fake.troubles, central.asked]) list.length = 0;
  fake.beforeAnswer = undefined;
  intake.clock.now = new Date(start).toISOString();
  intake.first = intake.job();
});

afterAll(async () => {
  await intake?.database.close();
  await fake?.close();
  await v4?.close();
  await central?.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

describe('orders of which keys came', () => {
  test('many events become one read, which goes on as the order of a document', async () => {
    for (const key of ['4711', '4712']) keep(key);
    await said('4711', '4711', '4712');
    await said('0000004711');
    expect(await intake.first.readDue()).toBe(0);
    pass(3 * second);
    expect(await intake.first.readDue()).toBe(2);
    expect(fake.asked).toHaveLength(2);
    expect((await announced()).sort()).toEqual([
      ['sales-order.placed.v1', '4711', 25],
      ['sales-order.placed.v1', '4712', 25],
    ]);
    const kept = await intake.database.sql<{ bytes: Buffer }>(
      `select bytes from intake.order_document where format = 's4'`,
    );
    expect(kept.map(({ bytes }) => JSON.parse(bytes.toString()).d.SalesOrder).sort()).toEqual(['4711', '4712']);
  });

  test('an order that is the same changes nothing, and is not sent again by its system', async () => {
    await placed('4711');
    await said('4711');
    pass(3 * second);
    await intake.first.readDue();
    expect(fake.asked).toMatchObject([{ etag: expect.stringMatching(/^W\//) }]);
    expect(await announced()).toEqual([]);
    expect(await lookup('4711')).toMatchObject({ state: 'read', failures: 0, wait: null });
  });

  test('an order that changes between event and read is taken as it is, and read once more for what came meanwhile', async () => {
    keep('4711');
    await said('4711');
    pass(3 * second);
    fake.beforeAnswer = async () => {
      fake.beforeAnswer = undefined;
      pass(5);
      keep('4711', 30);
      await said('4711');
    };
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', '4711', 30]]);
    expect(await lookup('4711')).toMatchObject({ state: 'waiting', wait: 3000 });
    keep('4711', 31, Date.parse(intake.clock.now) + 1);
    pass(3 * second);
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.changed.v1', '4711', 31]]);
    expect(await lookup('4711')).toMatchObject({ state: 'read', wait: null });
  });

  test('what comes while an order is read counts, whatever the clock of the machine says that took it', async () => {
    keep('4711');
    await said('4711');
    pass(3 * second);
    fake.beforeAnswer = async () => {
      fake.beforeAnswer = undefined;
      pass(-second);
      await said('4711');
      pass(second);
    };
    await intake.first.readDue();
    expect(await lookup('4711')).toMatchObject({ state: 'waiting', failures: 0, wait: 3000 });
  });

  test.each<[Trouble, number, RegExp]>([
    ['slow', 2 * second, /no whole answer/],
    ['429', 7 * second, /429/],
    ['503', 2 * second, /503/],
    ['cut', 2 * second, /broken JSON/],
    ['log-on page', 2 * second, /text\/html/],
    ['redirect', 2 * second, /302/],
    ['large', 2 * second, /more than/],
    ['no connection', 2 * second, /does not answer/],
  ])('after %s it is read again, and nothing is lost', async (trouble, wait, why) => {
    keep('4711');
    fake.troubles.push(trouble);
    await said('4711');
    pass(3 * second);
    await (trouble === 'slow' ? intake.job(300) : intake.first).readDue();
    expect(await announced()).toEqual([]);
    expect(await lookup('4711')).toEqual({ state: 'waiting', failures: 1, wait, error: expect.stringMatching(why) });
    // Events do not have a system in trouble asked sooner.
    await said('4711');
    pass(wait - 1);
    expect(await intake.first.readDue()).toBe(0);
    pass(1);
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', '4711', 25]]);
    expect(await lookup('4711')).toMatchObject({ state: 'read', failures: 0, error: null });
  });

  test('an answer that is no order is none, whatever its status', async () => {
    fake.orders.set('4711', { SalesOrder: '', changed: start, items: [] });
    await said('4711');
    pass(3 * second);
    await intake.first.readDue();
    expect(await announced()).toEqual([]);
    expect(await lookup('4711')).toMatchObject({ state: 'waiting', error: 'there is no order in the answer' });
  });

  test.each<Trouble>(['401', '403'])(
    '%s pauses the sender, whom the process names, and burns no tries',
    async (trouble) => {
      for (const key of ['4711', '4712']) keep(key);
      fake.troubles.push(trouble);
      await said('4711');
      pass(3 * second);
      await intake.first.readDue();
      expect(intake.first.trouble).toMatch(new RegExp(`sender s4 .*${trouble}`));
      expect(await lookup('4711')).toMatchObject({ state: 'waiting', failures: 0 });
      expect(await stuckInIntake(intake.database.sql)).toMatchObject([
        { ok: false, says: expect.stringContaining('orders of sender s4 are not read, since the system answers') },
      ]);
      expect(await orderInIntake(intake.database.sql, '4711')).toMatchObject([
        {
          ok: false,
          says: expect.stringMatching(/sender s4 named it by its key; .* is waiting: the system answers 40/),
        },
      ]);
      await said('4712');
      pass(5 * minute - 1);
      expect(await intake.first.readDue()).toBe(0);
      expect(fake.asked).toHaveLength(1);
      pass(1);
      // One try says whether the others have to go on waiting.
      fake.troubles.push(trouble);
      await intake.first.readDue();
      expect(fake.asked).toHaveLength(2);
      pass(10 * minute);
      await intake.first.readDue();
      expect(intake.first.trouble).toBeUndefined();
      expect(await announced()).toHaveLength(2);
    },
  );

  test('an order that is not there yet is read again: a replica may be behind', async () => {
    await said('4711');
    pass(3 * second);
    await intake.first.readDue();
    expect(await lookup('4711')).toMatchObject({ state: 'waiting', failures: 1, wait: 2000 });
    keep('4711');
    pass(2 * second);
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', '4711', 25]]);
  });

  test('an order that was deleted is canceled once, when no replica can be behind any more', async () => {
    await placed('4711');
    fake.orders.delete('4711');
    await intake.runner.deliver([event('4711', 'Deleted')]);
    pass(3 * second);
    await intake.first.readDue();
    expect(await announced()).toEqual([]);
    pass(2 * minute);
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.cancelled.v1', '4711', undefined]]);
    expect(await lookup('4711')).toMatchObject({ state: 'gone', wait: null });
    // An older event that comes late says nothing new.
    await said('4711');
    pass(3 * minute);
    await intake.first.readDue();
    expect(await announced()).toEqual([]);
    expect(await lookup('4711')).toMatchObject({ state: 'gone' });
  });

  test('what is missing and was not deleted cancels nothing: after a day it is a dead letter, which asks again', async () => {
    await placed('4711');
    fake.orders.delete('4711');
    await said('4711');
    pass(3 * second);
    await intake.first.readDue();
    pass(24 * hour);
    await intake.first.readDue();
    expect(await announced()).toEqual([]);
    expect(await lookup('4711')).toMatchObject({ state: 'failed', wait: null });
    expect(await stuckInIntake(intake.database.sql)).toMatchObject([
      {
        ok: false,
        says: expect.stringMatching(/1 orders of sender s4 cannot be read, 1 .* 4711: the order is not there/),
      },
    ]);
    const [letter] = await intake.database.sql<{ id: string; error: string }>(
      'select id, error from intake.dead_letter',
    );
    expect(letter?.error).toMatch(/^READ_BACK_FAILED: order 4711 of sender s4 /);
    const delivery = await deadDelivery(intake.database.sql, 'intake', letter?.id ?? '');
    if (!delivery) throw new Error('there is no dead letter');
    keep('4711', 40);
    expect(await intake.runner.replay(delivery)).toBe(true);
    pass(3 * second);
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.changed.v1', '4711', 40]]);
  });

  test('two processes read each order once, and together four at a time', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => String(5000 + index));
    for (const key of keys) keep(key);
    await said(...keys);
    pass(3 * second);
    const jobs = [intake.first, intake.job()] as const;
    const four = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    fake.beforeAnswer = async () => {
      if (fake.asked.length === 4) four.resolve();
      await over.promise;
    };
    const first = jobs[0].readDue();
    await four.promise;
    // While four are read, the other process has none.
    expect(await jobs[1].readDue()).toBe(0);
    expect(fake.asked).toHaveLength(4);
    over.resolve();
    await Promise.all([first, jobs[1].readDue()]);
    for (let read = 1; read > 0; ) {
      read = (await Promise.all(jobs.map((job) => job.readDue()))).reduce((sum, count) => sum + count, 0);
    }
    expect(fake.asked.map(({ path: asked }) => /'(\d+)'/.exec(asked)?.[1]).sort()).toEqual(keys);
    expect(await announced()).toHaveLength(20);
  });

  test('what a process had claimed when it was killed is read by another when the lease has ended', async () => {
    keep('4711');
    await said('4711');
    pass(3 * second);
    const now = Date.parse(intake.clock.now);
    expect(await intake.database.transaction((sql) => claimLookups(sql, 's4', now))).toHaveLength(1);
    pass(minute - 1);
    expect(await intake.first.readDue()).toBe(0);
    pass(1);
    expect(await intake.first.readDue()).toBe(1);
    expect(await announced()).toEqual([['sales-order.placed.v1', '4711', 25]]);
  });

  test('a process that is told to end waits for no system, and another reads what it was at', async () => {
    keep('4711');
    await said('4711');
    pass(3 * second);
    const reached = new Promise<void>((resolve) => {
      fake.beforeAnswer = async () => {
        resolve();
        await ended;
      };
    });
    const ended = reached.then(() => intake.first.beforeApplicationShutdown());
    await intake.first.readDue();
    await ended;
    fake.beforeAnswer = undefined;
    expect(await lookup('4711')).toMatchObject({ state: 'waiting', failures: 1, wait: 2000 });
    pass(2 * second);
    await intake.job().readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', '4711', 25]]);
  });

  test('what was saved when a process was killed is not doubled; what it said too late counts for nothing', async () => {
    keep('4711');
    await said('4711');
    pass(3 * second);
    fake.beforeAnswer = async () => {
      fake.beforeAnswer = undefined;
      // Stands still until its lease has ended, and another process has read the order.
      pass(minute);
      await intake.job().readDue();
      fake.orders.delete('4711');
    };
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', '4711', 25]]);
    expect(fake.asked).toHaveLength(2);
    expect(await lookup('4711')).toMatchObject({ state: 'read', failures: 0 });
  });

  test('every night what changed is listed, and read where no event came', async () => {
    keep('4700', 25, start - 30 * 24 * hour);
    await intake.first.readDue();
    for (const key of ['4711', '4712', '4713']) keep(key, 25, start + hour);
    pass(17 * hour);
    await intake.first.readDue();
    expect((await announced()).map(([, key]) => key).sort()).toEqual(['4711', '4712', '4713']);
    fake.asked.length = 0;
    pass(24 * hour);
    await intake.first.readDue();
    expect(fake.asked.map(({ path: asked }) => asked)).toEqual([expect.stringMatching(/\$filter=LastChangeDateTime/)]);
  });

  test('a list that fails is read again, and forgets nothing', async () => {
    await intake.first.readDue();
    keep('4711', 25, start + hour);
    pass(17 * hour);
    fake.troubles.push('503');
    await intake.first.readDue();
    expect(await lookup('*')).toMatchObject({ failures: 1, wait: 2000 });
    pass(2 * second);
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', '4711', 25]]);
  });

  test('OData V4: orders are read with a token, trouble is waited for, and what changed is listed page by page', async () => {
    const keys = ['4711', '4712', '4713', '4714', '4715'];
    keep('4711', 25, Date.parse(intake.clock.now), v4);
    await intake.runner.deliver([event('4711', 'Created', 's4-v4')]);
    pass(3 * second);
    v4.troubles.push('503');
    await intake.first.readDue();
    pass(2 * second);
    await intake.first.readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', 'V4-4711', 25]]);
    const [asked] = v4.asked.filter(({ path: of }) => of.includes('/SalesOrder/4711'));
    expect(asked?.path).toContain('$expand=_Item($expand=_ItemPricingElement,_ItemScheduleLine)');
    expect(asked?.authorization).toBe(`Bearer ${v4.tokens.at(-1)}`);
    // A token that is turned down before its time is asked for once more.
    v4.troubles.push('401');
    await intake.runner.deliver([event('4711', 'Changed', 's4-v4')]);
    pass(3 * second);
    await intake.first.readDue();
    expect(v4.asked.at(-1)).toMatchObject({ etag: expect.stringMatching(/^W\//) });
    for (const key of keys) keep(key, 30, start + hour, v4);
    pass(17 * hour);
    for (let read = 1; read > 0; ) read = await intake.first.readDue();
    expect((await announced()).sort()).toEqual([
      ['sales-order.changed.v1', 'V4-4711', 30],
      ...keys.slice(1).map((key) => ['sales-order.placed.v1', `V4-${key}`, 30]),
    ]);
  });

  test('Business Central: its list and its orders are read; a key is no number, and what is deleted is canceled by its number', async () => {
    const ids = ['1', '2', '3'].map((digit) => `5d115c9c-0000-0000-0000-00000000000${digit}`);
    for (const [index, id] of ids.entries()) {
      const changed = start + (index < 2 ? minute : -48 * hour);
      central.orders.set(id, { id, number: `S-${index + 1}`, changed, quantity: 5 + index });
    }
    const told = async (changeType: string, resource: string) => {
      const value = [{ subscriptionId: 'all', changeType, resource: `api/v2.0/companies(x)/${resource}` }];
      await intake.runner.deliver([rawDelivery('order-documents', JSON.stringify({ value }), { sender: 'bc' })]);
    };
    await told('collection', 'salesOrders?$filter=lastModifiedDateTime%20gt%202026-11-21T10:00:00Z');
    pass(3 * second);
    await intake.first.readDue();
    expect((await announced()).sort()).toEqual([
      ['sales-order.placed.v1', 'S-1', 5],
      ['sales-order.placed.v1', 'S-2', 6],
    ]);
    central.orders.delete(ids[0] ?? '');
    await told('deleted', `salesOrders(${ids[0]})`);
    await told('updated', `salesOrders(${ids[2]})`);
    for (let round = 0; round < 2; round++) {
      pass(2 * minute);
      await intake.first.readDue();
    }
    expect((await announced()).sort()).toEqual([
      ['sales-order.cancelled.v1', 'S-1', undefined],
      ['sales-order.placed.v1', 'S-3', 7],
    ]);
  });

  test.each<[string, string | undefined, string]>([
    ['was invoiced is held: nothing is taken back', 'Open', 'held'],
    ['has a draft of an invoice is canceled', 'Draft', 'cancelled'],
    ['was never invoiced is canceled', undefined, 'cancelled'],
  ])('Business Central: a deleted order that %s', async (_, status, outcome) => {
    const id = '5d115c9c-0000-0000-0000-000000000009';
    central.orders.set(id, { id, number: "S-9'", changed: start, quantity: 5 });
    if (status) central.invoices.set("S-9'", status);
    const told = async (changeType: string) => {
      const value = [{ subscriptionId: changeType, changeType, resource: `api/v2.0/companies(x)/salesOrders(${id})` }];
      await intake.runner.deliver([rawDelivery('order-documents', JSON.stringify({ value }), { sender: 'bc' })]);
    };
    await told('created');
    pass(3 * second);
    await intake.first.readDue();
    central.orders.delete(id);
    await told('deleted');
    for (let round = 0; round < 2; round++) {
      pass(2 * minute);
      await intake.first.readDue();
    }
    const placed = ['sales-order.placed.v1', "S-9'", 5];
    const canceled = ['sales-order.cancelled.v1', "S-9'", undefined];
    expect(await announced()).toEqual(outcome === 'held' ? [placed] : [placed, canceled]);
    const kept = await intake.database.sql<{ told: string }>(
      `select document -> 'orders' -> 0 ->> 'outcome' as told from intake.order_document where bytes like '%deletionSaid%'`,
    );
    expect(kept).toEqual([{ told: outcome }]);
    expect(await lookup(id)).toMatchObject({ state: 'gone', failures: 0 });
  });

  test('who looks at a document sees that its order is to be read, why it was not, and that it was given up', async () => {
    await said('4711');
    const told = async () => {
      const [row] = await intake.database.sql<{ id: string }>('select id from intake.order_document');
      const kept = await keptDocument(intake.database.sql, row?.id ?? '');
      return kept && (await documentView(intake.database.sql, kept)).orders[0]?.warnings;
    };
    const [next, later] = ['2026-11-21T10:00:03Z', '2026-11-21T10:00:05Z'];
    expect(await told()).toMatchObject([
      { code: 'LOOKUP_WAITING', message: expect.stringMatching(`next at ${next}$`) },
    ]);
    pass(3 * second);
    fake.troubles.push('503');
    await intake.first.readDue();
    const message = expect.stringMatching(`next at ${later}; last time the system answers 503$`);
    expect(await told()).toMatchObject([{ code: 'LOOKUP_WAITING', message }]);
    await intake.database.sql(`update intake.lookup set state = 'failed', due_at = null where key = '4711'`);
    expect(await told()).toMatchObject([{ code: 'LOOKUP_FAILED' }]);
    await intake.database.sql(`update intake.lookup set state = 'read' where key = '4711'`);
    expect(await told()).toEqual([]);
  });

  test('a key of a sender without a system that is read says so', async () => {
    await intake.runner.deliver([event('4711', 'Changed', 'silent')]);
    const [row] = await intake.database.sql<{ told: object }>(
      `select document -> 'orders' -> 0 as told from intake.order_document`,
    );
    expect(row?.told).toMatchObject({ outcome: 'lookup', warnings: [{ code: 'LOOKUP_MISSING' }] });
    expect(await lookup('4711')).toBeUndefined();
  });
});
