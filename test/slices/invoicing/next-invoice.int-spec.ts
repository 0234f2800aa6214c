import { InvoicingModule } from '#apps/invoicing/src/invoicing.module.ts';
import { type LedgerStage, startLedgerStage, until } from '../ledger/ledger-stage.ts';

/** The ledger beside invoicing, with proration by day: what a preview says of an invoice is what becomes of it. */

let stage: LedgerStage;
const owner = 'owner@site.example';
const sites = ['DA', 'DB'];

beforeAll(async () => {
  stage = await startLedgerStage({ INVOICE_PRORATION: 'day' }, [{ name: 'invoicing', module: InvoicingModule }]);
  const terms = { plan: 'premium', unitPrice: '2.75', currency: 'EUR', paymentType: 'monthly-invoice' };
  for (const [index, site] of sites.entries()) {
    await stage.account(site, { ...terms, timeZone: ['Pacific/Kiritimati', 'Pacific/Pago_Pago'][index] });
    await stage.administrator(site, owner, { role: 'owner' });
  }
  await stage.publish('catalog', 'product.published.v1', {
    ...{ sku: 'SEAT', name: 'Seat', description: 'x', instructionsUrl: 'https://docs.example/s', program: 'miradore' },
    ...{ scenario: 'no-activation', billing: 'monthly', prices: { EUR: '3.00' } },
  });
});

afterAll(() => stage?.stop());

interface Amount {
  readonly accountId: string;
  readonly amount: string;
}

const cents = (amounts: readonly Amount[]): number =>
  amounts.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);

async function invoiced(accountId: string): Promise<number> {
  const answer = await stage.request(owner, `accounts/${accountId}/next-invoice`);
  return answer.status === 200 ? cents(answer.body.lines) : 0;
}

test.each([
  ['D5 a purchase', 'purchases', { accountId: 'DA', sku: 'SEAT', quantity: 30 }],
  ['D3 a transfer', 'transfers', { from: 'DA', to: 'DB', lines: [{ sku: 'SEAT', quantity: 7 }] }],
  ['D6 a decrease', 'decreases', { accountId: 'DB', sku: 'SEAT', quantity: 2 }],
])('D7 I1 I3 the preview of %s says by how much the next invoices of both sites change', async (_what, route, body) => {
  await until(async () => (await stage.request(owner, `${route}/preview`, body)).body.violations?.length === 0);
  const before = await Promise.all(sites.map(invoiced));
  const { nextInvoice, planHash } = (await stage.request(owner, `${route}/preview`, body)).body;
  expect((await stage.request(owner, route, { ...body, planHash })).status).toBe(201);
  const expected = sites.map(
    (site, index) => (before[index] ?? 0) + cents(nextInvoice.filter(({ accountId }: Amount) => accountId === site)),
  );
  expect(expected).not.toEqual(before);
  await until(async () => JSON.stringify(await Promise.all(sites.map(invoiced))) === JSON.stringify(expected));
});

test('I4 the next invoices of several accounts are one answer: the same totals, and nothing of what is not seen', async () => {
  const list = async (query: string, email = owner) => await stage.request(email, `next-invoices${query}`);
  await stage.account('A,B%', { currency: 'EUR' });
  await stage.administrator('A,B%', 'ab@site.example', { role: 'owner' });
  const { items, nextCursor } = (await list(`?accounts=DB,DA,NONE,${encodeURIComponent('A%2CB%25')}`)).body;
  expect([items.map(({ accountId }: Amount) => accountId), nextCursor]).toEqual([sites, null]);
  for (const totals of items) {
    const {
      lines,
      lineCount,
      nextCursor: _,
      taxes,
      missing,
      ...head
    } = (await stage.request(owner, `accounts/${totals.accountId}/next-invoice`)).body;
    expect(totals).toEqual(head);
  }
  expect((await list('?limit=1')).body).toMatchObject({ items: [{ accountId: 'DA' }], nextCursor: expect.any(String) });
  await until(async () => (await list('', 'ab@site.example')).body.items?.length === 1);
  const asked = encodeURIComponent('A%2CB%25,DA');
  expect((await list(`?accounts=${asked}`, 'ab@site.example')).body.items).toMatchObject([{ accountId: 'A,B%' }]);
  expect((await list(`?accounts=${encodeURIComponent('A%')}`)).status).toBe(400);
  expect((await list(`?accounts=${'x,'.repeat(500)}`)).body.violations).toMatchObject([
    { path: 'accounts', limit: '500', actual: '501' },
  ]);
});

