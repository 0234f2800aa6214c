import { codes, type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

/** Many transfers, or moves of stock, at once (portal R10): one fold over the same books, made all together or not at all. */

let stage: LedgerStage;
const boss = 'boss@msp.example';
const stranger = 'stranger@elsewhere.example';
const operator = 'operator@seatwright.example';
const tenants = Array.from({ length: 20 }, (_, index) => `T-${index + 1}`);

const to = (target: string, quantity: number, sku = 'SKU', from = 'STAGING') => ({
  ...{ from, to: target, lines: [{ sku, quantity }] },
});
const post = (body: object, key?: string, email = boss) => stage.request(email, 'transfers/batch', body, key);
const preview = async (transfers: object[], email = boss) =>
  await stage.request(email, 'transfers/batch/preview', { transfers });
const held = async (accountId: string) =>
  (await stage.request(operator, `accounts/${accountId}/licenses`)).body.items.reduce(
    (sum: number, { quantity }: { quantity: number }) => sum + quantity,
    0,
  );
const logged = async () => (await stage.request(operator, 'event-log?limit=500')).body.items;

beforeAll(async () => {
  stage = await startLedgerStage({ OPERATORS: operator });
  await stage.account('MSP', { kind: 'msp', tier: 'base' });
  for (const id of ['STAGING', ...tenants]) await stage.account(id, { parentId: 'MSP' });
  await stage.account('X', {});
  await stage.account('Y', {});
  await stage.administrator('MSP', boss, { role: 'super-user' });
  await stage.administrator('X', stranger);
  await stage.entitlement('E-1', 'STAGING', { program: 'mist' }, { quantity: 30, endsOn: '2098-12-31' });
  await stage.entitlement('E-2', 'STAGING', { program: 'mist' }, { quantity: 20, endsOn: '2099-12-31' });
  await stage.entitlement('E-X', 'Y', { program: 'mist' }, { quantity: 20 });
  await until(async () => (await stage.request(operator, 'accounts?limit=100')).body.items.length === 24);
  await until(async () => (await held('STAGING')) === 50 && (await held('Y')) === 20);
});
afterAll(() => stage?.stop());

describe('L6 R10 many transfers at once', () => {
  test('each sees what those before it took, which single previews do not', async () => {
    const alone = await stage.request(boss, 'transfers/preview', to('T-2', 40));
    expect(alone.body.violations).toEqual([]);
    const { status, body } = await preview([to('T-1', 20), to('T-2', 40), to('T-3', 30)]);
    expect(status).toBe(200);
    expect(body.refused).toBe(1);
    expect(body.transfers.map(codesOf)).toEqual([[], ['EXCEEDS_TRANSFERABLE'], []]);
    expect(body.transfers[1].violations[0]).toMatchObject({ limit: '30', actual: '40', path: 'lines[0].quantity' });
    // What is refused leaves the licenses to those after it; they go in the order of their end (M3).
    const lots = body.transfers[2].moved.map(({ lot, quantity }: { lot: { lotId: string }; quantity: number }) => [
      ...[lot.lotId, quantity],
    ]);
    expect(lots).toEqual([
      ['E-1', 10],
      ['E-2', 20],
    ]);
  });

  test('one that is refused keeps all from being made; refusals are in the log, each with its row', async () => {
    const before = (await logged()).length;
    const refused = await post({ transfers: [to('T-1', 20), to('X', 1), to('T-2', 40)] });
    expect(refused.status).toBe(422);
    expect([...new Set(refused.body.violations.map(({ path }: { path: string }) => path.split('.')[0]))]).toEqual([
      ...['transfers[1]', 'transfers[2]'],
    ]);
    expect(refused.body.violations.at(-1)).toMatchObject({
      ...{ code: 'EXCEEDS_TRANSFERABLE', path: 'transfers[2].lines[0].quantity', limit: '30', actual: '40' },
    });
    expect(await held('STAGING')).toBe(50);
    const events = (await logged()).slice(0, -before);
    expect(events.map(({ type, target }: { type: string; target: string }) => [type, target])).toEqual([
      ['transfer-refused', 'T-2'],
      ['transfer-refused', 'X'],
    ]);
  });

  test('L3 a preview that is stale is refused with 409, and nothing is done', async () => {
    const transfers = [to('T-1', 2), to('T-2', 2), to('X', 3)];
    const { planHash } = (await preview(transfers)).body;
    expect((await stage.request(boss, 'transfers', to('T-3', 1))).status).toBe(201);
    const before = (await logged()).length;
    const stale = await post({ transfers, planHash }, 'stale');
    expect([stale.status, codes(stale)]).toEqual([409, ['PLAN_STALE']]);
    expect(await held('STAGING')).toBe(49);
    // L8: each of them was asked for and refused, for that one reason, and once.
    expect((await post({ transfers, planHash }, 'stale')).body).toEqual(stale.body);
    const events = (await logged()).slice(0, -before);
    expect(
      events.map(({ type, source, target, licenseCount, initiatedBy, violations }: Logged) => [
        ...[type, source, target, licenseCount, initiatedBy, violations.map(({ code }) => code)],
      ]),
    ).toEqual([
      ['transfer-refused', 'STAGING', 'X', 3, boss, ['PLAN_STALE']],
      ['transfer-refused', 'STAGING', 'T-2', 2, boss, ['PLAN_STALE']],
      ['transfer-refused', 'STAGING', 'T-1', 2, boss, ['PLAN_STALE']],
    ]);
    transfers.pop();
    const fresh = (await preview(transfers)).body.planHash;
    expect(fresh).not.toBe(planHash);
    expect((await post({ transfers, planHash: fresh })).status).toBe(201);
    expect(await held('STAGING')).toBe(45);
  });

  test('L9 from staging to twenty tenants: as previewed, once for a key, each a transfer of its own', async () => {
    const transfers = tenants.map((tenant) => to(tenant, 2));
    const shown = await preview(transfers);
    const made = await post({ transfers, planHash: shown.body.planHash }, 'twenty');
    expect([made.status, made.body.transfers.length]).toEqual([201, 20]);
    const again = await post({ transfers, planHash: shown.body.planHash }, 'twenty');
    expect([again.headers.get('idempotent-replayed'), again.body]).toEqual(['true', made.body]);
    expect(codes(await post({ transfers }, 'twenty'))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    for (const [index, { sides }] of made.body.transfers.entries())
      expect(sides).toEqual(shown.body.transfers[index].sides);
    expect(await held('STAGING')).toBe(5);
    const { transferId } = made.body.transfers[19];
    expect((await stage.request(boss, `transfers/${transferId}`)).body).toMatchObject({ from: 'STAGING', to: 'T-20' });
    expect((await stage.request(boss, `transfers/${transferId}/return`, {})).status).toBe(201);
    expect(await held('STAGING')).toBe(7);
  });

  test('licenses that came with one transfer go on with the next where the program lets them', async () => {
    await stage.entitlement('E-3', 'STAGING', { program: 'open' }, { sku: 'OPEN', quantity: 5 });
    await until(async () => (await held('STAGING')) === 12);
    const made = await post({ transfers: [to('T-1', 5, 'OPEN'), to('T-2', 4, 'OPEN', 'T-1')] });
    expect(made.status).toBe(201);
    expect(made.body.transfers[1]).toMatchObject({ from: 'T-1', to: 'T-2', transferred: 4 });
    expect((await stage.request(operator, 'lots/E-3')).body.holders).toMatchObject([
      { accountId: 'T-2', quantity: 4 },
      { accountId: 'T-1', quantity: 1 },
    ]);
  });

  test('L11 a stranger gets nothing; a giver that they do not see is one that is not there', async () => {
    for (const route of ['transfers/batch', 'transfers/batch/preview'])
      expect((await stage.request(stranger, route, { transfers: [to('X', 1)] })).status).toBe(404);
    const foreign = await preview([to('T-1', 1), to('T-1', 1, 'SKU', 'Y'), to('T-1', 1, 'SKU', 'NONE')]);
    const text = foreign.body.transfers.map((each: object) => JSON.stringify({ ...each, planHash: '' }));
    expect(text[1].replaceAll('"Y"', '"NONE"').replaceAll(' Y', ' NONE')).toBe(text[2]);
    expect(codes({ ...foreign, body: foreign.body.transfers[1] })).toContain('ACCOUNT_UNKNOWN');
  });

  test('two hundred at most, and one at least', async () => {
    for (const count of [0, 201]) {
      const refused = await preview(Array.from({ length: count }, () => to('T-1', 1)));
      expect([refused.status, refused.body.violations[0].path]).toEqual([422, 'transfers']);
    }
    const most = await preview(Array.from({ length: 200 }, () => to('T-1', 1)));
    expect([most.status, most.body.refused]).toEqual([200, 193]);
  });
});

describe('L6 S2 many moves of stock at once', () => {
  const seller = 'rita@r.example';
  const move = (target: string, quantity: number, from = 'R', sku = 'PRO') => ({ from, to: target, sku, quantity });
  const asked = async (route: string, body: object, key?: string, email = seller) =>
    await stage.request(email, `stock-moves/batch${route}`, body, key);
  const inStock = async () =>
    (await stage.request(operator, 'stock?account=R')).body.items.map(({ quantity }: { quantity: number }) => quantity);

  beforeAll(async () => {
    await stage.account('R', { kind: 'reseller', currency: 'EUR' });
    await stage.account('SUB', { kind: 'reseller', parentId: 'R' });
    for (const id of ['C-1', 'C-2']) await stage.account(id, { parentId: 'R', package: 'pro' });
    await stage.account('SUB-C', { parentId: 'SUB', package: 'pro' });
    await stage.account('C-OTHER', { parentId: 'R', package: 'starter' });
    await stage.administrator('R', seller);
    await stage.publish('catalog', 'product.published.v1', {
      ...{ sku: 'PRO', name: 'Pro', description: 'x', instructionsUrl: 'https://docs.example/p' },
      ...{ scenario: 'activation', program: 'stock', package: 'pro', prices: { EUR: '9.00' }, termMonths: 12 },
    });
    const bought = { contractId: 'K', accountId: 'R', sku: 'PRO', quantity: 10 };
    await until(async () => (await stage.request(seller, 'stock-purchases', bought)).status === 201);
  });

  test('L3 each sees what those before it took; nothing moves while one is refused, and each refusal is told', async () => {
    const moves = [move('C-1', 6), move('C-2', 5), move('C-OTHER', 1), move('SUB', 4)];
    const shown = await asked('/preview', { moves });
    expect([shown.status, shown.body.refused]).toEqual([200, 2]);
    expect(shown.body.moves.map(codesOf)).toEqual([[], ['EXCEEDS_STOCK'], ['PACKAGE_DIFFERS'], []]);
    expect(shown.body.moves[1].violations[0]).toMatchObject({ path: 'quantity', limit: '4', actual: '5' });
    expect(shown.body.moves[3]).toMatchObject({ stockBefore: 4, stockAfter: 0 });
    const refused = await asked('', { moves, planHash: shown.body.planHash });
    expect([refused.status, refused.body.violations]).toMatchObject([
      422,
      [
        { code: 'EXCEEDS_STOCK', path: 'moves[1].quantity' },
        { code: 'PACKAGE_DIFFERS', path: expect.stringMatching(/^moves\[2\]/) },
      ],
    ]);
    expect(await inStock()).toEqual([10]);
    const { items } = (await stage.request(seller, 'event-log?type=stock-move-refused')).body;
    expect(items.map(({ target }: { target: string }) => target)).toEqual(['C-OTHER', 'C-2']);
  });

  test('L9 as previewed, once for a key; stock that goes to a sub-reseller goes on from there', async () => {
    const moves = [move('C-1', 3), move('SUB', 4), move('SUB-C', 1, 'SUB')];
    const stale = (await asked('/preview', { moves })).body.planHash;
    expect((await stage.request(seller, 'stock-moves', move('C-2', 1))).status).toBe(201);
    const late = await asked('', { moves, planHash: stale });
    expect([late.status, codes(late)]).toEqual([409, ['PLAN_STALE']]);
    // L8: each of them was asked for and refused, for that one reason.
    const { items } = (await stage.request(seller, 'event-log?type=stock-move-refused&limit=3')).body;
    expect(items.map(({ target, violations }: Logged) => [target, ...violations.map(({ code }) => code)])).toEqual([
      ['SUB-C', 'PLAN_STALE'],
      ['SUB', 'PLAN_STALE'],
      ['C-1', 'PLAN_STALE'],
    ]);
    const { planHash } = (await asked('/preview', { moves })).body;
    const made = await asked('', { moves, planHash }, 'stock');
    expect([made.status, made.body.moves.length, made.body.planHash]).toEqual([201, 3, planHash]);
    expect(made.body.moves[2]).toMatchObject({ from: 'SUB', to: 'SUB-C', stockBefore: 4, stockAfter: 3 });
    const again = await asked('', { moves, planHash }, 'stock');
    expect([again.headers.get('idempotent-replayed'), again.body]).toEqual(['true', made.body]);
    expect(await inStock()).toEqual([2]);
    expect([await held('C-1'), await held('C-2'), await held('SUB'), await held('SUB-C')]).toEqual([3, 1, 3, 1]);
  });

  test('L11 a stranger gets nothing; what names its stock twice or not at all is refused at its move', async () => {
    for (const route of ['', '/preview'])
      expect((await asked(route, { moves: [move('X', 1)] }, undefined, stranger)).status).toBe(404);
    const unnamed = await asked('/preview', { moves: [move('C-1', 1), { from: 'R', to: 'C-1', quantity: 1 }] });
    expect([unnamed.status, unnamed.body.violations]).toMatchObject([422, [{ path: 'moves[1].lotId' }]]);
  });
});

interface Logged {
  type: string;
  source: string;
  target: string;
  licenseCount: number;
  initiatedBy: string;
  violations: { code: string }[];
}

function codesOf({ violations }: { violations: { code: string }[] }): string[] {
  return violations.map(({ code }) => code);
}
