import { listAccounts } from '#apps/ledger/src/accounts/accounts.views.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { startTestPostgres } from '#test/support/database.ts';
import { mostRowsRead } from '#test/support/plans.ts';
import { startService } from '#test/support/service.ts';
import { type LedgerStage, startLedgerStage, until } from '../ledger/ledger-stage.ts';

/** Accounts in a list (P2, portal R2): found, sorted, with figures by program and with what the person may do. */

let stage: LedgerStage;
const owner = 'owner@msp.example';
const admin = 'admin@msp.a.example';
const reader = 'reader@msp.example';
const stranger = 'stranger@elsewhere.example';
const operator = 'operator@seatwright.example';

const ids = (answer: { body: { items: { accountId: string }[] } }) =>
  answer.body.items.map(({ accountId }) => accountId);
const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const list = (email: string, query = '') => stage.request(email, `accounts${query}`);

beforeAll(async () => {
  stage = await startLedgerStage({ OPERATORS: operator });
  await stage.account('MSP', { kind: 'msp', name: 'Nordwind' });
  await stage.account('MSP.A', { parentId: 'MSP', name: 'Zebra' });
  await stage.account('MSP.B', { parentId: 'MSP', name: 'Łódź 100%' });
  await stage.account('MSP.C', { parentId: 'MSP', name: 'alpha', kind: 'reseller' });
  await stage.account('X', { name: 'Elsewhere' });
  await stage.administrator('MSP', owner, { role: 'owner' });
  await stage.administrator('MSP.A', admin);
  await stage.administrator('MSP', reader, { role: 'owner', access: 'read-only' });
  await stage.administrator('X', stranger);
  const mist = { program: 'mist', deviceType: 'AP' };
  await stage.entitlement('E-1', 'MSP.A', mist, { sku: 'AP-1', quantity: 20, endsOn: '2099-12-31' });
  await stage.entitlement('E-2', 'MSP.A', mist, { sku: 'AP-2', quantity: 5, endsOn: '2098-12-31' });
  await stage.entitlement('E-3', 'MSP.A', mist, { sku: 'AP-2', quantity: 7, endsOn: '2026-03-31' });
  await stage.entitlement('E-4', 'MSP.A', { program: 'meraki' }, { sku: 'MX', quantity: 3 });
  await stage.publish('devices', 'device-count.reported.v1', { accountId: 'MSP.A', deviceType: 'AP', inUse: 21 });
  await stage.entitlement('E-5', 'MSP.B', mist, { sku: 'AP-1', quantity: 2, endsOn: dayFromNow(30) });
  await stage.entitlement('E-6', 'MSP.C', { program: 'meraki' }, { sku: 'MX', quantity: 40 });
  const counts = { 'MSP.B': [{ deviceType: 'AP' }, { sku: 'AP-1' }], 'MSP.C': [{ sku: 'MX' }] };
  for (const [accountId, counted] of Object.entries(counts))
    for (const [index, what] of counted.entries()) {
      const inUse = accountId === 'MSP.C' ? 41 : index + 1;
      await stage.publish('devices', 'device-count.reported.v1', { accountId, ...what, inUse });
    }
  await until(async () => (await list(operator)).body.items?.length === 5);
  await until(async () => (await list(admin)).body.items[0]?.programs[1]?.inUse === 21);
  await until(async () => (await list(operator, '?q=MSP.C')).body.items[0]?.programs[0]?.inUse === 41);
});
afterAll(() => stage?.stop());

test('P2 R2 each account has what it has of each program, and when something of it ends next', async () => {
  const [found] = (await list(admin)).body.items;
  expect(found.programs).toEqual([
    { program: 'meraki', total: 3, inUse: 0, available: 3 },
    { program: 'mist', total: 25, inUse: 21, available: 4, nextEnd: '2098-12-31' },
  ]);
  expect((await stage.request(admin, 'accounts/MSP.A')).body.programs).toEqual(found.programs);
  expect((await list(owner, '?q=zeb')).body.items).toMatchObject([{ programs: found.programs }]);
});

