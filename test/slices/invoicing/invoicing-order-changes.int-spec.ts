import { accounts } from '#apps/invoicing/src/rows/accounts.rows.ts';
import { pendingAdjustments } from '#apps/invoicing/src/rows/pending.rows.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { startInvoicing } from '#test/support/invoicing.ts';
import { billable, delivery } from '#test/support/samples/deliveries.ts';

/** O10 in invoicing: revisions of a released order and its granted lines may overtake each other, being on two topics. */

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof start>>;

function start() {
  return startInvoicing(postgres.url);
}

const lot = {
  ...{ sku: 'MIST-AP-STD-1Y', name: 'Wireless, 1 year', program: 'mist', category: 'paid', billing: 'once' },
  ...{ unitPrice: '118.00', currency: 'EUR', startsOn: '2026-11-21', references: { purchaseOrder: 'PO-1' } },
};

const named = (accountId: string, name: string, role = 'end-customer') => ({ accountId, role, name, country: 'PL' });

const granted = (accountId: string, lineNumber = 1, payer = accountId) =>
  delivery('licenses', 'license.granted.v1', {
    ...{ journalId: `J-${accountId}-${lineNumber}`, at: '2026-11-21T09:30:00.000Z', initiatedBy: '/erp', accountId },
    ...{ billingAccountId: payer, accounts: [named(accountId, 'First name')] },
    ...{ entitlementId: `ENT-${accountId}-${lineNumber}`, orderNumber: `SO/${accountId}`, lineNumber, quantity: 2 },
    lot: { ...lot, lotId: `ENT-${accountId}-${lineNumber}`, originAccountId: accountId },
  });

const changed = (accountId: string, revision: number, changes: object = {}, state = 'released') =>
  delivery('orders', 'order.changed.v1', {
    ...{ orderNumber: `SO/${accountId}`, revision, purchaseOrder: `PO-${revision}`, currency: 'EUR' },
    ...{ accounts: [named(accountId, `Name ${revision}`)], emails: ['it@customer.example'] },
    lines: [{ lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 2, unitPrice: '118.00', state }],
    ...{ at: '2026-11-21T10:00:00Z', ...changes },
  });

async function told(accountId: string) {
  const [account] = await accounts(invoicing.database.sql, new Set([accountId]));
  const pending = await pendingAdjustments(invoicing.database.sql, [accountId]);
  return [account?.name, account?.orderCountry, ...pending.map(({ cause }) => cause.purchaseOrder)];
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await start();
});

afterAll(async () => {
  await invoicing.database.close();
  await postgres.stop();
});

describe('invoicing and revisions after release', () => {
  test.each<[string, (id: string) => ReturnType<typeof delivery>[][]]>([
    ['after the line', (id) => [[granted(id)], [changed(id, 2)]]],
    ['before the line', (id) => [[changed(id, 2)], [granted(id)]]],
    ['in one batch with it', (id) => [[granted(id), changed(id, 2)]]],
    ['before an older one', (id) => [[granted(id)], [changed(id, 2), changed(id, 1)]]],
    ['again', (id) => [[changed(id, 2), granted(id)], [changed(id, 2, { purchaseOrder: 'PO-X' })]]],
  ])('O10 names and purchase order follow when the revision comes %s', async (how, batches) => {
    const id = `C ${how}`;
    for (const batch of batches(id)) await invoicing.runner.deliver(batch);
    expect(await told(id)).toEqual(['Name 2', 'PL', 'PO-2']);
  });

  test('O10 what is announced of a line that comes later names the corrected purchase order', async () => {
    await invoicing.runner.deliver([granted('LATER'), changed('LATER', 2)]);
    await invoicing.announced();
    await invoicing.runner.deliver([granted('LATER', 2)]);
    expect(await invoicing.announced()).toMatchObject([
      { data: { cause: { reference: 'SO/LATER/2', purchaseOrder: 'PO-2' } } },
    ]);
    expect(await told('LATER')).toEqual(['Name 2', 'PL', 'PO-2', 'PO-2']);
  });

  test('O10 a purchase order that is taken away is on no line any more', async () => {
    await invoicing.runner.deliver([granted('NONE'), changed('NONE', 2, { purchaseOrder: undefined })]);
    expect(await told('NONE')).toEqual(['Name 2', 'PL', undefined]);
  });

  test('O10 what the customer calls order and lines follows on lines that are not issued, and can be taken away', async () => {
    const called = async (id: string) =>
      (await pendingAdjustments(invoicing.database.sql, [id])).map(({ cause }) => [
        ...[cause.purchaseOrder, cause.buyerReference, cause.buyerLineReference],
      ]);
    const line = (lineNumber: number, buyerLineReference?: string) => ({
      ...{ lineNumber, sku: 'MIST-AP-STD-1Y', quantity: 2, unitPrice: '118.00', state: 'released', buyerLineReference },
    });
    const lines = [line(1, '00010'), line(12, '00120')];
    await invoicing.runner.deliver([granted('REF'), granted('REF', 12)]);
    expect(await called('REF')).toEqual(Array(2).fill(['PO-1', undefined, undefined]));
    await invoicing.runner.deliver([changed('REF', 2, { buyerReference: '04011000', lines })]);
    expect(await called('REF')).toEqual([
      ['PO-2', '04011000', '00010'],
      ['PO-2', '04011000', '00120'],
    ]);
    await invoicing.runner.deliver([changed('REF', 3, { lines: [line(1, '1'), line(12)] })]);
    expect(await called('REF')).toEqual([
      ['PO-3', undefined, '1'],
      ['PO-3', undefined, undefined],
    ]);
  });

  test('O10 the payer is called as the revision says; who only sees the order is unknown here', async () => {
    const accountsNow = [
      named('END', 'End'),
      named('PAYER', 'New payer name', 'bill-to'),
      named('SOLD', 'Sold', 'sold-to'),
      named('SEES', 'Sees', 'partner'),
    ];
    await invoicing.runner.deliver([granted('END', 1, 'PAYER'), changed('END', 2, { accounts: accountsNow })]);
    expect(await told('PAYER')).toEqual(['New payer name', 'PL', 'PO-2']);
    for (const accountId of ['SOLD', 'SEES']) expect(await told(accountId)).toEqual([undefined, undefined]);
  });

  test('O10 what an account’s own system tells outranks every order, and nothing released names nobody', async () => {
    await invoicing.runner.deliver([billable('OWN', { name: 'Own name' }), granted('OWN'), changed('OWN', 2)]);
    expect((await told('OWN'))[0]).toBe('Own name');
    await invoicing.runner.deliver([changed('WAITS', 2, {}, 'waiting')]);
    expect(await told('WAITS')).toEqual([undefined, undefined]);
  });
});
