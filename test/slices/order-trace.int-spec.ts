import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listEntitlements } from '#apps/fulfillment/src/entitlement-list.views.ts';
import { FulfillmentModule } from '#apps/fulfillment/src/fulfillment.module.ts';
import { IntakeModule } from '#apps/intake/src/intake.module.ts';
import { listOrders } from '#apps/intake/src/intake.views.ts';
import { InvoicingModule } from '#apps/invoicing/src/invoicing.module.ts';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { ServiceName } from '#contracts/services.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { Database } from '#runtime/postgres/database.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { mostRowsRead } from '#test/support/plans.ts';
import { schemas } from '../../tools/migrations/services.ts';
import { until } from './ledger/ledger-stage.ts';

/** An order is followed through all services by its number, and lists are narrowed (portal R11, R12). */

const owner = 'owner@mine.example';
const stranger = 'stranger@elsewhere.example';
const operator = 'operator@seatwright.example';
const services = [
  { name: 'intake', module: IntakeModule },
  { name: 'fulfillment', module: FulfillmentModule },
  { name: 'ledger', module: LedgerModule },
  { name: 'invoicing', module: InvoicingModule },
];

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;
let now = new Date('2026-10-21T10:00:00Z');
let published = 0;

async function start(): Promise<void> {
  const settings = readSettings({
    ...{ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', OPERATORS: operator },
  });
  running = await startProcess({ settings, services, now: () => now });
}

async function publish(topic: TopicName, type: string, data: object): Promise<void> {
  published += 1;
  const headers = binaryHeaders({ id: `m-${published}`, source: '/test', type, time: now.toISOString() });
  await running.context.broker.publish([{ topic, key: 'MINE', headers, value: JSON.stringify(data) }]);
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
async function get(email: string, route: string): Promise<any> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  const response = await fetch(`${running.url}/api/${route}`, { headers: { authorization: `Bearer ${token}` } });
  return await response.json();
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
const items = async (email: string, route: string): Promise<any[]> => (await get(email, route)).items;
const numbers = async (email: string, route: string) =>
  (await items(email, route)).map(({ orderNumber }) => orderNumber);

const order = (orderNumber: string, accountId: string, facts: object, line: object) =>
  publish('sales-orders', 'sales-order.placed.v1', {
    ...{ orderNumber, revision: 1, currency: 'EUR', emails: ['it@mine.example'] },
    accounts: [{ accountId, role: 'end-customer', name: `Name of ${accountId}` }],
    lines: [{ lineNumber: 1, sku: 'ONCE', quantity: 9, unitPrice: '10.00', kind: 'initial', ...line }],
    ...facts,
  });

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-trace-'));
  await start();
  for (const [accountId, email] of [
    ['MINE', owner],
    ['THEIRS', stranger],
  ] as const) {
    const invoiced = { taxRate: '23', country: 'PL', invoiceEmails: ['ap@mine.example'] };
    await publish('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: accountId, ...invoiced });
    await publish('accounts', 'administrator.updated.v1', { accountId, email, role: 'owner' });
  }
  const product = {
    description: 'x',
    instructionsUrl: 'https://docs.example/x',
    scenario: 'activation',
    program: 'open',
  };
  const prices = { EUR: '10.00' };
  await publish('catalog', 'product.published.v1', {
    sku: 'ONCE',
    name: 'Wi-Fi einmal',
    termMonths: 12,
    prices,
    ...product,
  });
  await publish('catalog', 'product.published.v1', { sku: 'EVER', name: 'For ever', prices, ...product });
  await order('SO-1', 'MINE', { purchaseOrder: 'PO-Łódź/7' }, {});
  await order('SO-2', 'MINE', {}, { sku: 'EVER' });
  await order('SO-3', 'MINE', {}, { activationDate: '2026-12-01' });
  await order('SO-4', 'THEIRS', { purchaseOrder: 'PO-8' }, {});
  await until(async () => (await items(operator, 'entitlements')).length === 4);
  await until(async () => (await items(operator, 'accounts/MINE/licenses')).length === 3);
  await until(async () => (await items(operator, 'mails?state=sent')).length === 4);
  await until(async () => (await get(operator, 'accounts/MINE/next-invoice')).lines?.length >= 2);
  await until(async () => (await get(operator, 'accounts/THEIRS/next-invoice')).lines?.length === 1);
  await running.stop();
  now = new Date('2026-11-02T10:00:00Z');
  await start();
  await until(async () => (await items(operator, 'invoices')).length === 2);
});
afterAll(async () => {
  await running?.stop();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('P7 R12 an order is followed by its number', () => {
  test('through entitlement, mail and event log to its invoice', async () => {
    expect(await numbers(owner, 'entitlements?orderNumber=SO-1')).toEqual(['SO-1']);
    expect(await items(owner, 'mails?orderNumber=SO-1')).toMatchObject([{ kind: 'shipment', orderNumber: 'SO-1' }]);
    expect(await items(owner, 'mails?orderNumber=SO-1&state=undeliverable')).toEqual([]);
    expect(await items(owner, 'event-log?reference=SO-1')).toMatchObject([{ type: 'fulfil', licenseCount: 9 }]);
    const [invoice, ...more] = await items(owner, 'invoices?orderNumber=SO-1');
    expect([invoice.accountId, more]).toEqual(['MINE', []]);
    const { lines } = await get(owner, `invoices/${invoice.number}`);
    expect(lines.some(({ sku }: { sku: string }) => sku === 'ONCE')).toBe(true);
  });

  test('with when it was accepted and each line was released', async () => {
    const { receivedAt, acceptedRevisions, lines } = await get(owner, 'orders/SO-1');
    const at = new Date(receivedAt).toISOString();
    expect(acceptedRevisions).toEqual([{ revision: 1, at }]);
    expect(lines).toMatchObject([{ state: 'released', releasedAt: at }]);
    expect(await get(stranger, 'orders/SO-1')).toMatchObject({ status: 404 });
  });

  test('L11 by a stranger to nothing', async () => {
    for (const list of ['entitlements', 'mails', 'invoices'])
      expect(await items(stranger, `${list}?orderNumber=SO-1`)).toEqual([]);
    expect(await items(stranger, 'event-log?reference=SO-1')).toEqual([]);
    for (const query of ['q=SO-1', 'account=MINE', 'q=Łódź', 'from=2020-01-01'])
      expect(await numbers(stranger, `orders?${query}`)).not.toContain('SO-1');
    for (const query of ['q=SO-1', 'account=MINE', 'sku=EVER', 'status=future', 'sort=endsOn'])
      expect(await numbers(stranger, `entitlements?${query}`)).not.toContain(expect.stringMatching(/SO-[123]/));
  });
});

test.each([
  ['q=so-', ['SO-4', 'SO-3', 'SO-2', 'SO-1']],
  ['q=ŁÓDŹ', ['SO-1']],
  ['q=PO-', ['SO-4', 'SO-1']],
  ['q=%25', []],
  ['account=THEIRS', ['SO-4']],
  ['account=MINE&q=2', ['SO-2']],
  ['from=2999-01-01', []],
  ['to=2020-01-01', []],
])('P7 R12 orders with %s are %j', async (query, expected) => {
  expect((await numbers(operator, `orders?${query}`)).toSorted()).toEqual(expected.toSorted());
});

describe('P6 R11 entitlements in a list', () => {
  test.each([
    ['q=wi-fi', ['SO-1', 'SO-3', 'SO-4']],
    ['q=łódź', ['SO-1']],
    ['q=SO-2', ['SO-2']],
    ['account=MINE', ['SO-1', 'SO-2', 'SO-3']],
    ['sku=EVER', ['SO-2']],
    ['status=future', ['SO-3']],
    ['status=active', ['SO-1', 'SO-2', 'SO-4']],
    ['status=expired', []],
    ['endsBefore=2027-11-15', ['SO-1', 'SO-4']],
    ['endsBefore=2027-11-15&account=MINE&sku=ONCE', ['SO-1']],
  ])('with %s are %j', async (query, expected) => {
    expect((await numbers(operator, `entitlements?${query}`)).toSorted()).toEqual(expected);
  });

  test.each(['-fulfilledAt', 'fulfilledAt', 'endsOn', '-endsOn'])('pages by %s join up', async (sort) => {
    const all = await items(operator, `entitlements?sort=${sort}`);
    const found = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await get(operator, `entitlements?sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`);
      found.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(found).toEqual(all);
    const ends = all.map(({ endsOn = 'ever' }) => endsOn);
    if (sort.endsWith('endsOn')) expect(sort === 'endsOn' ? ends : ends.toReversed()).toEqual(ends.toSorted());
  });

  test('by another order are refused with those that there are', async () => {
    expect((await get(owner, 'entitlements?sort=name')).violations[0]).toMatchObject({
      ...{ code: 'WRONG_PARAMETER', path: 'sort', limit: 'fulfilledAt, endsOn' },
    });
  });
});

describe('R16 one search over all services', () => {
  const search = async (email: string, q: string) => {
    const found = await Promise.all(
      services.map(({ name }) => items(email, `search/${name}?q=${encodeURIComponent(q)}`)),
    );
    return found.flat().map(({ kind, id }) => `${kind} ${id}`);
  };

  test('finds what is sought in each, and for a stranger nothing of others', async () => {
    const { number } = (await items(owner, 'invoices'))[0];
    const [lot] = await items(owner, 'accounts/MINE/licenses');
    const [entitlement] = await items(owner, 'entitlements?orderNumber=SO-1');
    expect(await search(owner, 'so-1')).toEqual(['order SO-1', `entitlement ${entitlement.entitlementId}`]);
    expect(await search(owner, 'łódź')).toEqual(['order SO-1', `entitlement ${entitlement.entitlementId}`]);
    expect(await search(owner, number.toLowerCase())).toEqual([`invoice ${number}`]);
    expect(await search(owner, lot.lotId)).toContain(`lot ${lot.lotId}`);
    expect(await search(owner, 'min')).toEqual(['account MINE', `invoice ${number}`]);
    for (const q of ['so-1', 'łódź', number, lot.lotId, 'min']) {
      const found = await search(stranger, q);
      expect(found.filter((hit) => /MINE|SO-1|INV/.test(hit) && !hit.includes('SO-4'))).toEqual([]);
    }
  });

  test('refuses what is too short, and what is missing', async () => {
    for (const { name } of services)
      for (const query of ['', '?q=a', '?q=%20%20']) {
        expect((await get(owner, `search/${name}${query}`)).violations).toMatchObject([{ path: 'q' }]);
      }
  });
});

test('R16 orders and entitlements are found by indexes, however many there are', async () => {
  const open = async (service: ServiceName) => {
    const url = Object.assign(new URL(postgres.url), { pathname: '/many' }).href;
    return await Database.open({ url, schema: service, ...schemas[service] });
  };
  const first = await Database.connect({ url: postgres.url, schema: 'none', entities: [], migrations: [] });
  await first.sql('create database many');
  await first.close();
  const [intake, fulfillment] = [await open('intake'), await open('fulfillment')];
  try {
    await intake.sql(
      `insert into intake.sales_order (order_number, revision, state, account_ids, document)
       select 'SO-' || n, 1, 'accepted', array['A-' || n % 5000], json_build_object('purchaseOrder', md5('p' || n)) from generate_series(1, 30000) n`,
    );
    await fulfillment.sql(
      `insert into fulfillment.entitlement (entitlement_id, shipment_id, order_number, line_number, account_id, accounts, account_ids, sku, product,
         quantity, unit_price, currency, kind, starts_on, ends_on, ssrn, activation_code_hash, sealed_activation_code, fulfilled_at)
       select 'E-' || n, 'S-' || n, 'SO-' || n, 1, 'A', '[]', array['A-' || n % 5000], 'SKU-' || n % 300, '{"name":"Thing"}', 1, '1.00', 'EUR', 'initial',
         '2026-01-01', case when n % 7 > 0 then '2026-01-01'::date + n % 3000 end, n, n, 'x', now() from generate_series(1, 30000) n`,
    );
    await intake.sql('analyze intake.sales_order');
    await fulfillment.sql('analyze fulfillment.entitlement');
    const visible = ['A-7', 'A-8'];
    const read = async (database: Database, ask: Parameters<typeof mostRowsRead>[1]) =>
      await mostRowsRead(database.sql, ask);
    for (const query of [{}, { q: 'SO-1234' }, { account: 'A-7' }, { q: 'nothing like it' }, { state: 'rejected' }]) {
      const rows = await read(intake, (sql) => listOrders(sql, 'everything', query));
      expect([query, rows < 600]).toEqual([query, true]);
    }
    expect(await read(intake, (sql) => listOrders(sql, visible, { q: 'SO-' }))).toBeLessThan(600);
    const lists = [
      ...[{}, { q: 'so-1234' }, { account: 'A-7' }, { sku: 'SKU-9' }, { sort: 'endsOn' }, { sort: '-endsOn' }],
      ...[{ sort: 'endsOn', endsBefore: '2026-02-01' }],
    ];
    for (const query of lists) {
      const rows = await read(fulfillment, (sql) => listEntitlements(sql, 'everything', '2026-11-29', query));
      expect([query, rows < 600]).toEqual([query, true]);
    }
    const own = (sql: Parameters<typeof listEntitlements>[0]) =>
      listEntitlements(sql, visible, '2026-11-29', { sort: 'endsOn', status: 'active' });
    expect(await read(fulfillment, own)).toBeLessThan(600);
    // Among many accounts those of a row are looked up otherwise than among few, and the same is found.
    const many = [...visible, ...Array.from({ length: 500 }, (_, n) => `OTHER-${n}`)];
    const [few, same] = await Promise.all([visible, many].map((accounts) => listOrders(intake.sql, accounts, {})));
    expect(few?.items.length).toBe(12);
    expect(same).toEqual(few);
    const list = (accounts: readonly string[]) =>
      listEntitlements(fulfillment.sql, accounts, '2026-11-29', { limit: '5' });
    expect(await list(many)).toEqual(await list(visible));
  } finally {
    await intake.close();
    await fulfillment.close();
  }
});
