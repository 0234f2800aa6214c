import { sql as expression } from 'kysely';
import { figuresOf } from '#apps/ledger/src/accounts/account-figures.views.ts';
import { accountFrom } from '#apps/ledger/src/books/ledger.rows.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledger, ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { keepSums } from '#apps/ledger/src/sums/account-sums.ts';
import { figuredAccounts } from '#apps/ledger/src/sums/figured-accounts.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { addDays } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import fc from '#test/support/samples/properties.ts';
import { startService } from '#test/support/service.ts';

/** P2, G3: sums of accounts that are kept are those of their figures, whatever happens and whichever day it becomes. */

const desk = 'desk@vendor.example';
const programs = programsOf(builtInPrograms);
/** The day begins at the first two before and after it does in UTC. */
const zones: Readonly<Record<string, string | undefined>> = {
  ...{ A: 'Pacific/Auckland', B: 'Pacific/Honolulu', C: 'Europe/Warsaw', D: undefined, E: 'America/New_York' },
};
const accounts = Object.keys(zones);
const types: Readonly<Record<string, string | undefined>> = { 'AP-1': 'AP', 'AP-2': 'AP', MX: 'MX', CLOUD: undefined };
const skus = Object.keys(types);

let postgres: TestPostgres;
let service: Awaited<ReturnType<typeof start>>;
const start = () =>
  startService(postgres.url, {
    ...{ name: 'ledger', entities: ledgerTables, migrations: ledgerMigrations, context: ledgerContext },
    store: ledgerStore({ programs, operators: [desk] }),
  });

beforeAll(async () => {
  postgres = await startTestPostgres();
  service = await start();
});
afterAll(async () => {
  await service?.database.close();
  await postgres?.stop();
});

const product = (sku: string, deviceType: string | undefined) => ({
  ...{
    name: sku,
    description: 'x',
    instructionsUrl: 'https://docs.example/x',
    program: 'open',
    scenario: 'activation',
  },
  ...(deviceType === undefined ? {} : { deviceType }),
});

interface Step {
  readonly what: 'grant' | 'transfer' | 'count' | 'enrol' | 'publish' | 'zone' | 'keep' | 'wait' | 'back';
  readonly account: string;
  readonly other: string;
  readonly sku: string;
  readonly by: 'sku' | 'type';
  readonly quantity: number;
  readonly days: number;
  readonly length: number;
  readonly hour: number;
}

const step$: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom<Step['what']>(
    ...(['grant', 'grant', 'grant', 'transfer', 'transfer', 'count', 'count', 'enrol'] as const),
    ...(['publish', 'zone', 'keep', 'keep', 'keep', 'wait', 'wait', 'back'] as const),
  ),
  account: fc.constantFrom(...accounts),
  other: fc.constantFrom(...accounts),
  sku: fc.constantFrom(...skus),
  by: fc.constantFrom('sku', 'type'),
  quantity: fc.integer({ min: 1, max: 9 }),
  days: fc.integer({ min: -3, max: 3 }),
  length: fc.integer({ min: 0, max: 5 }),
  hour: fc.integer({ min: 0, max: 23 }),
});

let made = 0;

/** What a step tells the ledger; undefined: only the clock goes on, or the sums are kept. */
function messageOf({ what, account, other, sku, by, quantity, days, length }: Step, today: string) {
  const id = ++made;
  const type = types[sku];
  const counted = by === 'type' && type !== undefined ? { deviceType: type } : { sku };
  switch (what) {
    case 'grant': {
      const ends = addDays(addDays(today, days), length);
      return delivery('entitlements', 'entitlement.fulfilled.v1', {
        ...{ entitlementId: `SO-${id}/1`, shipmentId: `SO-${id}-S`, orderNumber: `SO-${id}`, lineNumber: 1, sku },
        ...{ accountId: account, accounts: [{ accountId: account, role: 'end-customer', name: account }] },
        product: { ...product(sku, type), category: 'paid', billing: 'once' },
        ...{ quantity, unitPrice: '1.00', currency: 'EUR', kind: 'initial', termMonths: 12 },
        startsOn: addDays(today, days),
        ...(length === 5 ? {} : { endsOn: ends, graceEndsOn: ends }),
        ...{
          ssrn: `4${String(id).padStart(11, '0')}`,
          sealedActivationCode: 'v1.x',
          fulfilledAt: `${today}T00:00:00Z`,
        },
      });
    }
    case 'transfer': {
      const asked = { from: account, to: other, lines: [{ sku, quantity: 1 }], requestedBy: desk };
      return delivery('license-requests', 'license.transfer-requested.v1', asked);
    }
    case 'count':
      return delivery('devices', 'device-count.reported.v1', { accountId: account, ...counted, inUse: quantity - 1 });
    case 'enrol':
      return delivery('devices', 'device.enrolled.v1', { accountId: account, ...counted, deviceId: `D-${quantity}` });
    case 'publish': {
      // Where nothing of a product is held, the catalog says what its devices are.
      const told = product(sku, days > 0 ? type : 'MX');
      const sold = { termMonths: 12, prices: { EUR: '9.00' } };
      return delivery(
        'catalog',
        'product.published.v1',
        { sku, ...told, ...sold },
        { time: `2026-11-21T09:30:00.${String(id).padStart(3, '0').slice(-3)}Z` },
      );
    }
    case 'zone':
      return accountOf(account, zones[other], id);
    default:
      return undefined;
  }
}

const accountOf = (accountId: string, timeZone: string | undefined, version = 0) =>
  delivery(
    'accounts',
    'account.updated.v1',
    { accountId, kind: 'customer', name: accountId, country: 'PL', ...(timeZone ? { timeZone } : {}) },
    { time: new Date(Date.parse('2026-11-21T00:00:00Z') + version).toISOString() },
  );

