import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { type Announced, startService } from '#test/support/service.ts';

/** L11: over topic `license-requests` the rights of the person who is named count, from memberships alone. */

const desk = 'desk@vendor.example';
const programs = programsOf(builtInPrograms);
let postgres: TestPostgres;
let ledger: Awaited<ReturnType<typeof start>>;

function start() {
  const parts = { name: 'ledger', entities: ledgerTables, migrations: ledgerMigrations, context: ledgerContext };
  const store = ledgerStore({ programs, operators: [desk] });
  return startService(postgres.url, { ...parts, store });
}

async function deliver(...messages: ReturnType<typeof delivery>[]): Promise<Announced[]> {
  await ledger.runner.deliver(messages);
  return await ledger.announced();
}

const account = (accountId: string, facts: object = {}) =>
  delivery('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: accountId, ...facts });
const role = (accountId: string, email: string, facts: object = {}) =>
  delivery('accounts', 'administrator.updated.v1', { accountId, email, role: 'admin', ...facts });
const request = (type: string, data: object) => delivery('license-requests', type, data);
const transfer = (requestedBy: string | undefined, facts: object = {}) =>
  request('license.transfer-requested.v1', {
    ...{ from: 'A', to: 'B', lines: [{ sku: 'SKU', quantity: 1 }], requestedBy },
    ...facts,
  });
const buyStock = (requestedBy: string | undefined) =>
  request('stock.purchase-requested.v1', { accountId: 'R', sku: 'PRO', quantity: 5, contractId: 'K', requestedBy });

const product = {
  ...{ name: 'Thing', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' },
  ...{ category: 'paid', billing: 'once' },
};

function granted(accountId: string, entitlementId: string) {
  return delivery('entitlements', 'entitlement.fulfilled.v1', {
    ...{ entitlementId, shipmentId: 'S', orderNumber: 'O', lineNumber: 1, accountId, accounts: [], sku: 'SKU' },
    product: { ...product, program: 'own-without-rules' },
    ...{ quantity: 100, unitPrice: '10.00', currency: 'EUR', kind: 'initial', startsOn: '2026-01-01' },
    ...{ ssrn: '400000000001', sealedActivationCode: 'v1.x', fulfilledAt: '2026-01-01T09:00:00Z' },
  });
}

const codesOf = (events: readonly Announced[]) =>
  events.map(({ type, data }) => (type === 'license.refused.v1' ? data.violations[0].code : type));

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await start();
  await deliver(
    account('GROUP', { kind: 'partner' }),
    account('MSP', { kind: 'msp', parentId: 'GROUP' }),
    ...[account('NEAR'), account('A', { parentId: 'MSP' }), account('B', { parentId: 'MSP' }), account('X')],
    account('R', { kind: 'reseller', currency: 'EUR' }),
    account('C', { parentId: 'R' }),
    delivery('catalog', 'product.published.v1', {
      ...{ ...product, sku: 'PRO', name: 'Pro', program: 'stock', termMonths: 12, prices: { EUR: '9.00' } },
    }),
    ...[role('A', 'anna@a.example'), role('B', 'anna@a.example', { role: 'member' })],
    ...[role('NEAR', 'nora@near.example'), role('GROUP', 'gerd@group.example', { role: 'owner' })],
    role('A', 'nora@near.example'),
    ...[role('X', 'xaver@x.example'), role('X', 'sue@vendor.example', { role: 'support' })],
    ...[role('R', 'rita@r.example'), role('MSP', 'milo@msp.example', { access: 'read-only' })],
    ...[granted('A', 'LOT-A'), granted('B', 'LOT-B')],
  );
});

afterAll(async () => {
  await ledger.database.close();
  await postgres.stop();
});