test.each([
  ['?q=ÓD', ['MSP.B']],
  ['?q=msp.', ['MSP.A', 'MSP.B', 'MSP.C']],
  ['?q=100%25', ['MSP.B']],
  ['?q=_', []],
  ['?sort=name', ['MSP.C', 'MSP.B', 'MSP', 'MSP.A']],
  ['?sort=-name&parent=MSP', ['MSP.A', 'MSP.B', 'MSP.C']],
  ['?sort=kind', ['MSP.A', 'MSP.B', 'MSP', 'MSP.C']],
  ['?sort=-accountId&kind=customer', ['MSP.B', 'MSP.A']],
  ['?sort=-parentId&q=msp', ['MSP.C', 'MSP.B', 'MSP.A', 'MSP']],
  ['?sort=-total', ['MSP.C', 'MSP.A', 'MSP.B', 'MSP']],
  ['?sort=inUse', ['MSP', 'MSP.B', 'MSP.A', 'MSP.C']],
  ['?sort=available', ['MSP.C', 'MSP', 'MSP.B', 'MSP.A']],
  ['?sort=nextEnd', ['MSP.B', 'MSP.A', 'MSP', 'MSP.C']],
  ['?stock=true', ['MSP.C']],
  ['?stock=true&kind=customer', []],
  ['?sort=-inUse&kind=customer', ['MSP.A', 'MSP.B']],
])('R2 %s is %j', async (query, expected) => {
  expect(ids(await list(owner, query))).toEqual(expected);
});

interface Listed {
  readonly accountId: string;
  readonly deviceTypes: readonly Record<'total' | 'inUse' | 'available', number>[];
  readonly programs: readonly { readonly nextEnd?: string }[];
}

const sumOf = (field: 'total' | 'inUse' | 'available') => (account: Listed) =>
  account.deviceTypes.reduce((sum, figures) => sum + figures[field], 0);
const sums = {
  total: sumOf('total'),
  inUse: sumOf('inUse'),
  available: sumOf('available'),
  nextEnd: ({ programs }: Listed) => programs.flatMap(({ nextEnd }) => nextEnd ?? []).toSorted()[0] ?? 'never',
};

test.each(Object.entries(sums))('P2 R2 what is sorted by %s has the figures that are shown', async (sort, value) => {
  const shown = ((await list(operator, `?sort=${sort}`)).body.items as Listed[]).map((each) => value(each));
  expect(shown).toEqual(shown.toSorted((one, other) => (one < other ? -1 : Number(one > other))));
  expect(new Set(shown).size).toBeGreaterThan(2);
});

test.each([
  ['', ['MSP.B', 'MSP.C']],
  ['&sort=-available', ['MSP.B', 'MSP.C']],
  ['&sort=name', ['MSP.C', 'MSP.B']],
])(
  'P2 R2 those that somebody has to look at%s use more than they have, or something of them ends soon',
  async (more, expected) => {
    expect(ids(await list(owner, `?attention=true${more}`))).toEqual(expected);
    const first = (await list(owner, `?attention=true&limit=1${more}`)).body;
    const next = (await list(owner, `?attention=true&limit=1${more}&cursor=${first.nextCursor}`)).body;
    expect([...ids({ body: first }), ...ids({ body: next })]).toEqual(expected);
    expect(next.nextCursor).toBeNull();
  },
);

test('R2 R15 a cursor that no page gave is refused', async () => {
  for (const key of ['many', '1e3', '9'.repeat(30)]) {
    const cursor = Buffer.from(JSON.stringify(['total', key, 'MSP'])).toString('base64url');
    expect((await list(owner, `?sort=total&cursor=${cursor}`)).status).toBe(400);
  }
});

