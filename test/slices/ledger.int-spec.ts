import { builtInPrograms, programsOf } from '#domain/licenses/programs.ts';
import { createLog } from '#runtime/log.ts';
import { listEvents } from '../../apps/ledger/src/event-log.views.ts';
import { ExpiryJob } from '../../apps/ledger/src/expiry.job.ts';
import { findTransfer } from '../../apps/ledger/src/journals.views.ts';
import { ledgerDifferences } from '../../apps/ledger/src/ledger.differences.ts';
import { ledgerContext } from '../../apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '../../apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '../../apps/ledger/src/ledger.tables.ts';
import { listLicenses } from '../../apps/ledger/src/licenses.views.ts';
import { ledgerMigrations } from '../../apps/ledger/src/migrations/migrations.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { delivery } from '../support/deliveries.ts';
import { startService } from '../support/service.ts';

const programs = programsOf(builtInPrograms);
const reader = { programs, visible: 'everything', codeOf: () => 'CODE' } as const;
const today = '2026-11-21';

let now = '2026-11-21T10:00:00.000Z';
let postgres: TestPostgres;
let ledger: Awaited<ReturnType<typeof start>>;

function start() {
  return startService(postgres.url, {
    name: 'ledger',
    entities: ledgerTables,
    migrations: ledgerMigrations,
    context: ledgerContext,
    store: ledgerStore({ programs, now: () => new Date(now) }),
  });
}

async function deliver(...messages: ReturnType<typeof delivery>[]) {
  await ledger.runner.deliver(messages);
  return await ledger.announced();
}

function fulfilled(orderNumber: string, changes: Record<string, unknown> = {}) {
  const { product, accountId = 'A', ...rest } = changes as { product?: object; accountId?: string };
  return delivery('entitlements', 'entitlement.fulfilled.v1', {
    ...{ entitlementId: `${orderNumber}/1`, shipmentId: `${orderNumber}-S1`, orderNumber, lineNumber: 1, accountId },
    accounts: [
      { accountId, role: 'end-customer', name: 'Łódź Logistyka S.A.', country: 'PL' },
      { accountId: 'P', role: 'partner', name: 'Nordwind' },
    ],
    sku: 'SKU-1',
    product: {
      ...{
        name: 'Wireless',
        description: 'x',
        instructionsUrl: 'https://docs.example/x',
        program: 'open',
        scenario: 'activation',
      },
      ...{ category: 'paid', billing: 'once', ...product },
    },
    ...{ quantity: 25, unitPrice: '118.00', currency: 'EUR', kind: 'initial', termMonths: 12 },
    ...{ startsOn: '2026-11-01', endsOn: '2027-11-01', graceEndsOn: '2027-12-01' },
    ...{ ssrn: '400000000001', sealedActivationCode: 'v1.x', fulfilledAt: '2026-11-01T09:00:00Z' },
    ...rest,
  });
}

const account = (accountId: string, facts: object = {}) =>
  delivery('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: `Account ${accountId}`, ...facts });

const transfer = (from: string, to: string, lines: object[], more: object = {}) =>
  delivery('license-requests', 'license.transfer-requested.v1', { from, to, lines, ...more });

async function held(accountId: string): Promise<Record<string, number>> {
  const rows = await ledger.database.sql<{ lot_id: string; quantity: string }>(
    'select lot_id, quantity from ledger.holding where account_id = $1 order by lot_id',
    [accountId],
  );
  return Object.fromEntries(rows.map((row) => [row.lot_id, Number(row.quantity)]));
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await start();
  await deliver(account('A'), account('B'), account('C'));
});

afterAll(async () => {
  await ledger.database.close();
  await postgres.stop();
});

