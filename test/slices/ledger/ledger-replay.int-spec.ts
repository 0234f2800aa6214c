import { ledgerDifferences } from '#apps/ledger/src/differences/ledger.differences.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { derivedId } from '#runtime/slices/messages.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';

/** R9: topic `license-requests` read anew by a ledger whose inbox is empty. */

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
    store: ledgerStore({ programs: programsOf(builtInPrograms), operators: [desk] }),
  });
}

const facts = { description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' };

function reference() {
  const account = (accountId: string, more: object) =>
    delivery('accounts', 'account.updated.v1', {
      accountId,
      kind: 'customer',
      name: accountId,
      currency: 'EUR',
      ...more,
    });
  const product = (sku: string, program: string, billing: string) =>
    delivery('catalog', 'product.published.v1', {
      ...{ ...facts, sku, name: sku, program, billing, termMonths: 12, prices: { EUR: '9.00' } },
    });
  const site = { plan: 'premium', unitPrice: '2.90', paymentType: 'monthly-invoice' };
  return [
    account('R', { kind: 'reseller' }),
    ...['A', 'B'].map((accountId) => account(accountId, { ...site, parentId: 'R' })),
    delivery('accounts', 'administrator.updated.v1', { accountId: 'A', email: desk, role: 'owner' }),
    product('PRO', 'stock', 'once'),
    product('MONTHLY', 'miradore', 'monthly'),
    delivery('entitlements', 'entitlement.fulfilled.v1', {
      ...{ entitlementId: 'SO-1/1', shipmentId: 'S', orderNumber: 'SO-1', lineNumber: 1, accountId: 'A', accounts: [] },
      ...{ sku: 'OPEN', product: { ...facts, name: 'Open', program: 'open', category: 'paid', billing: 'once' } },
      ...{ quantity: 25, unitPrice: '118.00', currency: 'EUR', kind: 'initial', startsOn: '2026-11-01' },
      ...{ ssrn: '400000000001', sealedActivationCode: 'v1.x', fulfilledAt: '2026-11-01T09:00:00Z' },
    }),
  ];
}

/** Every kind of request, one that is done and one that is refused. */
function requests() {
  const ask = (id: string, type: string, data: object, source = '/portal') =>
    delivery('license-requests', type, { requestedBy: desk, ...data }, { id, source });
  const transferred = derivedId({ id: 'transfer', source: '/portal' }, 1).replace('/1', '.1');
  const lines = [{ lotId: 'SO-1/1', quantity: 5 }];
  return [
    ask('transfer', 'license.transfer-requested.v1', { from: 'A', to: 'B', lines }),
    ask(
      'transfer',
      'license.transfer-requested.v1',
      { from: 'A', to: 'B', lines: [{ ...lines[0], quantity: 6 }] },
      '/other',
    ),
    ask('transfer-no', 'license.transfer-requested.v1', {
      from: 'A',
      to: 'B',
      lines: [{ ...lines[0], quantity: 999 }],
    }),
    ask('return', 'license.return-requested.v1', { transferId: transferred }),
    ask('return-no', 'license.return-requested.v1', { transferId: transferred }),
    ask('purchase', 'license.purchase-requested.v1', { accountId: 'A', sku: 'MONTHLY', quantity: 7 }),
    ask('purchase-no', 'license.purchase-requested.v1', { accountId: 'A', sku: 'NO-SUCH', quantity: 7 }),
    ask('decrease', 'license.decrease-requested.v1', { accountId: 'A', sku: 'MONTHLY', quantity: 2 }),
    ask('decrease-no', 'license.decrease-requested.v1', { accountId: 'A', sku: 'MONTHLY', quantity: 200 }),
    ask('stock', 'stock.purchase-requested.v1', { contractId: 'K-1', accountId: 'R', sku: 'PRO', quantity: 10 }),
    ask('stock-no', 'stock.purchase-requested.v1', { contractId: 'K-1', accountId: 'A', sku: 'PRO', quantity: 10 }),
    ask('move-no', 'stock.move-requested.v1', { from: 'R', to: 'B', lotId: 'NO-SUCH', quantity: 3 }),
    ask(`${'long'.repeat(100)}`, 'license.transfer-requested.v1', {
      from: 'B',
      to: 'A',
      lines: [{ ...lines[0], quantity: 999 }],
    }),
  ];
}

async function contents(): Promise<object> {
  const tables = ['journal', 'entry', 'holding', 'lot', 'event_log', 'chain', 'dead_letter'];
  const found = tables.map(async (table) => [
    table,
    await ledger.database.sql(`select to_json(each) as row from ledger.${table} each order by to_json(each)::text`),
  ]);
  return Object.fromEntries(await Promise.all(found));
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await start();
});

afterAll(async () => {
  await ledger.database.close();
  await postgres.stop();
});

describe('requests that are read anew with an empty inbox', () => {
  const all = requests();

  test('R9 they are done or refused once', async () => {
    await ledger.runner.deliver(reference());
    await ledger.announced();
    for (const request of all) await ledger.runner.deliver([request]);
    const [bought] = await ledger.database.sql<{ lot_id: string }>('select lot_id from ledger.lot where stock');
    const move = { from: 'R', to: 'B', lotId: bought?.lot_id, quantity: 3, requestedBy: desk };
    all.push(delivery('license-requests', 'stock.move-requested.v1', move, { id: 'move', source: '/portal' }));
    await ledger.runner.deliver(all.slice(-1));
    const events = await ledger.announced();
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'license.refused.v1')).toHaveLength(7);
    expect([...new Set(types)].sort()).toEqual([
      ...['license.decreased.v1', 'license.purchased.v1', 'license.refused.v1', 'license.returned.v1'],
      ...['license.transferred.v1', 'stock.moved.v1', 'stock.purchased.v1'],
    ]);
  });

  test.each([
    ['in one batch', () => [all]],
    ['one by one, in another order', () => all.toReversed().map((one) => [one])],
  ])('R9 again %s, they write nothing, announce nothing and are no dead letters', async (_, batches) => {
    const before = await contents();
    await ledger.database.sql('delete from ledger.inbox');
    ledger.clock.now = now = '2027-02-21T10:00:00.000Z';
    for (const batch of batches()) await ledger.runner.deliver(batch);
    expect(await ledger.announced()).toEqual([]);
    expect(await contents()).toEqual(before);
    expect(await ledgerDifferences(ledger.database.sql)).toEqual([]);
  });

  test('R9 what was never asked is decided all the same', async () => {
    const lines = [{ lotId: 'SO-1/1', quantity: 1 }];
    const data = { from: 'A', to: 'B', lines, requestedBy: desk };
    await ledger.runner.deliver([...all, delivery('license-requests', 'license.transfer-requested.v1', data)]);
    expect((await ledger.announced()).map(({ type }) => type)).toEqual(['license.transferred.v1']);
  });
});