test.each([
  ...['accountId', 'name', 'kind', 'parentId', 'total', 'inUse', 'available', 'nextEnd'],
  ...['-accountId', '-name', '-kind', '-total', '-nextEnd'],
])('R2 pages by %s join up', async (sort) => {
  const found: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await list(operator, `?sort=${sort}&limit=2${cursor}`);
    found.push(...ids(page));
    if (page.body.nextCursor === null) break;
    cursor = `&cursor=${page.body.nextCursor}`;
    // A place in one order is none in another.
    expect((await list(operator, `?sort=${sort === 'name' ? 'kind' : 'name'}${cursor}`)).status).toBe(400);
  }
  expect(found).toEqual(ids(await list(operator, `?sort=${sort}`)));
  expect(found).toHaveLength(5);
});

test('R2 another order is refused with those that there are', async () => {
  const { status, body } = await list(owner, '?sort=price');
  expect([status, body.violations[0]]).toMatchObject([
    400,
    {
      code: 'WRONG_PARAMETER',
      path: 'sort',
      actual: 'price',
      limit: 'accountId, name, kind, parentId, total, inUse, available, nextEnd',
    },
  ]);
});

const nothing = { transfer: false, purchase: false, decrease: false, stock: false, case: false, administer: false };
const changes = { ...nothing, transfer: true, purchase: true, decrease: true, case: true };

test.each([
  ['an owner above it', owner, 'MSP.A', { ...changes, administer: true }],
  ['an owner above a reseller', owner, 'MSP.C', { ...changes, stock: true, administer: true }],
  ['an administrator of it', admin, 'MSP.A', changes],
  ['who may only read', reader, 'MSP.A', nothing],
  ['an operator', operator, 'MSP.A', { ...changes, administer: true }],
])('P1 R2 %s sees what they may do', async (_who, email, accountId, may) => {
  expect((await stage.request(email, `accounts/${accountId}`)).body.may).toEqual(may);
  const { items } = (await list(email)).body;
  expect(items.find((each: { accountId: string }) => each.accountId === accountId).may).toEqual(may);
});

test('L11 R2 no search, order or parent finds a stranger anything', async () => {
  for (const query of [
    '',
    '?q=MSP',
    '?q=Zebra',
    '?sort=name',
    '?sort=-total',
    '?attention=true',
    '?parent=MSP',
    '?kind=msp',
  ]) {
    expect(JSON.stringify((await list(stranger, query)).body)).not.toMatch(/MSP|Zebra|alpha|Nordwind/);
  }
});

test('R2 a page is found by indexes, however many accounts there are', async () => {
  const postgres = await startTestPostgres();
  const programs = programsOf(builtInPrograms);
  const store = ledgerStore({ programs });
  const tables = { entities: ledgerTables, migrations: ledgerMigrations, context: ledgerContext, store };
  const { database } = await startService(postgres.url, { name: 'ledger', ...tables });
  try {
    await database.sql(
      `insert into ledger.account (account_id, parent_id, name, kind, from_order, as_of, document)
       select id, 'P-' || n % 1000, md5(id), case n % 10000 when 0 then 'msp' else 'customer' end, false, now(),
         json_build_object('accountId', id, 'kind', 'customer', 'name', md5(id), 'fromOrder', false, 'asOf', '2026-01-01T00:00:00.000Z')
       from (select n, 'A-' || n as id from generate_series(1, 20000) n) made`,
    );
    await database.sql('analyze ledger.account');
    const at = '2026-11-29T10:00:00.000Z';
    for (const query of [
      {},
      { sort: 'name' },
      { sort: '-kind' },
      { q: 'A-1234' },
      { kind: 'msp' },
      { parent: 'P-7' },
    ]) {
      const read = await mostRowsRead(database.sql, (sql) => listAccounts(sql, 'everything', at, query));
      expect([query, read < 500]).toEqual([query, true]);
    }
  } finally {
    await database.close();
    await postgres.stop();
  }
});