describe('the ledger on PostgreSQL', () => {
  test('a fulfilled line becomes a lot, once, and is announced with what invoicing needs', async () => {
    const [granted] = await deliver(fulfilled('SO-1'), fulfilled('SO-1'));
    expect(granted).toMatchObject({
      topic: 'licenses',
      key: 'A',
      type: 'license.granted.v1',
      data: {
        ...{ journalId: 'SO-1/1.fulfil', accountId: 'A', billingAccountId: 'A', entitlementId: 'SO-1/1', quantity: 25 },
        lot: { lotId: 'SO-1/1', unitPrice: '118.00', currency: 'EUR', originAccountId: 'A', graceEndsOn: '2027-12-01' },
      },
    });
    expect(await deliver(fulfilled('SO-1'))).toEqual([]);
    expect(await held('A')).toEqual({ 'SO-1/1': 25 });
  });

  test('a transfer is answered, and what cannot be done is refused and kept (L6, L8)', async () => {
    const events = await deliver(
      transfer('A', 'B', [{ lotId: 'SO-1/1', quantity: 5 }], { requestedBy: 'Ops@A.example', note: 'for the branch' }),
      transfer('A', 'B', [{ lotId: 'SO-1/1', quantity: 21 }]),
      transfer('A', 'A', [{ sku: 'SKU-1', quantity: 0.5 }]),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'license.transferred.v1',
      'license.refused.v1',
      'license.refused.v1',
    ]);
    expect(events[0]?.data).toMatchObject({ from: 'A', to: 'B', initiatedBy: 'ops@a.example', note: 'for the branch' });
    expect(events[1]?.data.violations).toMatchObject([{ code: 'EXCEEDS_TRANSFERABLE', limit: '20', actual: '21' }]);
    expect(await held('A')).toEqual({ 'SO-1/1': 20 });
    expect(await held('B')).toEqual({ 'SO-1/1': 5 });
    const log = await listEvents(ledger.database.sql, 'everything', {});
    expect(log.items.map(({ type, source, target, licenseCount }) => [type, source, target, licenseCount])).toEqual([
      ['transfer-refused', 'A', 'A', 0],
      ['transfer-refused', 'A', 'B', 21],
      ['transfer', 'A', 'B', 5],
      ['fulfil', 'A', 'A', 25],
    ]);
    expect((await listEvents(ledger.database.sql, ['C'], {})).items).toEqual([]);
  });

  test('L5 devices protect licences, whether counted one by one or at once', async () => {
    await deliver(
      fulfilled('SO-2', { sku: 'SKU-2', quantity: 10 }),
      delivery(
        'devices',
        'device-count.reported.v1',
        { accountId: 'A', sku: 'SKU-2', inUse: 6 },
        { time: '2026-11-20T00:00:00Z' },
      ),
      delivery('devices', 'device.enrolled.v1', { accountId: 'A', sku: 'SKU-2', deviceId: 'd1' }),
      delivery('devices', 'device.enrolled.v1', { accountId: 'A', sku: 'SKU-2', deviceId: 'd1' }),
    );
    const [refused] = await deliver(transfer('A', 'B', [{ sku: 'SKU-2', quantity: 4 }]));
    expect(refused?.data.violations).toMatchObject([{ code: 'EXCEEDS_TRANSFERABLE', limit: '3', actual: '4' }]);
    const page = await listLicenses(ledger.database.sql, reader, 'A', today, { name: 'wire' });
    expect(
      page.items.map(({ lotId, quantity, transferableQuantity }) => [lotId, quantity, transferableQuantity]),
    ).toEqual([
      ['SO-1/1', 20, 20],
      ['SO-2/1', 10, 3],
    ]);
  });

  test('L5 an absolute count that arrives late keeps the devices that are newer, of other batches too', async () => {
    const of = { accountId: 'B', deviceType: 'AP' };
    const enrolled = (deviceId: string, time: string) =>
      delivery('devices', 'device.enrolled.v1', { ...of, deviceId }, { time });
    await deliver(enrolled('f', '2026-11-20T15:00:00Z'), enrolled('g', '2026-11-20T16:00:00Z'));
    await deliver(
      delivery('devices', 'device-count.reported.v1', { ...of, inUse: 8 }, { time: '2026-11-20T15:30:00Z' }),
    );
    const rows = await ledger.database.sql<{ in_use: number }>(
      "select in_use from ledger.device_count where account_id = 'B' and counted = 'type:AP'",
    );
    expect(rows).toEqual([{ in_use: 9 }]);
    await deliver(
      delivery('devices', 'device-count.reported.v1', { ...of, inUse: 0 }, { time: '2026-11-20T17:00:00Z' }),
    );
  });

  test('a batch sees what it did itself: granted, moved on and moved back by sku', async () => {
    const product = { deviceType: 'AP' };
    const events = await deliver(
      fulfilled('SO-3', { sku: 'SKU-3', product, quantity: 10 }),
      transfer('A', 'B', [{ lotId: 'SO-3/1', quantity: 7 }]),
      transfer('B', 'C', [{ sku: 'SKU-3', quantity: 4 }]),
      transfer('C', 'A', [{ lotId: 'SO-3/1', quantity: 4 }]),
    );
    expect(events.map(({ type }) => type)).toEqual(['license.granted.v1', ...Array(3).fill('license.transferred.v1')]);
    expect(await held('C')).toEqual({});
    expect((await held('A'))['SO-3/1']).toBe(7);
    expect(await ledgerDifferences(ledger.database.sql)).toEqual([]);
  });

  test('M5 a transfer goes back whole, once; the list says which', async () => {
    await deliver(
      account('MSP', { kind: 'msp', tier: 'base' }),
      ...['MA', 'MB', 'MC'].map((id) => account(id, { parentId: 'MSP' })),
      delivery('accounts', 'administrator.updated.v1', {
        accountId: 'MSP',
        email: 'Boss@msp.example',
        role: 'super-user',
      }),
      fulfilled('SO-4', { accountId: 'MA', sku: 'SKU-4', product: { program: 'mist' } }),
    );
    const by = { requestedBy: 'boss@msp.example' };
    const [moved] = await deliver(transfer('MA', 'MB', [{ lotId: 'SO-4/1', quantity: 5 }], by));
    const transferId = moved?.data.transferId;
    const [onward] = await deliver(transfer('MB', 'MC', [{ lotId: 'SO-4/1', quantity: 1 }], by));
    expect(onward?.data.violations).toMatchObject([{ code: 'RETURN_ONLY' }]);
    const [license] = (await listLicenses(ledger.database.sql, reader, 'MB', today, {})).items;
    expect(license).toMatchObject({ transferableQuantity: 0, reason: 'RETURN_ONLY', returnOf: transferId });
    const borrower = { ...reader, visible: ['MB'] };
    const [lent] = (await listLicenses(ledger.database.sql, borrower, 'MB', today, {})).items;
    expect([license?.activationCode, lent?.activationCode, lent?.ssrn]).toEqual(['CODE', undefined, undefined]);
    const back = () => delivery('license-requests', 'license.return-requested.v1', { transferId, ...by });
    const events = await deliver(back(), back());
    expect(events.map(({ type }) => type)).toEqual(['license.returned.v1', 'license.refused.v1']);
    expect(events[0]?.data).toMatchObject({ from: 'MB', to: 'MA', returnOf: transferId, lines: [{ quantity: 5 }] });
    expect((await findTransfer(ledger.database.sql, transferId))?.returnedBy).toBe(events[0]?.data.transferId);
    expect(await held('MB')).toEqual({});
  });

  test('L7 rivals for the same licences: one wins, the other is refused, nothing deadlocks', async () => {
    await deliver(
      fulfilled('SO-5', { sku: 'SKU-5', quantity: 10 }),
      fulfilled('SO-6', { sku: 'SKU-5', accountId: 'B' }),
    );
    const rivals = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0
        ? transfer('A', 'B', [{ lotId: 'SO-5/1', quantity: 3 }])
        : transfer('B', 'A', [{ lotId: 'SO-6/1', quantity: 3 }]),
    );
    await Promise.all(rivals.map((message) => ledger.runner.deliver([message])));
    const events = await ledger.announced();
    expect(events.filter(({ type }) => type === 'license.transferred.v1')).toHaveLength(3 + 8);
    expect(events.filter(({ type }) => type === 'license.refused.v1')).toHaveLength(7 + 2);
    expect((await held('A'))['SO-5/1']).toBe(1);
    expect(await ledgerDifferences(ledger.database.sql)).toEqual([]);
  });

  test('S1 S6 stock is bought, and retired when its year is over, once', async () => {
    await deliver(
      account('R', { kind: 'reseller', currency: 'EUR' }),
      delivery('catalog', 'product.published.v1', {
        ...{ sku: 'PRO', name: 'Pro', description: 'x', instructionsUrl: 'https://docs.example/p', program: 'stock' },
        ...{ scenario: 'activation', termMonths: 12, prices: { EUR: '9.00' } },
      }),
    );
    const stock = { contractId: 'K-1', accountId: 'R', sku: 'PRO', quantity: 100 };
    const [bought] = await deliver(delivery('license-requests', 'stock.purchase-requested.v1', stock));
    expect(bought?.data).toMatchObject({
      contractId: 'K-1',
      quantity: 100,
      lot: { endsOn: '2027-11-21', unitPrice: '9.00' },
    });
    const job = new ExpiryJob(ledger.database, ledger.runner, () => new Date(now), createLog('silent'));
    expect(await job.expireDue()).toBe(0);
    const before = now;
    ledger.clock.now = now = '2027-11-21T00:00:01.000Z';
    expect(await job.expireDue()).toBe(1);
    expect(await job.expireDue()).toBe(0);
    ledger.clock.now = now = before;
    expect(await ledger.announced()).toMatchObject([{ type: 'license.expired.v1', key: 'R', data: { quantity: 100 } }]);
    expect(await held('R')).toEqual({});
  });

  test.each([
    ['a change of an entry', 'update ledger.entry set quantity = quantity + 1', 'what was recorded stays'],
    ['a deleted entry', 'delete from ledger.entry', 'what was recorded stays'],
    ['a deleted journal', 'delete from ledger.journal', 'what was recorded stays'],
    [
      'a holding that no entry made',
      `update ledger.holding set quantity = 99 where account_id = 'A'`,
      'what was recorded stays',
    ],
    [
      'entries that do not sum to zero',
      `insert into ledger.entry values ('SO-1/1.fulfil', 'SO-1/1', 'C', 5)`,
      'for lot SO-1/1 sum to 5',
    ],
    [
      'a negative holding',
      `insert into ledger.entry values ('SO-1/1.fulfil', 'SO-1/1', 'C', -5), ('SO-1/1.fulfil', 'SO-1/1', 'B', 5)`,
      'holding_not_negative',
    ],
  ])('L1 the database refuses %s', async (_what, statement, message) => {
    await expect(ledger.database.sql(statement)).rejects.toThrow(message);
  });

  test('L1 verify finds a past that was changed behind the database’s back', async () => {
    const { sql } = ledger.database;
    await sql('alter table ledger.journal disable trigger append_only');
    await sql(`update ledger.journal set initiated_by = 'somebody else' where journal_id = 'SO-1/1.fulfil'`);
    expect(await ledgerDifferences(sql)).toEqual([expect.stringContaining('SO-1/1.fulfil')]);
    await sql(`update ledger.journal set initiated_by = '/test' where journal_id = 'SO-1/1.fulfil'`);
    await sql('alter table ledger.journal enable trigger append_only');
    await sql('alter table ledger.holding disable trigger posted_only');
    await sql(`update ledger.holding set quantity = quantity + 1 where account_id = 'A' and lot_id = 'SO-1/1'`);
    expect(await ledgerDifferences(sql)).toEqual(['A holds 21 of lot SO-1/1, and its entries sum to 20']);
    await sql(`update ledger.holding set quantity = quantity - 1 where account_id = 'A' and lot_id = 'SO-1/1'`);
    await sql('alter table ledger.holding enable trigger posted_only');
    expect(await ledgerDifferences(sql)).toEqual([]);
  });
});