test('D7 I3 R13 a plan says what the next invoice of a site comes to with tax, before and after', async () => {
  const body = { accountId: 'DA', sku: 'SEAT', quantity: 4 };
  const { nextInvoice, planHash } = (await stage.request(owner, 'purchases/preview', body)).body;
  const preview = async (route = 'DA', changes = nextInvoice, email = owner) =>
    await stage.request(email, `accounts/${route}/next-invoice/preview`, { nextInvoice: changes });
  // Held, without a rate: what is not known is none of 0.
  expect((await preview()).body.invoices).toMatchObject([
    { before: { tax: null }, after: { state: 'held', total: null } },
  ]);
  const terms = { plan: 'premium', unitPrice: '2.75', currency: 'EUR', paymentType: 'monthly-invoice' };
  await stage.account('DA', {
    ...terms,
    timeZone: 'Pacific/Kiritimati',
    taxRate: '23',
    country: 'PL',
    invoiceEmails: ['ap@da.example'],
  });
  await until(async () => (await preview()).body.invoices[0]?.after.state === 'open');
  const shown = (await preview()).body;
  const now = (await stage.request(owner, 'accounts/DA/next-invoice')).body;
  const [{ before, after }] = shown.invoices;
  expect([shown.period, before]).toEqual([now.period, { state: 'open', net: now.net, tax: now.tax, total: now.total }]);
  // Changes of other accounts are left out.
  expect(
    (await preview('DB')).body.invoices.every(
      (each: { before: object; after: object }) => JSON.stringify(each.before) === JSON.stringify(each.after),
    ),
  ).toBe(true);
  expect((await stage.request(owner, 'purchases', { ...body, planHash })).status).toBe(201);
  await until(async () => (await stage.request(owner, 'accounts/DA/next-invoice')).body.net === after.net);
  const then = (await stage.request(owner, 'accounts/DA/next-invoice')).body;
  expect(after).toEqual({ state: 'open', net: then.net, tax: then.tax, total: then.total });
  expect((await preview('DA', nextInvoice, 'stranger@x.example')).status).toBe(404);
  const wrong = await preview('DA', [{ ...nextInvoice[0], amount: '1.005' }]);
  expect([wrong.status, wrong.body.violations[0].path]).toEqual([422, 'nextInvoice[0].amount']);
});

test('R17 an invoice of many lines is read a page at a time, with the totals of all on each', async () => {
  // The transfer before this left two lines at the least.
  const all = (await stage.request(owner, 'accounts/DB/next-invoice')).body;
  expect(all.lines.length).toBeGreaterThan(1);
  expect(all).toMatchObject({ lineCount: all.lines.length, nextCursor: null });
  const lines: unknown[] = [];
  let cursor = '';
  do {
    const page = (await stage.request(owner, `accounts/DB/next-invoice?limit=1${cursor && `&cursor=${cursor}`}`)).body;
    expect(page).toMatchObject({ net: all.net, total: all.total, lineCount: all.lineCount });
    expect(page.lines).toHaveLength(1);
    lines.push(...page.lines);
    cursor = page.nextCursor;
  } while (cursor);
  expect(lines).toEqual(all.lines);
});

test('R17 lines of an invoice that has changed are not put together with those of before', async () => {
  const { nextCursor } = (await stage.request(owner, 'accounts/DB/next-invoice?limit=1')).body;
  const body = { accountId: 'DB', sku: 'SEAT', quantity: 3 };
  const { planHash } = (await stage.request(owner, 'purchases/preview', body)).body;
  expect((await stage.request(owner, 'purchases', { ...body, planHash })).status).toBe(201);
  await until(
    async () => (await stage.request(owner, `accounts/DB/next-invoice?limit=1&cursor=${nextCursor}`)).status === 409,
  );
  for (const wrong of ['limit=0', 'limit=5001', 'cursor=x', 'cursor=WyIxIl0'])
    expect((await stage.request(owner, `accounts/DB/next-invoice?${wrong}`)).status).toBe(400);
});
