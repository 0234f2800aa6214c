import { type LedgerStage, startLedgerStage, until } from '../ledger/ledger-stage.ts';

/** T8: lists of accounts for pickers: narrowed, and each with whether it is eligible and why not, as the preview says it. */

const operator = 'operator@seatwright.example';
const user = 'user@msp.example';
const seller = 'seller@r.example';

let stage: LedgerStage;

interface Listed {
  readonly accountId: string;
  readonly eligible: boolean;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

const list = async (query: string, email = user): Promise<readonly Listed[]> =>
  (await stage.request(email, `accounts?${query}`)).body.items;
const ids = async (query: string, email = user) => (await list(query, email)).map(({ accountId }) => accountId);
const eligible = (items: readonly Listed[]) => items.filter((each) => each.eligible).map(({ accountId }) => accountId);

beforeAll(async () => {
  stage = await startLedgerStage({ OPERATORS: operator });
  const { account, administrator, entitlement } = stage;
  await account('MSP', { kind: 'msp', tier: 'base', name: 'Msp' });
  await account('MSP-2', { kind: 'msp', tier: 'base', name: 'Other' });
  for (const id of ['A', 'B', 'C'])
    await account(id, { parentId: 'MSP', name: `Łódź ${id}`, licensingModel: 'per-device' });
  await account('D', { parentId: 'MSP-2', name: 'Łódź D' });
  await account('R', { kind: 'reseller', contracts: [{ contractId: 'K' }], currency: 'EUR' });
  await account('RC', { parentId: 'R', package: 'professional' });
  await account('RT', { parentId: 'R', package: 'professional', trial: true });
  for (const id of ['MSP', 'MSP-2']) await administrator(id, user, { role: 'super-user' });
  await administrator('R', seller, { role: 'owner' });
  await entitlement('E-1', 'A', { program: 'mist', deviceType: 'ap' });
  await entitlement('E-2', 'B', { program: 'mist', deviceType: 'ap', category: 'trial' }, { sku: 'TRIAL' });
  await stage.publish('catalog', 'product.published.v1', {
    ...{ sku: 'PRO', name: 'Pro', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' },
    ...{ program: 'stock', package: 'professional', termMonths: 12, prices: { EUR: '9.00' } },
  });
  await until(async () => (await list('', operator)).length === 9);
  await until(async () => (await stage.request(user, 'accounts/B/licenses')).body.items?.length === 1);
});

afterAll(() => stage?.stop());

describe('T8 lists of accounts', () => {
  test('are narrowed by text, kind and parent', async () => {
    expect(await ids(`q=${encodeURIComponent('łÓDŹ')}`)).toEqual(['A', 'B', 'C', 'D']);
    expect(await ids('q=msp-2')).toEqual(['MSP-2']);
    expect(await ids('kind=msp')).toEqual(['MSP', 'MSP-2']);
    expect(await ids('parent=MSP&limit=2')).toEqual(['A', 'B']);
    expect(await ids('q=r&kind=reseller', seller)).toEqual(['R']);
    expect(await ids('parent=R', user)).toEqual([]);
  });

  test('say of each destination whether it is eligible, in the words of the preview', async () => {
    for (const line of ['sku=SKU', 'lotId=E-1', 'sku=SKU&quantity=21', 'sku=NEVER']) {
      const items = await list(`eligibleFor=transfer&from=A&${line}`);
      const { quantity = 1, ...named } = Object.fromEntries(new URLSearchParams(line));
      for (const { accountId, eligible: is, reasons } of items) {
        const lines = [{ ...named, quantity: Number(quantity) }];
        const { body } = await stage.request(user, 'transfers/preview', { from: 'A', to: accountId, lines });
        expect([accountId, reasons]).toEqual([accountId, body.violations]);
        expect(is).toBe(body.violations.length === 0);
      }
    }
    expect(eligible(await list('eligibleFor=transfer&from=A&sku=SKU'))).toEqual(['B', 'C']);
    const [self, , , foreign] = await list('eligibleFor=transfer&from=A&sku=SKU&q=%C5%82');
    expect([self?.reasons, foreign?.reasons].map((each) => each?.map(({ code }) => code))).toEqual([
      expect.arrayContaining(['SAME_ACCOUNT']),
      expect.arrayContaining(['NOT_SAME_MSP']),
    ]);
  });

  test('without a product say whether any of those that the giver holds can move', async () => {
    expect(eligible(await list('eligibleFor=transfer&from=A'))).toEqual(['B', 'C']);
    expect(eligible(await list('eligibleFor=transfer&to=C'))).toEqual(['A']);
    const sources = await list('eligibleFor=transfer&to=C&q=%C5%82');
    expect(sources.map(({ accountId, reasons }) => [accountId, reasons[0]?.code])).toEqual([
      ['A', undefined],
      ['B', 'CATEGORY_NOT_TRANSFERABLE'],
      ['C', 'NOTHING_HELD'],
      ['D', 'NOTHING_HELD'],
    ]);
  });

  test('say which customers stock can go to', async () => {
    const order = { contractId: 'K', accountId: 'R', sku: 'PRO', quantity: 5 };
    const { lotId } = (await stage.request(seller, 'stock-purchases', order)).body;
    const items = await list(`eligibleFor=stock-move&from=R&lotId=${encodeURIComponent(lotId)}`, seller);
    expect(items.map(({ accountId, reasons }) => [accountId, reasons.map(({ code }) => code)])).toEqual([
      ['R', expect.arrayContaining(['SAME_ACCOUNT'])],
      ['RC', []],
      ['RT', ['TRIAL_CUSTOMER']],
    ]);
  });

  test.each([
    ['kind=friend', 400],
    ['from=A', 400],
    ['eligibleFor=gift&from=A', 400],
    ['eligibleFor=transfer', 400],
    ['eligibleFor=transfer&from=A&to=B', 400],
    ['eligibleFor=transfer&from=A&sku=SKU&lotId=E-1', 400],
    ['eligibleFor=transfer&from=A&quantity=half', 400],
    ['eligibleFor=transfer&from=A&limit=500', 400],
    ['eligibleFor=stock-move&from=R', 400],
    ['eligiblefor=transfer&from=A', 400],
    ['eligibleFor=transfer&from=R', 404],
  ])('%s is refused with %s', async (query, status) => {
    expect((await stage.request(user, `accounts?${query}`)).status).toBe(status);
  });
});
