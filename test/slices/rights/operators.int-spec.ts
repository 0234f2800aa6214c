import { type LedgerStage, startLedgerStage, until } from '../ledger/ledger-stage.ts';

/** R6, T15: nobody becomes an operator for want of others. */

const account = { kind: 'customer', name: 'X' };

/** What only operators may: see dead letters, and enter an account that belongs to nobody. */
async function rightsOf(stage: LedgerStage, email: string, accountId = 'X1'): Promise<number[]> {
  const letters = await stage.request(email, 'dead-letters');
  const entered = await stage.request(email, `accounts/${accountId}`, account, undefined, 'PUT');
  return [letters.status, entered.status];
}

describe('R6 without OPERATORS', () => {
  const [first, last] = ['first@x.example', 'last@x.example'];
  let stage: LedgerStage;
  beforeAll(async () => {
    stage = await startLedgerStage();
  });
  afterAll(() => stage?.stop());

  test('on a system that nobody administers, no token is an operator’s', async () => {
    expect(await rightsOf(stage, first)).toEqual([403, 404]);
  });

  test('when the last administrator is removed, nobody gets more rights', async () => {
    await stage.account('A', {});
    await stage.administrator('A', last, { role: 'owner' });
    await until(async () => (await stage.request(last, 'accounts/A')).status === 200);
    await stage.publish(
      'accounts',
      'administrator.removed.v1',
      { accountId: 'A', email: last },
      '2026-11-22T00:00:00Z',
    );
    await until(async () => (await stage.request(last, 'accounts/A')).status === 404);
    for (const person of [first, last]) expect(await rightsOf(stage, person)).toEqual([403, 404]);
  });
});

describe('R6 with OPERATORS', () => {
  const boss = 'boss@seatwright.example';
  let stage: LedgerStage;
  beforeAll(async () => {
    stage = await startLedgerStage({ OPERATORS: boss });
  });
  afterAll(() => stage?.stop());

  test('T15 an operator who is made owner of an account is an operator as before', async () => {
    expect(await rightsOf(stage, boss)).toEqual([200, 202]);
    await until(async () => (await stage.request(boss, 'accounts/X1')).status === 200);
    await stage.administrator('X1', boss, { role: 'owner' });
    await until(async () => (await stage.request(boss, 'accounts/X1/administrators')).body.items.length === 1);
    expect(await rightsOf(stage, boss, 'X2')).toEqual([200, 202]);
  });
});