describe('L11 whose rights count over topic license-requests', () => {
  test.each([
    ['an administrator of the source', 'anna@a.example', 'license.transferred.v1'],
    ['in capitals', 'Anna@A.example', 'license.transferred.v1'],
    ['an owner two accounts above', 'gerd@group.example', 'license.transferred.v1'],
    ['support', 'sue@vendor.example', 'license.transferred.v1'],
    ['an operator', desk, 'license.transferred.v1'],
    ['somebody who may not see the target', 'nora@near.example', 'ACCOUNT_UNKNOWN'],
    ['an administrator of another account', 'xaver@x.example', 'WRITE_ACCESS_REQUIRED'],
    ['somebody who may only read', 'milo@msp.example', 'WRITE_ACCESS_REQUIRED'],
    ['a stranger', 'who@else.example', 'WRITE_ACCESS_REQUIRED'],
    ['nobody', undefined, 'REQUESTER_REQUIRED'],
  ])('a transfer of %s', async (_who, email, expected) => {
    expect(codesOf(await deliver(transfer(email)))).toEqual([expected]);
  });

  test('T2 stock is bought and moved by those alone who administer the reseller', async () => {
    const [stranger, nobody, bought] = await deliver(
      ...[buyStock('xaver@x.example'), buyStock(undefined), buyStock('rita@r.example')],
    );
    expect(codesOf([stranger, nobody, bought].flatMap((event) => event ?? []))).toEqual([
      ...['WRITE_ACCESS_REQUIRED', 'REQUESTER_REQUIRED', 'stock.purchased.v1'],
    ]);
    const move = { from: 'R', to: 'C', lotId: bought?.data.lot.lotId, quantity: 1 };
    const events = await deliver(
      request('stock.move-requested.v1', { ...move, requestedBy: 'xaver@x.example' }),
      request('stock.move-requested.v1', { ...move, requestedBy: 'rita@r.example' }),
    );
    expect(codesOf(events)).toEqual(['WRITE_ACCESS_REQUIRED', 'stock.moved.v1']);
  });

  test.each([
    ['a transfer', () => transfer('anna@a.example', { quantitty: 5 }), 'quantitty is no field that is known here; '],
    [
      'a line of a transfer',
      () => transfer('anna@a.example', { lines: [{ sku: 'SKU', quantity: 1, lotID: 'LOT-A' }] }),
      'lines[0].lotID is no field that is known here; write lotId',
    ],
    [
      'a return of a part',
      () => request('license.return-requested.v1', { transferId: 'T', quantity: 5, requestedBy: 'anna@a.example' }),
      'quantity is no field that is known here; ',
    ],
    [
      'a stock purchase',
      () =>
        request('stock.purchase-requested.v1', {
          ...{ accountId: 'R', sku: 'PRO', quantity: 5, contractId: 'K', requestedBy: 'rita@r.example' },
          plan_hash: 'x',
        }),
      'plan_hash is no field that is known here; write planHash',
    ],
  ])('T16 a field that %s does not have is refused over the topic as well', async (_what, message, told) => {
    expect(await deliver(message())).toEqual([]);
    const [letter] = await ledger.database.sql<{ error: string }>(
      'select error from ledger.dead_letter order by id desc limit 1',
    );
    expect(letter?.error).toContain(`UNKNOWN_FIELD: ${told}`);
  });

  test('a return asks for the rights of who gives back, which only the transfer tells', async () => {
    const [moved] = await deliver(transfer('anna@a.example'));
    const back = (requestedBy: string) =>
      request('license.return-requested.v1', { transferId: moved?.data.transferId, requestedBy });
    const events = await deliver(back('anna@a.example'), back('who@else.example'), back('gerd@group.example'));
    expect(codesOf(events)).toEqual(['WRITE_ACCESS_REQUIRED', 'TRANSFER_UNKNOWN', 'license.returned.v1']);
  });

  test('what comes before a request in its own batch counts: roles given, taken away, and a new parent', async () => {
    const [nina, lena] = ['nina@a.example', 'lena@new.example'];
    const events = await deliver(
      ...[transfer(nina), role('A', nina), role('B', nina, { role: 'member' }), transfer(nina)],
      ...[delivery('accounts', 'administrator.removed.v1', { accountId: 'A', email: nina }), transfer(nina)],
      ...[
        account('NEW', { kind: 'msp' }),
        role('NEW', lena, { role: 'owner' }),
        transfer(lena, { from: 'B', to: 'A' }),
      ],
      ...[account('B', { parentId: 'NEW' }), transfer(lena, { from: 'B', to: 'B' })],
    );
    const refused = 'WRITE_ACCESS_REQUIRED';
    expect(codesOf(events)).toEqual([refused, 'license.transferred.v1', refused, refused, 'SAME_ACCOUNT']);
  });

  test('a new parent of the batch brings those who administered it before', async () => {
    await deliver(account('LATER', { kind: 'msp' }), role('LATER', 'lars@later.example', { role: 'owner' }));
    const parentId = 'LATER';
    const events = await deliver(
      ...[account('A', { parentId }), account('B', { parentId }), transfer('lars@later.example')],
    );
    expect(codesOf(events)).toEqual(['license.transferred.v1']);
  });
});
