import { type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

/** O10 in the ledger: revisions of a released order and its fulfilled lines may overtake each other, being on two topics. */

let ledger: LedgerStage;
const boss = 'boss@msp.example';
const taker = 'it@taker.example';
const support = 'support@seatwright.example';

beforeAll(async () => {
  ledger = await startLedgerStage({ OPERATORS: support });
  await ledger.account('MSP', { kind: 'msp', tier: 'advanced' });
  await ledger.administrator('MSP', boss, { role: 'super-user' });
  await site('TAKER');
  await ledger.administrator('TAKER', taker);
});

afterAll(async () => {
  await ledger?.stop();
});

const customer = (accountId: string, name = `Order name of ${accountId}`) => ({
  accountId,
  role: 'end-customer',
  name,
});
const partner = { accountId: 'TAKER', role: 'partner' };

const fulfilled = (accountId: string, accounts: object[], revision = 1) =>
  ledger.entitlement(`ENT-${accountId}`, accountId, { program: 'mist' }, { accounts, revision });

const changed = (accountId: string, revision: number, accounts: object[]) =>
  ledger.publish('orders', 'order.changed.v1', {
    ...{ orderNumber: `O-${accountId}`, revision, currency: 'EUR', emails: ['it@customer.example'], accounts },
    lines: [{ lineNumber: 1, sku: 'SKU', quantity: 20, unitPrice: '10.00', state: 'released' }],
    at: '2026-11-21T09:30:00Z',
  });

/** Whether who holds transferred licenses sees what only accounts of their order do. */
async function takerSees(entitlementId: string): Promise<boolean> {
  const { body } = await ledger.request(taker, 'accounts/TAKER/licenses');
  return body.items?.some((one: { lotId: string; ssrn?: string }) => one.lotId === entitlementId && one.ssrn);
}

async function transferred(accountId: string): Promise<void> {
  const lines = [{ lotId: `ENT-${accountId}`, quantity: 5 }];
  await until(async () => {
    const answer = await ledger.request(boss, 'transfers', { from: accountId, to: 'TAKER', lines });
    return answer.status === 201;
  });
}

async function site(accountId: string): Promise<void> {
  await ledger.account(accountId, { parentId: 'MSP' });
  await until(async () => (await ledger.request(boss, `accounts/${accountId}`)).status === 200);
}

describe('the ledger and revisions after release', () => {
  test('O10 a partner that is added sees the codes, and one that is taken away no longer does', async () => {
    await site('ADDED');
    await fulfilled('ADDED', [customer('ADDED')]);
    await transferred('ADDED');
    expect(await takerSees('ENT-ADDED')).toBe(false);
    await changed('ADDED', 2, [customer('ADDED'), partner]);
    await until(() => takerSees('ENT-ADDED'));
    await changed('ADDED', 3, [customer('ADDED')]);
    await until(async () => !(await takerSees('ENT-ADDED')));
  });

  test('O10 a revision that overtakes the fulfilled line counts, and an older one after it does not', async () => {
    await site('EARLY');
    await changed('EARLY', 3, [customer('EARLY'), partner]);
    await fulfilled('EARLY', [customer('EARLY')]);
    await transferred('EARLY');
    expect(await takerSees('ENT-EARLY')).toBe(true);
    await changed('EARLY', 2, [customer('EARLY')]);
    // Messages of one topic come in their order: this one is behind the older revision.
    await changed('OTHER', 2, [customer('OTHER')]);
    await until(async () => (await ledger.request(support, 'accounts/OTHER')).status === 200);
    expect(await takerSees('ENT-EARLY')).toBe(true);
  });

  test('O10 a corrected name of an account that only orders name is the account’s', async () => {
    await fulfilled('NAMED', [customer('NAMED', 'Tippfehler GmbH')]);
    await changed('NAMED', 2, [{ ...customer('NAMED', 'Richtig GmbH'), country: 'DE' }]);
    await until(async () => (await ledger.request(support, 'accounts/NAMED')).body.name === 'Richtig GmbH');
    expect((await ledger.request(support, 'accounts/NAMED')).body.country).toBe('DE');
  });
});
