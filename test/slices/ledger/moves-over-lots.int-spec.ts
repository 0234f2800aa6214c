import { jest } from '@jest/globals';
import { InvoicingModule } from '#apps/invoicing/src/invoicing.module.ts';
import { verifyLedger } from '#apps/ledger/src/verify.ts';
import { type StockMoved, stockMoved } from '#contracts/licenses.ts';
import type { DeliveryHandler } from '#runtime/broker/broker.ts';
import { type Answer, codes, type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

/** Eight of a product that somebody holds as five and five: one request, whatever the program, as its preview said. */

const [boss, net, owner, seller] = ['boss@msp.example', 'net@firm.example', 'owner@site.example', 'rita@r.example'];
let stage: LedgerStage;

const site = { plan: 'premium', unitPrice: '2.90', currency: 'EUR', paymentType: 'monthly-invoice' };
const programs = [
  { program: 'mist', person: boss, from: 'M1', to: 'M2', facts: { parentId: 'MSP' }, product: {} },
  { program: 'meraki', person: net, from: 'K1', to: 'K2', facts: { licensingModel: 'per-device' }, product: {} },
  { program: 'miradore', person: owner, from: 'D1', to: 'D2', facts: site, product: { billing: 'monthly' } },
] as const;

beforeAll(async () => {
  stage = await startLedgerStage({}, [{ name: 'invoicing', module: InvoicingModule }]);
  const handle: DeliveryHandler = async (deliveries) => {
    for (const { headers, value } of deliveries) {
      if (headers.ce_type === 'stock.moved.v1') heard.push(stockMoved.parse(JSON.parse(String(value))));
    }
  };
  const handlers = new Map([['licenses', { handle, after: [] }]]);
  await stage.running.context.broker.subscribe({ group: 'test', handlers });
  await stage.account('MSP', { kind: 'msp', tier: 'advanced' });
  await stage.administrator('MSP', boss, { role: 'super-user' });
  for (const { program, person, from, to, facts, product } of programs) {
    for (const accountId of [from, to]) {
      await stage.account(accountId, facts);
      if (program !== 'mist') await stage.administrator(accountId, person, { role: 'owner' });
    }
    for (const [n, endsOn] of [
      [1, '2099-06-30'],
      [2, '2098-06-30'],
    ] as const) {
      await stage.entitlement(`E-${from}-${n}`, from, { program, ...product }, { quantity: 5, endsOn });
    }
  }
  await stage.account('R', { kind: 'reseller', currency: 'EUR' });
  await stage.account('RC', { parentId: 'R', package: 'pro' });
  await stage.account('RS', { kind: 'reseller', parentId: 'R' });
  await stage.administrator('R', seller);
  for (const sku of ['PRO', 'PRO-2']) {
    await stage.publish('catalog', 'product.published.v1', {
      ...{ sku, name: sku, description: 'x', instructionsUrl: 'https://docs.example/p', scenario: 'activation' },
      ...{ program: 'stock', package: 'pro', prices: { EUR: '9.00' }, termMonths: 12 },
    });
  }
  await until(async () => (await buy('PRO', 5)).status === 201);
  await buy('PRO', 5);
  await until(async () => (await buy('PRO-2', 5)).status === 201);
  for (const { person, from } of programs) await until(async () => (await held(person, from)).length === 2);
});

afterAll(async () => {
  await stage.stop();
});

function buy(sku: string, quantity: number): Promise<Answer> {
  return stage.request(seller, 'stock-purchases', { contractId: 'K', accountId: 'R', sku, quantity });
}

/** What topic `licenses` carried about a move. */
const heard: StockMoved[] = [];

async function announced(transferId: string): Promise<StockMoved | undefined> {
  const found = () => heard.find((event) => event.transferId === transferId);
  await until(async () => found() !== undefined);
  return found();
}

async function held(email: string, accountId: string): Promise<[string, number][]> {
  const { items = [] } = (await stage.request(email, `accounts/${accountId}/licenses`)).body;
  return items.map(({ lotId, quantity }: { lotId: string; quantity: number }) => [lotId, quantity]);
}

interface Moved {
  quantity: number;
  stockBefore?: number;
  stockAfter?: number;
  lot: { lotId: string; sku: string };
  targetLot?: { lotId?: string; startsOn: string };
}

interface Sides {
  before: { total: number };
  after: { total: number };
}

/** What an answer says of each lot, but for the ids of lots that are made. */
const movedIn = ({ body }: Answer) =>
  body.moved.map(({ targetLot, ...each }: Moved) => ({
    ...each,
    targetLot: targetLot && { ...targetLot, lotId: undefined },
  }));

describe('M5 K4 D3 transfers by product', () => {
  test.each(programs)('$program: 8 of 5 and 5, the lot that ends first whole', async ({ person, from, to }) => {
    const body = { from, to, lines: [{ sku: 'SKU', quantity: 8 }] };
    const shown = await stage.request(person, 'transfers/preview', body);
    expect(shown.body).toMatchObject({ violations: [], transferred: 8 });
    const done = await stage.request(person, 'transfers', { ...body, planHash: shown.body.planHash });
    expect([done.status, codes(done)]).toEqual([201, []]);
    expect(movedIn(done)).toEqual(movedIn(shown));
    expect(done.body.moved.map(({ lot, quantity }: Moved) => [lot.lotId, quantity])).toEqual([
      [`E-${from}-2`, 5],
      [`E-${from}-1`, 3],
    ]);
    expect(await held(person, from)).toEqual([[`E-${from}-1`, 2]]);
    const recorded = (await stage.request(person, `transfers/${done.body.transferId}`)).body;
    expect(recorded.moved.map(({ quantity }: Moved) => quantity).sort()).toEqual([3, 5]);
    // D4 D7: what it changed stays what the preview said, whatever moves afterwards.
    const { sides, nextInvoice } = shown.body;
    expect(recorded).toMatchObject({ sides, nextInvoice });
    expect(sides.map(({ before, after }: Sides) => after.total - before.total)).toEqual([-8, 8]);
  });
});

describe('S2 stock moves by product and in lines', () => {
  test('8 of 5 and 5 go to a customer, as the preview said, and everything says both lots', async () => {
    const { items } = (await stage.request(seller, 'accounts/R/licenses?name=PRO')).body;
    const ofSku = items.filter(({ sku }: { sku: string }) => sku === 'PRO');
    const stock = ofSku.map(({ lotId }: { lotId: string }) => lotId);
    const body = { from: 'R', to: 'RC', sku: 'PRO', quantity: 8 };
    const shown = await stage.request(seller, 'stock-moves/preview', body);
    expect(shown.body).toMatchObject({ violations: [], quantity: 8, stockBefore: 10, stockAfter: 2 });
    expect(shown.body.moved.map(({ targetLot }: Moved) => targetLot)).toEqual([
      expect.not.objectContaining({ lotId: expect.anything() }),
      expect.not.objectContaining({ lotId: expect.anything() }),
    ]);
    const done = await stage.request(seller, 'stock-moves', { ...body, planHash: shown.body.planHash });
    expect([done.status, codes(done)]).toEqual([201, []]);
    expect(movedIn(done)).toEqual(movedIn(shown));
    expect(done.body.moved).toMatchObject([
      { lot: { lotId: stock[0] }, quantity: 5, stockBefore: 5, stockAfter: 0 },
      { lot: { lotId: stock[1] }, quantity: 3, stockBefore: 5, stockAfter: 2 },
    ]);
    const made = done.body.moved.map(({ targetLot, quantity }: Moved) => [targetLot?.lotId, quantity]);
    expect((await held(seller, 'RC')).sort()).toEqual(made.sort());
    const { transferId } = done.body;
    const recorded = (await stage.request(seller, `transfers/${transferId}`)).body;
    expect(recorded.moved.map(({ lot, quantity }: Moved) => [lot.lotId, quantity]).sort()).toEqual(made);
    expect(recorded).toMatchObject({ stockBefore: 10, stockAfter: 2 });
    const logged = (await stage.request(seller, 'event-log?search=stock-move')).body.items;
    expect(logged).toMatchObject([{ reference: transferId, licenseCount: 8 }]);
    const event = await announced(transferId);
    expect(event).toMatchObject({ quantity: 8, from: 'R', to: 'RC', lot: event?.lines?.[0]?.lot });
    expect(event?.lines?.map(({ targetLot, quantity }) => [targetLot.lotId, quantity]).sort()).toEqual(made);
  });

  test('L6 one more than there is: refused with the figure, and nothing moves', async () => {
    const before = await held(seller, 'R');
    const answer = await stage.request(seller, 'stock-moves', { from: 'R', to: 'RC', sku: 'PRO', quantity: 3 });
    expect(answer).toMatchObject({
      status: 422,
      body: { violations: [{ code: 'EXCEEDS_STOCK', path: 'quantity', limit: '2', actual: '3' }] },
    });
    expect(await held(seller, 'R')).toEqual(before);
  });

  test('over topic license-requests in lines, to a sub-reseller: each lot stays what it is', async () => {
    const lines = [
      { sku: 'PRO', quantity: 2 },
      { sku: 'PRO-2', quantity: 4 },
    ];
    await stage.publish('license-requests', 'stock.move-requested.v1', {
      from: 'R',
      to: 'RS',
      lines,
      requestedBy: seller,
    });
    await until(async () => (await held(seller, 'RS')).length === 2);
    expect(await held(seller, 'R')).toEqual([[expect.any(String), 1]]);
    expect((await held(seller, 'RS')).map(([, quantity]) => quantity).sort()).toEqual([2, 4]);
  });

  test.each([
    [{ quantity: 1 }, 'lotId'],
    [{ sku: 'PRO' }, 'quantity'],
    [{ sku: 'PRO', lotId: 'L', quantity: 1 }, 'sku'],
    [{ sku: 'PRO', lines: [{ sku: 'PRO', quantity: 1 }] }, 'lines'],
    [{ quantity: 2, lines: [{ sku: 'PRO', quantity: 1 }] }, 'quantity'],
    [{ lines: [] }, 'lines'],
    [{ lines: [{ quantity: 1 }] }, 'lines[0]'],
  ])('%j is refused at %s', async (named, path) => {
    const answer = await stage.request(seller, 'stock-moves', { from: 'R', to: 'RC', ...named });
    expect([answer.status, answer.body.violations.map((each: { path: string }) => each.path)]).toEqual([422, [path]]);
  });

  test('T8 customers that a product can go to', async () => {
    const { items } = (await stage.request(seller, 'accounts?eligibleFor=stock-move&from=R&sku=PRO-2')).body;
    expect(
      items.map(({ accountId, eligible }: { accountId: string; eligible: boolean }) => [accountId, eligible]),
    ).toEqual([
      ['R', false],
      ['RC', true],
      ['RS', true],
    ]);
  });

  test('L1 the chains cover every lot that one move made', async () => {
    const { databaseUrl } = stage.running.context;
    const said: string[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((line) => void said.push(line));
    expect([await verifyLedger({ DATABASE_URL: databaseUrl, DATA_DIR: stage.folder }), said]).toEqual([
      0,
      [expect.stringContaining('the ledger is sound')],
    ]);
    log.mockRestore();
  });
});
