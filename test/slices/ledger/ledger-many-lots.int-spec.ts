import type { LicenseQuery } from '#apps/ledger/src/accounts/licenses.query.ts';
import { listLicenses } from '#apps/ledger/src/accounts/licenses.views.ts';
import { exportedLines } from '#apps/ledger/src/event-log/event-log.export.ts';
import { listEvents } from '#apps/ledger/src/event-log/event-log.views.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import type { Page } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';

/** An account with a hundred thousand lots of ten products: a thousand that the ledger granted, and copies of their rows. */

const lots = 100_000;
const products = 10;
const granted = 1000;
const copies = lots / granted - 1;
const programs = programsOf(builtInPrograms);
const reader = { programs, visible: 'everything', codeOf: () => undefined } as const;
/** Far above what any page takes, and far below what a scan of all lots does on a busy machine. */
const slow = 2500;

let postgres: TestPostgres;
let ledger: Awaited<ReturnType<typeof start>>;

function start() {
  return startService(postgres.url, {
    name: 'ledger',
    entities: ledgerTables,
    migrations: ledgerMigrations,
    context: ledgerContext,
    store: ledgerStore({ programs }),
  });
}

function grant(index: number) {
  const ends = new Date(Date.UTC(2027, 0, 1 + (index % 700))).toISOString().slice(0, 10);
  return delivery('entitlements', 'entitlement.fulfilled.v1', {
    ...{ entitlementId: `E-${index}`, shipmentId: `S-${index}`, orderNumber: `SO-${index}`, lineNumber: 1 },
    ...{ accountId: 'BIG', accounts: [{ accountId: 'BIG', role: 'end-customer', name: 'Big' }] },
    sku: `SKU-${index % products}`,
    product: {
      ...{ name: `Product ${index % products}`, description: 'x', instructionsUrl: 'https://docs.example/x' },
      ...{ program: 'open', scenario: 'activation', category: 'paid', billing: 'once' },
    },
    ...{ quantity: 1, unitPrice: '1.00', currency: 'EUR', kind: 'initial', termMonths: 12 },
    ...{ startsOn: '2026-01-01', endsOn: ends, graceEndsOn: ends, ssrn: '400000000001', sealedActivationCode: 'v1.x' },
    fulfilledAt: '2026-01-01T09:00:00Z',
  });
}

/** What a hundred thousand grants would have left behind, without the journals, which no list looks at. */
async function copyRows(sql: Sql): Promise<void> {
  const times = `generate_series(1, ${copies}) copy`;
  // The ledger refuses holdings that no journal posted.
  await sql('set local session_replication_role = replica');
  await sql(
    `insert into ledger.lot (lot_id, sku, name, program, starts_on, ends_on, grace_ends_on, traits, stock, visible_to, document)
     select lot_id || '-' || copy, sku, name, program, starts_on, ends_on, grace_ends_on, traits, stock, visible_to,
       (document::jsonb || jsonb_build_object('lotId', lot_id || '-' || copy))::json from ledger.lot, ${times}`,
  );
  await sql(
    `insert into ledger.holding (account_id, lot_id, sku, ends_on, quantity)
     select account_id, lot_id || '-' || copy, sku, ends_on, quantity from ledger.holding, ${times}`,
  );
  await sql(
    `insert into ledger.event_log (at, type, source, target, quantity, initiated_by, reference)
     select at + copy * interval '1 minute', type, source, target, quantity, initiated_by, reference || '-' || copy
     from ledger.event_log, ${times}`,
  );
  await sql('update ledger.coverage set change = change * $1', [copies + 1]);
}

const inUse = (sku: string, count: number) =>
  delivery('devices', 'device-count.reported.v1', { accountId: 'BIG', sku, inUse: count });

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; milliseconds: number }> {
  const begun = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - begun };
}

const page = (query: LicenseQuery) =>
  timed(() => listLicenses(ledger.database.sql, reader, 'BIG', '2026-11-21', query));

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await start();
  await ledger.runner.deliver(Array.from({ length: granted }, (_, index) => grant(index)));
  await ledger.database.transaction(copyRows);
  await ledger.database.sql('analyze ledger.lot, ledger.holding, ledger.event_log');
});

afterAll(async () => {
  await ledger.database.close();
  await postgres.stop();
});

describe('an account with 100,000 lots', () => {
  test('L4 its first page, its last and those of one product come at once', async () => {
    const first = await page({});
    expect(first.result.items).toHaveLength(50);
    const near = Buffer.from(JSON.stringify(['2028-11-29', 'E-0'])).toString('base64url');
    const last = await page({ cursor: near, limit: '500' });
    expect(last.result.items.length).toBeGreaterThan(100);
    expect(last.result.nextCursor).toBeNull();
    const named = await page({ name: 'product 7' });
    expect(new Set(named.result.items.map(({ sku }) => sku))).toEqual(new Set(['SKU-7']));
    for (const { milliseconds } of [first, last, named]) expect(milliseconds).toBeLessThan(slow);
  });

  test('M7 a page of what can be transferred is found behind all that cannot', async () => {
    const each = lots / products;
    const busy = Array.from({ length: products - 1 }, (_, index) => inUse(`SKU-${index}`, each));
    await ledger.runner.deliver([...busy, inUse(`SKU-${products - 1}`, each - 3)]);
    const { result, milliseconds } = await page({ hideNonTransferable: 'true' });
    expect(new Set(result.items.map(({ sku }) => sku))).toEqual(new Set([`SKU-${products - 1}`]));
    await ledger.runner.deliver([inUse(`SKU-${products - 1}`, each)]);
    const none = await page({ hideNonTransferable: 'true' });
    expect(none.result).toEqual({ items: [], nextCursor: null });
    for (const took of [milliseconds, none.milliseconds]) expect(took).toBeLessThan(4 * slow);
  });

  test('D8 its event log is paged, searched and exported', async () => {
    const { sql } = ledger.database;
    const log = (query: object) => timed((): Promise<Page<object>> => listEvents(sql, ['BIG'], query));
    const pages = [await log({}), await log({ sort: 'licenseCount' }), await log({ search: 'fulfil', sort: 'target' })];
    pages.push(await log({ search: '2026-11-21T11', sort: 'date' }), await log({ search: '1' }));
    const none = await log({ search: '1999-01-01' });
    expect(none.result.items).toEqual([]);
    expect(none.milliseconds).toBeLessThan(slow);
    for (const { result, milliseconds } of pages) {
      expect(result.items).toHaveLength(50);
      expect(milliseconds).toBeLessThan(slow);
    }
    let exported = 0;
    for await (const lines of exportedLines(ledger.database, ['BIG'], {}, ['type']))
      exported += `${lines}`.split('\r\n').length - 1;
    expect(exported).toBe(lots);
  });
});
