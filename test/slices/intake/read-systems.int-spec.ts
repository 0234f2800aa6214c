import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { documentEvents } from '#apps/intake/src/documents/document.messages.ts';
import { DocumentIntake } from '#apps/intake/src/documents/document-intake.ts';
import { senderProfile } from '#apps/intake/src/documents/senders/profile.ts';
import { intakeContext } from '#apps/intake/src/intake.slices.ts';
import { intakeStore } from '#apps/intake/src/intake.store.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { LookupJob } from '#apps/intake/src/lookups/lookup.job.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { rawDelivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';
import { type DynamicsOrder, startFakeDynamics365 } from '#test/support/systems/fake-dynamics-365.ts';
import { type ErpnextOrder, startFakeErpnext } from '#test/support/systems/fake-erpnext.ts';
import { type NetsuiteOrder, startFakeNetsuite } from '#test/support/systems/fake-netsuite.ts';
import { type OdooOrder, startFakeOdoo } from '#test/support/systems/fake-odoo.ts';
import { type SalesforceOrder, startFakeSalesforce } from '#test/support/systems/fake-salesforce.ts';
import type { FakeSystem, SystemTrouble } from '#test/support/systems/fake-system.ts';

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const start = Date.parse('2026-11-21T10:00:00.000Z');
const folder = mkdtempSync(path.join(tmpdir(), 'read-systems-'));
const fileOf = (name: string, content: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

/** A system as the tests use it: orders 1, 2, … with a quantity and a state, and what it says of one. */
interface System {
  readonly fake: Pick<FakeSystem<unknown>, 'troubles' | 'asked' | 'close'> & { readonly orders: Map<string, unknown> };
  readonly lookup: object;
  readonly number: (order: number) => string;
  readonly keep: (order: number, quantity: number, state?: 'held' | 'canceled', changed?: number) => void;
  readonly event: (order: number) => object;
}

async function netsuite(): Promise<System> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const fake = await startFakeNetsuite(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const secretFile = fileOf('netsuite', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const root = `${fake.root}/services/rest`;
  const token = { kind: 'oauth2-jwt', clientId: 'client', keyId: 'certificate', scope: 'rest_webservices', secretFile };
  const states = { held: 'A', canceled: 'C' };
  return {
    fake,
    lookup: { address: root, credentials: { ...token, tokenAddress: `${root}/auth/oauth2/v1/token` } },
    number: (order) => `SO${order}`,
    keep: (order, quantity, state, changed = start) => {
      const day = new Date(changed).toISOString().slice(0, 10);
      const orderStatus = state ? states[state] : 'B';
      fake.orders.set(String(order), {
        id: String(order),
        tranId: `SO${order}`,
        day,
        orderStatus,
        quantity,
      } satisfies NetsuiteOrder);
    },
    event: (order) => ({ recordType: 'salesorder', id: String(order), type: 'edit' }),
  };
}

async function salesforce(): Promise<System> {
  const fake = await startFakeSalesforce();
  const keyOf = (order: number) => `801xx00000000${order}1AAA`;
  const credentials = {
    ...{ kind: 'oauth2', tokenAddress: `${fake.root}/services/oauth2/token`, clientId: 'client' },
    secretFile: fileOf('salesforce', 'secret'),
  };
  const states = { held: 'Draft', canceled: 'Cancelled' };
  return {
    fake,
    lookup: { address: `${fake.root}/services/data/v65.0`, credentials, fields: { order: ['CurrencyIsoCode'] } },
    number: (order) => `0000010${order}`,
    keep: (order, quantity, state, changed = start) => {
      const Status = state ? states[state] : 'Activated';
      const kept: SalesforceOrder = { Id: keyOf(order), OrderNumber: `0000010${order}`, Status, changed, quantity };
      fake.orders.set(keyOf(order), kept);
    },
    event: (order) => ({ payload: { OrderId: keyOf(order), NewStatus: 'Activated' } }),
  };
}

async function odoo(): Promise<System> {
  const fake = await startFakeOdoo();
  const credentials = { kind: 'api-key', header: 'authorization', secretFile: fileOf('odoo', 'Bearer secret') };
  const states = { held: 'draft', canceled: 'cancel' };
  return {
    fake,
    lookup: { address: fake.root, credentials, database: 'lodz' },
    number: (order) => `S0000${order}`,
    keep: (id, quantity, held, changed = start) => {
      const write_date = new Date(changed).toISOString().slice(0, 19).replace('T', ' ');
      const state = held ? states[held] : 'sale';
      fake.orders.set(String(id), { id, name: `S0000${id}`, state, write_date, quantity } satisfies OdooOrder);
    },
    event: (order) => ({ _action: 'Tell Seatwright(#480)', _model: 'sale.order', _id: order, id: order }),
  };
}

async function erpnext(): Promise<System> {
  const fake = await startFakeErpnext();
  const credentials = { kind: 'api-key', header: 'authorization', secretFile: fileOf('erpnext', 'token key:secret') };
  const states = { held: [0, 'Draft'], canceled: [2, 'Cancelled'] } as const;
  return {
    fake,
    lookup: { address: fake.root, credentials },
    number: (order) => `SO/26-27/${order}`,
    keep: (order, quantity, state, changed = start) => {
      const [docstatus, status] = state ? states[state] : ([1, 'To Deliver and Bill'] as const);
      const modified = new Date(changed).toISOString().replace('T', ' ').replace('Z', '000');
      const name = `SO/26-27/${order}`;
      fake.orders.set(name, { name, docstatus, status, modified, quantity } satisfies ErpnextOrder);
    },
    event: (order) => ({ doctype: 'Sales Order', name: `SO/26-27/${order}` }),
  };
}

async function dynamics365(): Promise<System> {
  const fake = await startFakeDynamics365();
  const token = { kind: 'oauth2', tokenAddress: `${fake.root}/tenant/oauth2/v2.0/token`, clientId: 'client' };
  const credentials = { ...token, scope: `${fake.root}/.default`, secretFile: fileOf('dynamics', 'secret') };
  const states = { held: 'None', canceled: 'Canceled' };
  return {
    fake,
    lookup: { address: `${fake.root}/data`, credentials },
    number: (order) => `SO-00${order}`,
    keep: (order, quantity, state, changed = start) => {
      const [SalesOrderNumber, SalesOrderStatus] = [`SO-00${order}`, state ? states[state] : 'Backorder'];
      const made = { OrderCreationDateTime: new Date(changed).toISOString(), quantity };
      const kept: DynamicsOrder = { dataAreaId: 'usmf', SalesOrderNumber, SalesOrderStatus, ...made };
      fake.orders.set(`usmf:${SalesOrderNumber}`, kept);
    },
    event: (order) => ({
      BusinessEventId: 'Confirmed',
      BusinessEventLegalEntity: 'USMF',
      SalesOrderNumber: `SO-00${order}`,
    }),
  };
}

const starts = { netsuite, salesforce, odoo, erpnext, 'dynamics-365': dynamics365 };
const names = Object.keys(starts) as (keyof typeof starts)[];

let postgres: TestPostgres;
let systems: Record<keyof typeof starts, System>;
let intake: Awaited<ReturnType<typeof begin>>;

async function begin() {
  const profiles = names.map((system) => {
    const { lookup } = systems[system];
    return senderProfile.parse({
      ...{
        sender: system,
        formats: [system],
        order: { kind: 'sales-order' },
        mayOrderFor: ['*'],
        units: { Nos: 1, Units: 1, ea: 1 },
      },
      ...{ parties: { unknown: 'pass-through' }, emails: { always: ['it@lodz.example'] }, currency: 'EUR' },
      lookup: { system, ...lookup },
    });
  });
  const senders = new Map(profiles.map((profile) => [profile.sender, profile]));
  const service = await startService(postgres.url, {
    ...{ name: 'intake', entities: intakeTables, migrations: intakeMigrations, context: intakeContext },
    ...{ store: intakeStore(), translate: documentEvents(senders) },
  });
  const { database, runner, clock } = service;
  const now = () => new Date(clock.now);
  const documents = new DocumentIntake(senders, database, runner, now);
  const job = (patience = 10_000) =>
    new LookupJob({ database, documents, now, chance: () => 0, log: createLog('silent'), patience });
  return { ...service, job };
}

const pass = (milliseconds: number) => {
  intake.clock.now = new Date(Date.parse(intake.clock.now) + milliseconds).toISOString();
};

async function said(name: keyof typeof starts, order: number): Promise<void> {
  const value = JSON.stringify(systems[name].event(order));
  await intake.runner.deliver([rawDelivery('order-documents', value, { sender: name })]);
  pass(3 * second);
}

const announced = async () =>
  (await intake.announced()).map(({ type, key, data }) => [type, key, data.lines?.[0].quantity]);

const lookups = async () =>
  await intake.database.sql<{ state: string; failures: number; error: string | null }>(
    `select state, failures, last_error as error from intake.lookup where key <> '*' order by key`,
  );

beforeAll(async () => {
  const begun = Promise.all(names.map(async (name) => [name, await starts[name]()] as const));
  postgres = await startTestPostgres();
  systems = Object.fromEntries(await begun) as typeof systems;
  intake = await begin();
});

beforeEach(async () => {
  await intake.database.sql(
    `truncate intake.lookup, intake.lookup_pause, intake.order_document, intake.source_order, intake.dead_letter,
       intake.inbox, intake.outbox`,
  );
  for (const { fake } of Object.values(systems)) {
    fake.orders.clear();
    for (const list of [fake.troubles, fake.asked]) list.length = 0;
  }
  intake.clock.now = new Date(start).toISOString();
});

afterAll(async () => {
  await intake?.database.close();
  for (const { fake } of Object.values(systems ?? {})) await fake.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

describe.each(names)('%s', (name) => {
  const { first, number } = {
    first: () => intake.job(),
    number: (order: number) => systems[name].number(order),
  };

  test('a key is read back as the order that it is, its changes and its cancellation too', async () => {
    const { keep } = systems[name];
    keep(1, 25);
    await said(name, 1);
    await first().readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', number(1), 25]]);
    keep(1, 30, undefined, start + minute);
    await said(name, 1);
    await first().readDue();
    expect(await announced()).toEqual([['sales-order.changed.v1', number(1), 30]]);
    keep(1, 30, 'canceled', start + 2 * minute);
    await said(name, 1);
    await first().readDue();
    expect(await announced()).toEqual([['sales-order.cancelled.v1', number(1), undefined]]);
  });

  test('nothing is placed of a draft until it counts', async () => {
    const { keep } = systems[name];
    keep(1, 25, 'held');
    await said(name, 1);
    await first().readDue();
    expect(await announced()).toEqual([]);
    const told = `select document -> 'orders' -> 0 ->> 'outcome' as told from intake.order_document order by received_at desc limit 1`;
    expect(await intake.database.sql(told)).toEqual([{ told: 'held' }]);
    keep(1, 25, undefined, start + minute);
    await said(name, 1);
    await first().readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', number(1), 25]]);
  });

  test.each<[SystemTrouble, number, RegExp]>([
    ['429', 7 * second, /429/],
    ['500', 2 * second, /500/],
    ['slow', 2 * second, /no whole answer/],
  ])('after %s it is read again, and nothing is lost', async (trouble, wait, why) => {
    const { keep, fake } = systems[name];
    keep(1, 25);
    // A token is asked for first, in a time that it may have.
    keep(2, 5);
    await said(name, 2);
    const job = intake.job(trouble === 'slow' ? 300 : 10_000);
    await job.readDue();
    await announced();
    fake.troubles.push(trouble);
    await said(name, 1);
    await job.readDue();
    expect(await announced()).toEqual([]);
    expect((await lookups())[0]).toEqual({ state: 'waiting', failures: 1, error: expect.stringMatching(why) });
    pass(wait);
    await first().readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', number(1), 25]]);
  });

  test('401 pauses the sender, whom the process names; then it is read', async () => {
    const { keep, fake } = systems[name];
    keep(1, 25);
    // A token is asked for once more.
    fake.troubles.push('401', '401');
    await said(name, 1);
    const job = first();
    await job.readDue();
    expect(job.trouble).toContain(`orders of sender ${name} are not read, since the system answers 401`);
    fake.troubles.length = 0;
    pass(5 * minute);
    await job.readDue();
    expect([job.trouble, await announced()]).toEqual([undefined, [['sales-order.placed.v1', number(1), 25]]]);
  });

  test('every night what changed is listed, and read where no event came', async () => {
    const { keep } = systems[name];
    const job = first();
    keep(1, 25, undefined, start - 30 * 24 * hour);
    await job.readDue();
    for (const order of [2, 3, 4]) keep(order, order, undefined, start + hour);
    pass(17 * hour);
    for (let read = 1; read > 0; ) read = await job.readDue();
    expect((await announced()).sort()).toEqual(
      [2, 3, 4].map((order) => ['sales-order.placed.v1', number(order), order]),
    );
  });

  test('an order that is not there is waited for', async () => {
    await said(name, 1);
    await first().readDue();
    expect(await lookups()).toEqual([{ state: 'waiting', failures: 1, error: 'the order is not there' }]);
  });
});

test.each(['netsuite', 'salesforce', 'dynamics-365'] as const)(
  '%s: an order of which some lines are in another answer is not placed without them',
  async (name) => {
    const { keep, fake } = systems[name];
    keep(1, 25);
    fake.troubles.push('part');
    await said(name, 1);
    await intake.job().readDue();
    expect(await announced()).toEqual([]);
    expect(await lookups()).toMatchObject([{ state: 'waiting', failures: 1 }]);
    pass(2 * second);
    await intake.job().readDue();
    expect(await announced()).toEqual([['sales-order.placed.v1', systems[name].number(1), 25]]);
  },
);

test('ERPNext: an order that was amended is the next state of the same order', async () => {
  const { keep, fake, number } = systems.erpnext;
  keep(1, 25);
  await said('erpnext', 1);
  await intake.job().readDue();
  await announced();
  const [name, amended] = [number(1), `${number(1)}-1`];
  const state = { docstatus: 1, status: 'To Deliver and Bill', modified: '2026-11-21 11:00:00.000000', quantity: 30 };
  fake.orders.set(amended, { name: amended, amended_from: name, ...state });
  const value = JSON.stringify({ doctype: 'Sales Order', name: amended });
  await intake.runner.deliver([rawDelivery('order-documents', value, { sender: 'erpnext' })]);
  pass(3 * second);
  await intake.job().readDue();
  expect(await announced()).toEqual([['sales-order.changed.v1', name, 30]]);
});
