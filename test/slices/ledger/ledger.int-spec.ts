import { listLicenses } from '#apps/ledger/src/accounts/licenses.views.ts';
import { ledgerDifferences } from '#apps/ledger/src/differences/ledger.differences.ts';
import { listEvents } from '#apps/ledger/src/event-log/event-log.views.ts';
import { ExpiryJob } from '#apps/ledger/src/expiry.job.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { findTransfer } from '#apps/ledger/src/requests/journals.views.ts';
import type { LotFacts } from '#contracts/licenses.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';

const programs = programsOf(builtInPrograms);
const reader = { programs, visible: 'everything', codeOf: () => 'CODE' } as const;
const today = '2026-11-21';
const desk = 'desk@vendor.example';

let now = '2026-11-21T10:00:00.000Z';
let postgres: TestPostgres;
let ledger: Awaited<ReturnType<typeof start>>;

function start() {
  return startService(postgres.url, {
    name: 'ledger',
    entities: ledgerTables,
    migrations: ledgerMigrations,
    context: ledgerContext,
    store: ledgerStore({ programs, operators: [desk] }),
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
  delivery('license-requests', 'license.transfer-requested.v1', { from, to, lines, requestedBy: desk, ...more });

async function held(accountId: string): Promise<Record<string, number>> {
  const rows = await ledger.database.sql<{ lot_id: string; quantity: string }>(
    'select lot_id, quantity from ledger.holding where account_id = $1 order by lot_id',
    [accountId],
  );
  return Object.fromEntries(rows.map((row) => [row.lot_id, Number(row.quantity)]));
}

/** The differences after a change behind the database's back, which is undone again. */
async function differencesAfter(statements: string): Promise<string[]> {
  let found: string[] = [];
  const undone = new Error('undone');
  const work = ledger.database.transaction(async (sql) => {
    await sql('set local session_replication_role = replica');
    for (const statement of statements.split(';')) await sql(statement);
    found = await ledgerDifferences(sql);
    throw undone;
  });
  await expect(work).rejects.toBe(undone);
  return found;
}

async function deadLetters(): Promise<{ error: string }[]> {
  return await ledger.database.sql('select error from ledger.dead_letter order by id desc');
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
  test('I11 a fulfilled line becomes a lot, once, by its order, and is announced with what invoicing needs', async () => {
    const [granted] = await deliver(fulfilled('SO-1'), fulfilled('SO-1'));
    expect(granted).toMatchObject({
      topic: 'licenses',
      key: 'A',
      type: 'license.granted.v1',
      data: {
        ...{ journalId: 'SO-1/1.fulfil', accountId: 'A', billingAccountId: 'A', entitlementId: 'SO-1/1', quantity: 25 },
        initiatedBy: 'order',
        lot: { lotId: 'SO-1/1', unitPrice: '118.00', currency: 'EUR', originAccountId: 'A', graceEndsOn: '2027-12-01' },
      },
    });
    expect(await deliver(fulfilled('SO-1'))).toEqual([]);
    expect(await held('A')).toEqual({ 'SO-1/1': 25 });
  });

  test('a transfer is answered, and what cannot be done is refused and kept (L6, L8)', async () => {
    const events = await deliver(
      transfer('A', 'B', [{ lotId: 'SO-1/1', quantity: 5 }], {
        requestedBy: 'Desk@vendor.example',
        note: 'for the branch',
      }),
      transfer('A', 'B', [{ lotId: 'SO-1/1', quantity: 21 }]),
      transfer('A', 'A', [{ sku: 'SKU-1', quantity: 0.5 }]),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'license.transferred.v1',
      'license.refused.v1',
      'license.refused.v1',
    ]);
    expect(events[0]?.data).toMatchObject({ from: 'A', to: 'B', initiatedBy: desk, note: 'for the branch' });
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

  test('L5 devices protect licenses, whether counted one by one or at once', async () => {
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
    await deliver(
      delivery('catalog', 'product.published.v1', {
        ...{ sku: 'SKU-AP', name: 'AP', description: 'x', instructionsUrl: 'https://docs.example/x', prices: {} },
        ...{ scenario: 'activation', program: 'mist', deviceType: 'AP' },
      }),
    );
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
    expect((await findTransfer(ledger.database.sql, transferId, 'everything'))?.returnedBy).toBe(
      events[0]?.data.transferId,
    );
    expect(await held('MB')).toEqual({});
  });

  test('L7 rivals for the same licenses: one wins, the other is refused, nothing deadlocks', async () => {
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

  test('L1 what comes and goes in one batch leaves no holding, and what is emptied later neither', async () => {
    await deliver(account('THROUGH'), account('TO'));
    const whole = transfer('THROUGH', 'TO', [{ sku: 'SKU-T', quantity: 25 }]);
    await deliver(fulfilled('SO-THROUGH', { accountId: 'THROUGH', sku: 'SKU-T' }), whole);
    expect([await held('THROUGH'), await held('TO')]).toEqual([{}, { 'SO-THROUGH/1': 25 }]);
    await deliver(transfer('TO', 'THROUGH', [{ sku: 'SKU-T', quantity: 24 }]));
    expect([await held('THROUGH'), await held('TO')]).toEqual([{ 'SO-THROUGH/1': 24 }, { 'SO-THROUGH/1': 1 }]);
    await deliver(transfer('TO', 'THROUGH', [{ sku: 'SKU-T', quantity: 1 }]));
    expect([await held('THROUGH'), await held('TO')]).toEqual([{ 'SO-THROUGH/1': 25 }, {}]);
  });

  test('S1 S6 stock is bought, and retired when its year is over, once', async () => {
    await deliver(
      account('R', { kind: 'reseller', currency: 'EUR' }),
      delivery('catalog', 'product.published.v1', {
        ...{ sku: 'PRO', name: 'Pro', description: 'x', instructionsUrl: 'https://docs.example/p', program: 'stock' },
        ...{ scenario: 'activation', termMonths: 12, prices: { EUR: '9.00' } },
      }),
    );
    const stock = { contractId: 'K-1', accountId: 'R', sku: 'PRO', quantity: 100, requestedBy: desk };
    const [bought] = await deliver(delivery('license-requests', 'stock.purchase-requested.v1', stock));
    expect(bought?.data).toMatchObject({
      contractId: 'K-1',
      quantity: 100,
      lot: { endsOn: '2027-11-21', unitPrice: '9.00' },
    });
    const job = new ExpiryJob(ledger.database, ledger.runner, () => new Date(now), createLog('silent'));
    expect(await job.expireDue()).toBe(0);
    const before = now;
    ledger.clock.now = now = '2027-11-21T23:59:59.000Z';
    expect(await job.expireDue()).toBe(0);
    ledger.clock.now = now = '2027-11-22T00:00:01.000Z';
    expect(await job.expireDue()).toBe(1);
    expect(await job.expireDue()).toBe(0);
    ledger.clock.now = now = before;
    expect(await ledger.announced()).toMatchObject([{ type: 'license.expired.v1', key: 'R', data: { quantity: 100 } }]);
    expect(await held('R')).toEqual({});
  });

  test('D8 names are sorted as people sort them, and pages of one follow each other', async () => {
    const names = ['alpha', 'Alpha', 'Łódź', 'Zebra', 'Ab', 'Lot', 'Mond'];
    await deliver(
      account('N', { name: 'Names' }),
      ...names.map((name, index) => account(`N${index}`, { name })),
      fulfilled('SO-N', { accountId: 'N', sku: 'SKU-N' }),
      ...names.map((_name, index) => transfer('N', `N${index}`, [{ sku: 'SKU-N', quantity: 1 }])),
      transfer('N', 'N2', [{ sku: 'SKU-N', quantity: 1 }]),
    );
    const read = async (sort: string) => {
      const found: (string | null)[] = [];
      for (let cursor: string | undefined; ; ) {
        const { sql } = ledger.database;
        const seen = ['N', ...names.map((_name, index) => `N${index}`)];
        const page = await listEvents(sql, seen, { search: 'transfer', sort, limit: '1', ...(cursor && { cursor }) });
        found.push(...page.items.map(({ targetName }) => targetName));
        if (page.nextCursor === null) return found;
        cursor = page.nextCursor;
      }
    };
    const sorted = ['Ab', 'alpha', 'Alpha', 'Łódź', 'Łódź', 'Lot', 'Mond', 'Zebra'];
    expect(await read('target')).toEqual(sorted);
    expect(await read('-target')).toEqual(sorted.toReversed());
  });

  test.each([
    ['accounts', account('@acme')],
    ['accounts', account('D', { parentId: '@issued' })],
    [
      'accounts',
      delivery('accounts', 'administrator.updated.v1', { accountId: '@a', email: 'a@b.example', role: 'owner' }),
    ],
    ['devices', delivery('devices', 'device-count.reported.v1', { accountId: '@acme', sku: 'SKU-1', inUse: 1 })],
    ['license-requests', transfer('A', '@retired', [{ lotId: 'SO-1/1', quantity: 1 }])],
    ['entitlements', fulfilled('SO-AT', { accountId: '@acme' })],
  ])('L1 L6 topic %s: an account id of the ledger itself is a dead letter (%#)', async (_topic, message) => {
    const before = await deadLetters();
    expect(await deliver(message)).toEqual([]);
    const [newest, ...others] = await deadLetters();
    expect(others).toHaveLength(before.length);
    expect(newest?.error).toContain("starts with @, as the ledger's own accounts do");
  });

  test.each([
    [{ unitPrice: '2.505', currency: 'EUR' }, '2.505 has more decimals than EUR has; give the price with at most 2'],
    [{ unitPrice: '400.5', currency: 'JPY' }, '400.5 has more decimals than JPY has; give the price with at most 0'],
    [{ unitPrice: '2.50', currency: 'EUX' }, 'EUX is not a currency code of ISO 4217'],
    [{ unitPrice: '2.50' }, 'currency is missing'],
  ])('D3 D5 I5 an account with a price that is none is a dead letter: %j', async (price, error) => {
    await deliver(account('PRICED', { name: 'before', unitPrice: '2.50', currency: 'EUR' }));
    await deliver(account('PRICED', { name: 'after', ...price }));
    expect((await deadLetters())[0]?.error).toContain(error);
    const [row] = await ledger.database.sql(`select name from ledger.account where account_id = 'PRICED'`);
    expect(row).toEqual({ name: 'before' });
  });

  test.each([
    ['a change of an entry', 'update ledger.entry set quantity = quantity + 1', 'what was recorded stays'],
    ['a deleted entry', 'delete from ledger.entry', 'what was recorded stays'],
    ['a deleted journal', 'delete from ledger.journal', 'what was recorded stays'],
    ['holdings that are emptied', 'truncate ledger.holding', 'what was recorded stays'],
    ['coverage that is emptied', 'truncate ledger.coverage', 'what was recorded stays'],
    ['chains that are emptied', 'truncate ledger.chain', 'what was recorded stays'],
    ['all that is emptied at once', 'truncate ledger.lot cascade', 'what was recorded stays'],
    ['a deleted end of a chain', `delete from ledger.chain where owner = 'A'`, 'what was recorded stays'],
    [
      'an end of a chain that goes back',
      `update ledger.chain set sequence = sequence - 1 where owner = 'A'`,
      'its end only moves forward',
    ],
    [
      'an end of a chain with another hash',
      `update ledger.chain set hash = repeat('f', 64) where owner = 'A'`,
      'its end only moves forward',
    ],
    [
      'an end of a chain under another name',
      `update ledger.chain set owner = 'Z', sequence = sequence + 1 where owner = 'A'`,
      'its end only moves forward',
    ],
    [
      'a journal without entries',
      `insert into ledger.journal select 'J-0', action, owner, 999, source, target, quantity, at, initiated_by, note,
         null, previous_hash, hash from ledger.journal where journal_id = 'SO-1/1.fulfil'`,
      'journal J-0 has no entries',
    ],
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
      'entries of an account that would be the ledger’s own',
      `insert into ledger.entry values ('SO-1/1.fulfil', 'SO-1/1', '@acme', 5), ('SO-1/1.fulfil', 'SO-1/1', 'B', -5)`,
      'entry_account_known',
    ],
    [
      'an account that would be the ledger’s own',
      `insert into ledger.account values ('@issued', null, 'x', 'customer', false, now(), '{}')`,
      'account_not_virtual',
    ],
    [
      'a negative holding',
      `insert into ledger.entry values ('SO-1/1.fulfil', 'SO-1/1', 'C', -5), ('SO-1/1.fulfil', 'SO-1/1', 'B', 5)`,
      'holding_not_negative',
    ],
  ])('L1 the database refuses %s', async (_what, statement, message) => {
    await expect(ledger.database.sql(statement)).rejects.toThrow(message);
  });

  const granted = `where journal_id = 'SO-1/1.fulfil'`;
  const logged = `where reference = 'SO-1/1.fulfil'`;

  test.each([
    [
      'a lot’s price',
      `update ledger.lot set document = replace(document::text, '"11800"', '"1"')::json where lot_id = 'SO-1/1'`,
      [
        /^journal SO-1\/1.fulfil \(number 1 of A\) created a lot whose terms were changed: their hash was \w{12}…, and is/,
      ],
    ],
    [
      'the end of a lot’s grace',
      `update ledger.lot set grace_ends_on = '2099-01-01' where lot_id = 'SO-1/1'`,
      ['lot SO-1/1 is kept with graceEndsOn 2099-01-01, and its document says 2027-12-01'],
    ],
    [
      'who sees a lot',
      `update ledger.lot set visible_to = '{A}' where lot_id = 'SO-1/1'`,
      ['lot SO-1/1 is kept with visibleTo ["A"], and its document says ["A","P"]'],
    ],
    [
      'a lot that its journal no longer covers',
      `update ledger.journal set lot_hash = null ${granted}`,
      [/^journal SO-1\/1.fulfil \(number 1 of A\) was changed: /],
    ],
    [
      'a missing event',
      `delete from ledger.event_log ${logged}`,
      ['journal SO-1/1.fulfil is not in the event log under its type'],
    ],
    [
      'an event of another type',
      `update ledger.event_log set type = 'other' ${logged}`,
      ['journal SO-1/1.fulfil is not in the event log under its type'],
    ],
    [
      'an event that there is twice',
      `insert into ledger.event_log select 9999, at, type, source, target, quantity, initiated_by, reference
         from ledger.event_log ${logged}`,
      ['journal SO-1/1.fulfil is in the event log 2 times'],
    ],
    [
      'an event without a journal',
      `update ledger.event_log set reference = 'J-9' ${logged}`,
      [
        'the event log tells of journal J-9, which there is not',
        'journal SO-1/1.fulfil is not in the event log under its type',
      ],
    ],
    [
      'an event’s count',
      `update ledger.event_log set quantity = 9 ${logged}`,
      [/^event \d+ of the event log says license count 9, and its journal SO-1\/1.fulfil says 25$/],
    ],
    [
      'all else of an event',
      `update ledger.event_log set at = '2020-01-01Z', type = 'decrease', source = 'B', target = 'C', initiated_by = 'x'
         ${logged}`,
      [
        /says date 2020-01-01T00:00:00.000Z, and its journal/,
        /says initiated by x, and its journal/,
        /says source B, and its journal/,
        /says target C, and its journal/,
        /says type decrease, and its journal SO-1\/1.fulfil says fulfil$/,
      ],
    ],
    [
      'who a journal was initiated by',
      `update ledger.journal set initiated_by = 'x' ${granted}`,
      [
        /^journal SO-1\/1.fulfil \(number 1 of A\) was changed: it was recorded with the hash \w{12}…, and what it says/,
        /^event \d+ of the event log says initiated by order, and its journal SO-1\/1.fulfil says x$/,
      ],
    ],
    [
      'the hash of an end of a chain',
      `update ledger.chain set hash = repeat('f', 64) where owner = 'A'`,
      [/^the chain of A ends with number \d+, whose hash is \w{12}…, and ffffffffffff… is kept as it$/],
    ],
    [
      'the number of an end of a chain',
      `update ledger.chain set sequence = 99 where owner = 'A'`,
      [/^the chain of A ends with number \d+, and number 99 is kept as its end$/],
    ],
    [
      'a missing end of a chain',
      `delete from ledger.chain where owner = 'A'`,
      [/^the chain of A ends with number \d+, and no end of it is kept$/],
    ],
    [
      'an end of no chain',
      `insert into ledger.chain values ('Z', 3, 'x')`,
      ['the chain of Z has no journals, and number 3 is kept as its end'],
    ],
    [
      'licenses of an account that nobody is',
      `alter table ledger.entry drop constraint entry_account_known;
        update ledger.entry set account_id = '@acme' ${granted} and account_id = 'A'`,
      [
        'A holds 20 of lot SO-1/1, and its entries sum to -5',
        '25 licenses of lot SO-1/1 went to @acme, and nobody holds them: what starts with @ is no account',
        /^A has a change of 20 licenses for sku:SKU-1 on 2026-11-01, and its entries say -5$/,
        /^A has a change of -20 licenses for sku:SKU-1 on 2027-11-02, and its entries say 5$/,
        /^journal SO-1\/1.fulfil \(number 1 of A\) was changed: /,
      ],
    ],
  ] as [string, string, (string | RegExp)[]][])('L1 L8 verify finds %s', async (_what, statements, differences) => {
    expect(await differencesAfter(statements)).toEqual(
      differences.map((each) => (each instanceof RegExp ? expect.stringMatching(each) : each)),
    );
  });

  test('L1 verify finds a past that was changed behind the database’s back', async () => {
    const { sql } = ledger.database;
    await sql('alter table ledger.journal disable trigger append_only');
    await sql(`update ledger.journal set initiated_by = 'somebody else' where journal_id = 'SO-1/1.fulfil'`);
    expect(await ledgerDifferences(sql)).toEqual([
      expect.stringContaining('was changed'),
      expect.stringContaining('says initiated by'),
    ]);
    await sql(`update ledger.journal set initiated_by = 'order' where journal_id = 'SO-1/1.fulfil'`);
    await sql('alter table ledger.journal enable trigger append_only');
    await sql('alter table ledger.holding disable trigger posted_only');
    await sql(`update ledger.holding set quantity = quantity + 1 where account_id = 'A' and lot_id = 'SO-1/1'`);
    expect(await ledgerDifferences(sql)).toEqual(['A holds 21 of lot SO-1/1, and its entries sum to 20']);
    await sql(`update ledger.holding set quantity = quantity - 1 where account_id = 'A' and lot_id = 'SO-1/1'`);
    await sql('alter table ledger.holding enable trigger posted_only');
    expect(await ledgerDifferences(sql)).toEqual([]);
  });

  test('O10, I7 the payer on record of a lot follows the revisions of its order, for what is moved later', async () => {
    const billTo = (payer: string) => [
      { accountId: 'A', role: 'end-customer' },
      { accountId: payer, role: 'bill-to' },
    ];
    const changed = (revision: number, accounts: object[]) =>
      delivery('orders', 'order.changed.v1', {
        ...{ orderNumber: 'SO-PAYER', revision, currency: 'EUR', emails: ['it@a.example'], accounts },
        lines: [{ lineNumber: 1, sku: 'SKU-1', quantity: 25, unitPrice: '118.00', state: 'released' }],
        at: '2026-11-21T10:00:00Z',
      });
    const payers = async (...messages: ReturnType<typeof delivery>[]) => {
      const events = await deliver(...messages);
      return events.flatMap(({ type, data }) =>
        type === 'license.transferred.v1' ? data.lines.map((line: { lot: LotFacts }) => line.lot.payerAccountId) : [],
      );
    };
    const move = () => transfer('A', 'B', [{ lotId: 'SO-PAYER/1', quantity: 1 }]);
    await deliver(fulfilled('SO-PAYER', { accounts: billTo('PAY-OLD') }));
    expect(await payers(move())).toEqual(['PAY-OLD']);
    await deliver(changed(2, billTo('PAY-NEW')));
    expect(await payers(move())).toEqual(['PAY-NEW']);
    expect(await payers(changed(3, [{ accountId: 'A', role: 'end-customer' }]), move())).toEqual(['A']);
    expect(await payers(changed(2, billTo('PAY-OLD')), move())).toEqual(['A']);
    expect(await ledgerDifferences(ledger.database.sql)).toEqual([]);
  });
});
