import { type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

/** Lots, stock, flows and lists narrowed by more than a name (portal R4, R5, R6, R8). */

let stage: LedgerStage;
const boss = 'boss@msp.example';
const other = 'other@msp-2.example';
const seller = 'seller@r.example';
const customer = 'it@rc.example';
const stranger = 'stranger@elsewhere.example';
const operator = 'operator@seatwright.example';

const get = async (email: string, route: string) => (await stage.request(email, route)).body;
const items = async (email: string, route: string) => (await get(email, route)).items;
const lotIds = async (email: string, query: string) =>
  (await items(email, `accounts/MA/licenses${query}`)).map(({ lotId }: { lotId: string }) => lotId);

let stock: string;
let transfers: string[];
let moved: string;

beforeAll(async () => {
  stage = await startLedgerStage({ OPERATORS: operator });
  await stage.account('MSP', { kind: 'msp', tier: 'advanced' });
  for (const id of ['MA', 'MB', 'MC']) await stage.account(id, { parentId: 'MSP' });
  await stage.account('R', { kind: 'reseller', currency: 'EUR' });
  await stage.account('RC', { parentId: 'R', package: 'pro' });
  await stage.account('X', {});
  await stage.administrator('MSP', boss, { role: 'super-user' });
  await stage.administrator('MB', other);
  await stage.administrator('R', seller);
  await stage.administrator('RC', customer);
  await stage.administrator('X', stranger);
  const mist = { program: 'mist' };
  const lot = (id: string, sku: string, quantity: number, facts: object) =>
    stage.entitlement(id, 'MA', { ...mist, name: `Thing ${sku}` }, { sku, quantity, ...facts });
  await lot('E-1', 'B', 20, { endsOn: '2099-12-31' });
  await lot('E-2', 'A', 30, { endsOn: '2098-12-31' });
  await lot('E-3', 'C', 5, { startsOn: '2097-01-01', endsOn: '2097-12-31' });
  await lot('E-4', 'D', 7, { endsOn: '2026-02-28' });
  await stage.entitlement('E-5', 'MA', { program: 'open' }, { sku: 'E', quantity: 1 });
  await stage.publish('catalog', 'product.published.v1', {
    ...{ sku: 'PRO', name: 'Pro', description: 'x', instructionsUrl: 'https://docs.example/p', program: 'stock' },
    ...{ scenario: 'activation', termMonths: 12, package: 'pro', prices: { EUR: '9.00' } },
  });
  await until(async () => (await items(operator, 'accounts')).length === 7);
  await until(async () => (await lotIds(operator, '')).length === 5);
  const buy = { contractId: 'K', accountId: 'R', sku: 'PRO', quantity: 100 };
  await until(async () => (await stage.request(seller, 'stock-purchases', buy, 'buy')).status === 201);
  stock = (await items(seller, 'stock'))[0].lotId;
  const move = async (to: string, lotId: string, quantity: number) =>
    (await stage.request(boss, 'transfers', { from: 'MA', to, lines: [{ lotId, quantity }] })).body.transferId;
  transfers = [await move('MB', 'E-1', 4), await move('MB', 'E-2', 2), await move('MC', 'E-1', 3)];
  expect((await stage.request(boss, `transfers/${transfers[1]}/return`, {})).status).toBe(201);
  const sold = await stage.request(seller, 'stock-moves', { from: 'R', to: 'RC', lotId: stock, quantity: 10 });
  moved = sold.body.moved[0].targetLot.lotId;
});
afterAll(() => stage?.stop());

describe('M7 R6 licenses in a list', () => {
  test.each([
    ['', ['E-4', 'E-3', 'E-2', 'E-1', 'E-5']],
    ['?status=active', ['E-2', 'E-1', 'E-5']],
    ['?status=future', ['E-3']],
    ['?status=expired', ['E-4']],
    ['?status=grace', []],
    ['?program=open', ['E-5']],
    ['?stock=true', []],
    ['?sort=-endsOn', ['E-5', 'E-1', 'E-2', 'E-3', 'E-4']],
    ['?sort=sku', ['E-2', 'E-1', 'E-3', 'E-4', 'E-5']],
    ['?sort=-quantity&status=active&program=mist', ['E-2', 'E-1']],
    ['?sort=name&stock=false', ['E-5', 'E-2', 'E-1', 'E-3', 'E-4']],
    ['?sort=startsOn&hideNonTransferable=true', ['E-1', 'E-2', 'E-5', 'E-3']],
  ])('%s is %j', async (query, expected) => {
    expect(await lotIds(boss, query)).toEqual(expected);
  });

  test.each(['endsOn', '-endsOn', 'name', '-quantity', 'startsOn', 'sku'])('pages by %s join up', async (sort) => {
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await get(boss, `accounts/MA/licenses?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
      found.push(...page.items.map(({ lotId }: { lotId: string }) => lotId));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(await lotIds(boss, `?sort=${sort}`));
    expect(found).toHaveLength(5);
  });

  test('a word that is no status or order is refused with those that there are', async () => {
    const refused = async (query: string) => (await stage.request(boss, `accounts/MA/licenses${query}`)).body;
    expect((await refused('?status=dead')).violations[0]).toMatchObject({ path: 'status' });
    expect((await refused('?sort=price')).violations[0]).toMatchObject({ path: 'sort', actual: 'price' });
    expect((await stage.request(stranger, 'accounts/MA/licenses?sort=name')).status).toBe(404);
  });
});

describe('L8 R4 one lot', () => {
  const party = (accountId: string) => ({ accountId, name: `Account ${accountId}` });

  test('has its terms and who holds it now', async () => {
    expect(await get(boss, 'lots/E-1')).toMatchObject({
      ...{ lotId: 'E-1', sku: 'B', program: 'mist', endsOn: '2099-12-31', stock: false, unitPrice: '10.00' },
      holders: [
        { ...party('MA'), quantity: 13 },
        { ...party('MB'), quantity: 4 },
        { ...party('MC'), quantity: 3 },
      ],
    });
  });

  test('L11 accounts that the reader does not see have no name and no number, and no price', async () => {
    const { holders, unitPrice, currency } = await get(other, 'lots/E-1');
    expect([holders, unitPrice, currency]).toEqual([[{ ...party('MB'), quantity: 4 }], undefined, undefined]);
    expect(await items(other, 'lots/E-1/history')).toMatchObject([
      { action: 'transfer', quantity: 4, from: { name: 'another account' }, to: party('MB') },
    ]);
    expect(JSON.stringify(await get(other, 'lots/E-1/history'))).not.toMatch(/MA|MC/);
  });

  test('has every journal, the newest first', async () => {
    const history = await items(boss, 'lots/E-1/history');
    expect(history).toMatchObject([
      {
        action: 'transfer',
        journalId: transfers[2],
        quantity: 3,
        from: party('MA'),
        to: party('MC'),
        initiatedBy: boss,
      },
      { action: 'transfer', journalId: transfers[0], quantity: 4, from: party('MA'), to: party('MB') },
      { action: 'fulfil', quantity: 20, to: party('MA') },
    ]);
    expect(history[2]).not.toHaveProperty('from');
    const first = await get(boss, 'lots/E-1/history?limit=2');
    expect((await items(boss, `lots/E-1/history?cursor=${first.nextCursor}`)).length).toBe(1);
  });

  test('S2 stock is followed to the lot that a customer got of it', async () => {
    expect(await get(customer, `lots/${moved}`)).toMatchObject({
      stock: false,
      holders: [{ ...party('RC'), quantity: 10 }],
    });
    expect((await items(seller, `lots/${stock}/history`)).map(({ action }: { action: string }) => action)).toEqual([
      ...['stock-move', 'stock-purchase'],
    ]);
    expect((await stage.request(customer, `lots/${stock}`)).status).toBe(404);
  });

  test('L11 is not there for a stranger', async () => {
    for (const id of ['E-1', 'E-2', stock, moved, 'none'])
      for (const route of [`lots/${id}`, `lots/${id}/history`]) {
        const { status, body } = await stage.request(stranger, route);
        expect([status, body.detail]).toEqual([404, `there is no lot ${id} that you can see`]);
      }
  });
});

test('P2 what ends in the next twelve months is added up by month, for whoever sees who holds it', async () => {
  const end = new Date();
  end.setUTCMonth(end.getUTCMonth() + 3, 28);
  const soon = end.toISOString().slice(0, 10);
  await stage.entitlement('E-6', 'MC', { program: 'open' }, { sku: 'F', quantity: 6, endsOn: soon });
  const wanted = [{ month: soon.slice(0, 7), sku: 'F', quantity: 6 }];
  await until(async () => (await items(boss, 'ends?account=MC')).length === 1);
  expect(await items(boss, 'ends')).toEqual(wanted);
  expect(await items(operator, 'ends?account=MC')).toEqual(wanted);
  expect([await items(other, 'ends'), await items(stranger, 'ends?account=MC')]).toEqual([[], []]);
  // What is stock, or ends later, is not among it.
  expect(await items(seller, 'ends')).toEqual([]);
});

describe('M5 R5 transfers and flows', () => {
  const found = async (email: string, query: string) =>
    (await items(email, `transfers${query}`)).map(({ transferId }: { transferId: string }) => transferId);

  test('transfers of a lot, and those that can be given back', async () => {
    expect(await found(boss, '?lot=E-1')).toEqual([transfers[2], transfers[0]]);
    expect(await found(boss, '?lot=E-2')).toHaveLength(2);
    expect(await found(boss, '?returnable=true')).toEqual([transfers[2], transfers[0]]);
    expect(await found(other, '?returnable=true')).toEqual([transfers[0]]);
    expect(await found(boss, '?returnable=false&lot=E-1')).toEqual([]);
    expect(await found(stranger, '?lot=E-1')).toEqual([]);
    expect(await found(stranger, '?returnable=true')).toEqual([]);
  });

  test('what is no longer there whole cannot be given back', async () => {
    const onward = await stage.request(boss, 'transfers', {
      ...{ from: 'MC', to: 'MA', lines: [{ lotId: 'E-1', quantity: 1 }] },
    });
    // RETURN_ONLY: it goes back as it came alone, so all of it is still there.
    expect(onward.status).toBe(422);
    expect(await found(boss, '?returnable=true')).toContain(transfers[2]);
  });

  test('flows add up what went which way', async () => {
    const flow = (source: string, target: string, sku: string, quantity: number) => ({
      source,
      target,
      sku,
      quantity,
      count: 1,
    });
    const all = [
      ...[flow('MA', 'MB', 'A', 2), flow('MA', 'MB', 'B', 4), flow('MA', 'MC', 'B', 3), flow('MB', 'MA', 'A', 2)],
    ];
    expect(await items(boss, 'flows')).toEqual(all);
    expect(await items(other, 'flows?account=MB')).toEqual(all.filter((each) => each.target !== 'MC'));
    expect(await items(seller, 'flows')).toMatchObject([{ source: 'R', target: 'RC', quantity: 10 }]);
    const first = await get(boss, 'flows?limit=3');
    expect(await items(boss, `flows?cursor=${first.nextCursor}`)).toEqual(all.slice(3));
    expect(await items(boss, 'flows?to=2020-01-01')).toEqual([]);
    expect(await items(stranger, 'flows')).toEqual([]);
    expect(await items(stranger, 'flows?account=MB')).toEqual([]);
  });
});

describe('S1 S6 R8 stock', () => {
  test('has the days until it has to be used', async () => {
    const [found, ...others] = await items(seller, 'stock');
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      ...{
        accountId: 'R',
        accountName: 'Account R',
        lotId: stock,
        sku: 'PRO',
        quantity: 90,
        package: 'pro',
        contractId: 'K',
      },
      daysLeft: (Date.parse(found.endsOn) - Date.parse(new Date().toISOString().slice(0, 10))) / 86_400_000,
    });
    expect(await items(operator, 'stock?account=R')).toHaveLength(1);
    expect(await items(operator, 'stock?account=RC')).toEqual([]);
  });

  test('L11 is nothing for those who do not see its account', async () => {
    for (const email of [stranger, customer, boss])
      for (const query of ['', '?account=R']) expect(await items(email, `stock${query}`)).toEqual([]);
  });
});

test('L12 R9 a rule says what has to hold, and what would make it possible', async () => {
  const rule = await get(stranger, 'rules/RETURN_ONLY');
  expect(rule).toMatchObject({ code: 'RETURN_ONLY', programs: ['mist'], remedy: expect.stringMatching(/\w+/) });
  expect(await get(stranger, 'rules/return_only')).toEqual(rule);
  expect((await items(stranger, 'rules?limit=500')).find(({ code }: { code: string }) => code === rule.code)).toEqual(
    rule,
  );
  expect((await stage.request(stranger, 'rules/NO_SUCH_RULE')).status).toBe(404);
});