const all = () => expression<boolean>`true`;

/** What lists are sorted and narrowed by. */
async function sums(sql: Sql, at: string) {
  const found = await figuredAccounts(sql, at, all, ['total', 'inUse', 'over', 'nextEnd']);
  const rows = await found
    .select(['account.account_id'])
    .select(
      expression<object>`json_build_object('total', coalesce(total, 0), 'inUse', coalesce(in_use, 0), 'over', coalesce(over, false),
        'nextEnd', ends_on)`.as('sums'),
    )
    .execute();
  return Object.fromEntries(rows.map((row) => [row.account_id, row.sums]));
}

/** The same of the figures that people see. */
async function expected(sql: Sql, at: string) {
  const rows = await ledger(sql).selectFrom('account').select('document').execute();
  const figures = await figuresOf(
    sql,
    rows.map(({ document }) => accountFrom(document)),
    at,
  );
  return Object.fromEntries(
    [...figures].map(([accountId, { products, deviceTypes, programs: ofPrograms }]) => [
      accountId,
      {
        total: deviceTypes.reduce((sum, { total }) => sum + total, 0),
        inUse: deviceTypes.reduce((sum, { inUse }) => sum + inUse, 0),
        over: [...products, ...deviceTypes].some(({ available }) => available < 0),
        nextEnd: ofPrograms.flatMap(({ nextEnd }) => nextEnd ?? []).toSorted()[0] ?? null,
      },
    ]),
  );
}

test('P2 G3 sums of accounts are those of their figures, through a random history and its days', async () => {
  const { database, runner, clock } = service;
  await runner.deliver(accounts.map((accountId) => accountOf(accountId, zones[accountId], ++made)));
  let fromKept = 0;
  for (const step of fc.sample(step$, 120)) {
    const today = clock.now.slice(0, 10);
    if (step.what === 'keep') await keepSums(database, () => clock.now);
    if (step.what === 'wait' || step.what === 'back') {
      const day = addDays(today, step.what === 'wait' ? step.length : -1);
      clock.now = `${day}T${String(step.hour).padStart(2, '0')}:00:00.000Z`;
    }
    const message = messageOf(step, today);
    if (message) await runner.deliver([message]);
    expect([step, await sums(database.sql, clock.now)]).toEqual([step, await expected(database.sql, clock.now)]);
    fromKept += await stillKept(database.sql);
  }
  expect(fromKept).toBeGreaterThan(60);
});

async function stillKept(sql: Sql): Promise<number> {
  const [kept] = await sql<{ count: string }>('select count(*) from ledger.account_sums where today is not null');
  return Number(kept?.count);
}

test('G3 what nobody changed is added up once', async () => {
  const { database, clock } = service;
  await keepSums(database, () => clock.now);
  expect(await keepSums(database, () => clock.now)).toBe(0);
});

test('L5 G3 devices of a product count anew when the catalog says anew what it is for', async () => {
  const { database, runner, clock } = service;
  const count = (what: object, inUse: number) =>
    delivery('devices', 'device-count.reported.v1', { accountId: 'G', ...what, inUse });
  const publish = (deviceType?: string) =>
    delivery(
      'catalog',
      'product.published.v1',
      { sku: 'NEW', ...product('NEW', deviceType), termMonths: 12, prices: { EUR: '9.00' } },
      { time: `2026-11-22T00:00:00.${++made}Z` },
    );
  const used = async () => (await sums(database.sql, clock.now)).G;
  const held = {
    what: 'grant',
    account: 'G',
    other: 'G',
    sku: 'AP-1',
    by: 'sku',
    quantity: 1,
    days: 0,
    length: 5,
    hour: 0,
  } as const;
  const granted = messageOf(held, clock.now.slice(0, 10));
  await runner.deliver([accountOf('G', undefined, ++made), ...(granted ? [granted] : [])]);
  await runner.deliver([count({ deviceType: 'AP' }, 5), count({ sku: 'NEW' }, 3)]);
  await keepSums(database, () => clock.now);
  expect(await used()).toMatchObject({ inUse: 8 });
  for (const [deviceType, inUse] of [
    ['AP', 5],
    ['MX', 8],
    ['AP', 5],
  ] as const) {
    await runner.deliver([publish(deviceType)]);
    expect(await used()).toMatchObject({ inUse });
    await keepSums(database, () => clock.now);
    expect(await sums(database.sql, clock.now)).toEqual(await expected(database.sql, clock.now));
  }
});

test('G3 an account that changes while its sums are added up stays marked', async () => {
  const { database, clock } = service;
  const change = `update ledger.device_count set in_use = in_use + 1 where (account_id, counted) in (
    select account_id, counted from ledger.device_count order by account_id, counted limit 1) returning account_id`;
  expect(await database.sql(change)).toHaveLength(1);
  let keeping: Promise<number> | undefined;
  await database.transaction(async (sql) => {
    // Another change of it, which is not committed when the job looks.
    await sql(change);
    keeping = keepSums(database, () => clock.now);
    await waitingFor(database.sql);
  });
  expect(await keeping).toBe(0);
  expect(await sums(database.sql, clock.now)).toEqual(await expected(database.sql, clock.now));
  expect(await keepSums(database, () => clock.now)).toBe(1);
});

/** Until a statement waits for the end of another transaction. */
async function waitingFor(sql: Sql): Promise<void> {
  for (;;) {
    const [waiting] = await sql<{ count: string }>('select count(*) from pg_locks where not granted');
    if (Number(waiting?.count) > 0) return;
  }
}
