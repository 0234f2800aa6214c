import { pdfOf, xmlOf } from '#apps/invoicing/src/documents/issued-document.ts';
import { reviewed } from '#apps/invoicing/src/invoicing.slices.ts';
import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import { sitesOf } from '#apps/invoicing/src/rows/billed-with.rows.ts';
import { issuedInvoices, type StoredInvoice } from '#apps/invoicing/src/rows/issued-invoices.rows.ts';
import { listDrafts } from '#apps/invoicing/src/views/draft-invoices.views.ts';
import { listHeld } from '#apps/invoicing/src/views/held-invoices.views.ts';
import { listInvoices } from '#apps/invoicing/src/views/issued-invoices.views.ts';
import { nextInvoice } from '#apps/invoicing/src/views/next-invoice.views.ts';
import { listNextInvoices } from '#apps/invoicing/src/views/next-invoices.views.ts';
import { planned } from '#apps/invoicing/src/views/planned-invoices.views.ts';
import { defaultSettings } from '#domain/invoices/account/account.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { startInvoicing } from '#test/support/invoicing.ts';
import { readPdfText } from '#test/support/pdf-text.ts';
import { billable, delivery } from '#test/support/samples/deliveries.ts';

/** One invoice for a parent and its sites (I16), and one for each purchase order (I17), on PostgreSQL. */

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof start>>;
let journal = 0;

function start() {
  return startInvoicing(postgres.url);
}

const monthly = {
  ...{ lotId: 'PUR', sku: 'MDM-PREMIUM', name: 'Device management, premium', program: 'miradore', category: 'paid' },
  ...{ billing: 'monthly', unitPrice: '3.00', currency: 'EUR', startsOn: '2026-11-01', originAccountId: 'X' },
};

const lotOf = (accountId: string) => ({ ...monthly, lotId: `LOT-${accountId}` });

function bought(accountId: string, quantity: number, at = '2026-11-20T10:00:00.000Z') {
  journal += 1;
  const data = { journalId: `J${journal}`, at, initiatedBy: 'owner@example.com', accountId, quantity };
  return delivery('licenses', 'license.purchased.v1', { ...data, lot: lotOf(accountId) });
}

function moved(from: string, to: string, quantity: number, at: string) {
  journal += 1;
  const data = { journalId: `J${journal}`, transferId: `TRF-${journal}`, at, initiatedBy: 'msp@example.com', from, to };
  return delivery('licenses', 'license.transferred.v1', { ...data, lines: [{ quantity, lot: lotOf(from) }] });
}

function ordered(accountId: string, orderNumber: string, purchaseOrder?: string, at = '2026-11-21T09:30:00.000Z') {
  const lotId = `ENT-${orderNumber}`;
  return delivery('licenses', 'license.granted.v1', {
    ...{
      journalId: lotId,
      at,
      initiatedBy: '/erp',
      accountId,
      billingAccountId: accountId,
    },
    ...{ entitlementId: lotId, orderNumber, lineNumber: 1, quantity: 2 },
    lot: {
      ...{ lotId, sku: 'MIST-AP-STD-1Y', name: 'Wireless, 1 year', program: 'mist', category: 'paid', billing: 'once' },
      ...{ unitPrice: '118.00', currency: 'EUR', startsOn: '2026-11-21', originAccountId: accountId },
      ...(purchaseOrder && { references: { purchaseOrder, buyerLineReference: '10' } }),
    },
  });
}

const ofParent = (accountId: string, parentId: string, facts: object = {}) =>
  billable(accountId, { name: `Shop ${accountId}`, parentId, invoiceTo: 'parent', ...facts });

async function close(month: string, at = `${month}-01T12:30:00.000Z`) {
  invoicing.clock.now = at;
  return await new MonthCloseJob(
    invoicing.database,
    invoicing.runner,
    () => new Date(invoicing.clock.now),
    createLog('silent'),
  ).close(month);
}

async function issuedTo(accountId: string): Promise<StoredInvoice[]> {
  const rows = await invoicing.database.sql<{ number: string }>(
    'select number from invoicing.invoice where account_id = $1 order by position',
    [accountId],
  );
  const documents = await issuedInvoices(
    invoicing.database.sql,
    rows.map(({ number }) => number),
  );
  return documents.sort((one, other) => (one.number < other.number ? -1 : 1));
}

const next = (accountId: string, query: { purchaseOrder?: string; limit?: string; cursor?: string } = {}) =>
  nextInvoice(invoicing.database, accountId, undefined, invoicing.clock.now, defaultSettings, query);
const heads = (documents: readonly StoredInvoice[]) =>
  documents.map(({ accountId, period, purchaseOrder, netMinor }) => [accountId, period, purchaseOrder, netMinor]);

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await start();
});

afterAll(async () => {
  await invoicing.database.close();
  await postgres.stop();
});

describe('I16 one invoice for a parent and its sites', () => {
  test('it is previewed as it is issued, a site sees its part of it, and lists and plans say the same', async () => {
    await invoicing.runner.deliver([
      billable('HQ', { name: 'Head office' }),
      ofParent('S1', 'HQ'),
      ofParent('S2', 'HQ'),
    ]);
    await invoicing.runner.deliver([bought('HQ', 1), bought('S1', 2), bought('S2', 3), ordered('S2', 'SO-1', 'PO-7')]);
    expect(await sitesOf(invoicing.database.sql, ['HQ'])).toMatchObject([{ site: 'S1' }, { site: 'S2' }]);
    const whole = await next('HQ');
    expect(whole).toMatchObject({ state: 'open', net: '254.00', lineCount: 4 });
    expect(whole?.lines.map(({ site, amount }) => [site?.accountId, amount])).toEqual([
      ['S2', '236.00'],
      [undefined, '3.00'],
      ['S1', '6.00'],
      ['S2', '9.00'],
    ]);
    expect(await next('S2')).toMatchObject({ accountId: 'S2', billedWith: 'HQ', net: '245.00', lineCount: 2 });
    const many = await listNextInvoices(
      invoicing.database,
      ['HQ', 'S1'],
      {},
      { now: invoicing.clock.now, settings: defaultSettings },
    );
    expect(many.items).toMatchObject([
      { accountId: 'HQ', net: '254.00' },
      { accountId: 'S1', net: '6.00', billedWith: 'HQ' },
    ]);
    const change = { sku: 'MDM-PREMIUM', quantity: 1, unitPriceMinor: 300n, amountMinor: 300n, currency: 'EUR' };
    const plan = await planned(invoicing.database, 'S1', [change], invoicing.clock.now, defaultSettings);
    expect(plan).toMatchObject({ invoices: [{ before: { net: '6.00' }, after: { net: '9.00' } }] });
    await close('2026-12');
    const [invoice, ...others] = await issuedTo('HQ');
    expect(others).toEqual([]);
    expect(invoice?.lines.map(({ site, amountMinor }) => [site?.name, amountMinor])).toEqual([
      ['Shop S2', 23_600n],
      [undefined, 300n],
      ['Shop S1', 600n],
      ['Shop S2', 900n],
    ]);
    expect(await issuedTo('S1')).toEqual([]);
  });

  test('its XML names the site on each line, and its PDF has a group for each with what that comes to', async () => {
    const [invoice] = await issuedTo('HQ');
    if (!invoice) throw new Error('nothing was issued');
    const xml = xmlOf(invoice).toString();
    expect(xml.match(/<cbc:Note>For Shop S2 \(S2\)/g)).toHaveLength(2);
    expect(xml).toContain('<cbc:LineID>10</cbc:LineID>');
    const text = readPdfText(pdfOf(invoice))
      .map((each) => each.text)
      .join(' ');
    for (const group of ['Head office (HQ)', 'Shop S1 (S1)', 'Shop S2 (S2)', '245.00']) expect(text).toContain(group);
  });

  test('it is announced with its sites and the orders that it bills, and found by an order of a site', async () => {
    const announced = await invoicing.announced();
    expect(announced.find(({ type }) => type === 'invoice.issued.v1')).toMatchObject({
      data: {
        accountId: 'HQ',
        sites: [
          { accountId: 'S2', net: '245.00' },
          { accountId: 'HQ', net: '3.00' },
          { accountId: 'S1', net: '6.00' },
        ],
        orders: [{ orderNumber: 'SO-1', lines: [1] }],
      },
    });
    expect(announced.find(({ data }) => (data as { accountId: string }).accountId === 'S1')).toMatchObject({
      type: 'invoice.adjusted.v1',
      data: { payerAccountId: 'HQ' },
    });
    const found = await listInvoices(invoicing.database.sql, 'everything', { orderNumber: 'SO-1' }, '2026-12-01');
    expect(found.items).toMatchObject([{ accountId: 'HQ' }]);
    // P1: who sees a site alone does not see the invoice of its parent.
    expect((await listInvoices(invoicing.database.sql, ['S1'], {}, '2026-12-01')).items).toEqual([]);
  });

  test('a run again adds nothing; a transfer between site and parent comes to nothing on the next one', async () => {
    expect(await close('2026-12')).toMatchObject({ accounts: 0, documents: 0 });
    await invoicing.runner.deliver([moved('S1', 'HQ', 2, '2026-12-10T10:00:00.000Z')]);
    await close('2027-01');
    expect(heads(await issuedTo('HQ'))).toEqual([
      ['HQ', '2026-12', undefined, 25_400n],
      ['HQ', '2027-01', undefined, 1_800n],
    ]);
  });

  test('a site that pays itself again does so from the invoice after the day it was told; what is issued stays', async () => {
    const time = '2027-01-15T10:00:00Z';
    await invoicing.runner.deliver([billable('S2', { name: 'Shop S2', parentId: 'HQ' }, time)]);
    await close('2027-02');
    expect(heads(await issuedTo('HQ')).at(-1)).toEqual(['HQ', '2027-02', undefined, 900n]);
    expect(heads(await issuedTo('S2'))).toEqual([['S2', '2027-02', undefined, 900n]]);
  });

  test('I8 I15 it is held and reviewed as the parent’s, which has nothing of its own', async () => {
    const terms = { country: undefined, invoiceReviewDays: 3 };
    await invoicing.runner.deliver([billable('TOP', terms), ofParent('T1', 'TOP'), ofParent('T2', 'TOP')]);
    await invoicing.runner.deliver([
      bought('T1', 1, '2027-02-10T10:00:00.000Z'),
      bought('T2', 1, '2027-02-10T10:00:00.000Z'),
    ]);
    const closed = await close('2027-03');
    expect(closed.held.map(({ accountId }) => accountId)).toEqual(['TOP']);
    const held = await listHeld(invoicing.database, 'everything', {}, defaultSettings);
    expect(held.items).toMatchObject([{ accountId: 'TOP', net: '6.00', missing: [{ code: 'COUNTRY_UNKNOWN' }] }]);
    await invoicing.runner.deliver([billable('TOP', { invoiceReviewDays: 3 }, '2027-03-01T13:00:00Z')]);
    expect(await close('2027-03')).toMatchObject({ documents: 0, held: [] });
    const drafts = await listDrafts(invoicing.database, 'everything', {}, defaultSettings);
    expect(drafts.items).toMatchObject([{ accountId: 'TOP', net: '6.00' }]);
    await invoicing.database.transaction(async (sql) => {
      const sites = (await sitesOf(sql, ['TOP'])).map(({ site }) => site);
      const data = { accountId: 'TOP', sites, asked: { step: 'approve' } };
      const time = invoicing.clock.now;
      const { type } = reviewed;
      await invoicing.runner.decideAndSave(sql, [
        { id: 'approve', type, source: '/test', time, correlationId: 'approve', person: 'op@x.example', data },
      ]);
    });
    expect(heads(await issuedTo('TOP'))).toEqual([['TOP', '2027-03', undefined, 600n]]);
    expect(await close('2027-03')).toMatchObject({ documents: 0, held: [] });
  });

  test('a parent that the account has not is no message that can be read', async () => {
    await invoicing.runner.deliver([billable('ORPHAN', { invoiceTo: 'parent' })]);
    const [letter] = await invoicing.database.sql<{ error: string }>(
      'select error from invoicing.dead_letter order by id desc limit 1',
    );
    expect(letter?.error).toContain('name its parent as parentId, or leave invoiceTo out');
  });
});

describe('I17 an invoice for each purchase order', () => {
  const [march, at] = ['2027-03-05T10:00:00.000Z', '2027-04-01T12:30:00.000Z'];

  test('is previewed one by one, with pages of lines, and issued so, gapless and once', async () => {
    invoicing.clock.now = march;
    await invoicing.runner.deliver([billable('PER', { invoicePer: 'purchaseOrder' })]);
    await invoicing.runner.deliver([
      ordered('PER', 'SO-11', 'PO-2', march),
      ordered('PER', 'SO-12', 'PO-1', march),
      ordered('PER', 'SO-13', 'PO-2', march),
      ordered('PER', 'SO-14', undefined, march),
      bought('PER', 5, march),
    ]);
    expect(await next('PER')).toMatchObject({ net: '251.00', lineCount: 2, purchaseOrders: ['', 'PO-1', 'PO-2'] });
    const page = await next('PER', { purchaseOrder: 'PO-2', limit: '1' });
    expect(page).toMatchObject({ purchaseOrder: 'PO-2', net: '472.00', lineCount: 2 });
    const rest = await next('PER', { purchaseOrder: 'PO-2', cursor: page?.nextCursor ?? '' });
    const shown = [...(page?.lines ?? []), ...(rest?.lines ?? [])];
    expect(shown.map(({ cause }) => cause?.reference)).toEqual(['SO-11/1', 'SO-13/1']);
    await expect(next('PER', { purchaseOrder: 'PO-9' })).rejects.toThrow('those here: PO-1, PO-2');
    const many = await listNextInvoices(invoicing.database, ['PER'], {}, { now: at, settings: defaultSettings });
    expect(many.items).toMatchObject([{ net: '959.00', purchaseOrders: ['', 'PO-1', 'PO-2'] }]);
    await close('2027-04', at);
    expect(await close('2027-04', at)).toMatchObject({ documents: 0 });
    const documents = await issuedTo('PER');
    expect(heads(documents)).toEqual([
      ['PER', '2027-04', undefined, 25_100n],
      ['PER', '2027-04', 'PO-1', 23_600n],
      ['PER', '2027-04', 'PO-2', 47_200n],
    ]);
    const numbers = documents.map(({ number }) => Number(number.slice(-6)));
    expect(numbers.map((number) => number - (numbers[0] ?? 0))).toEqual([0, 1, 2]);
    expect(documents.map((each) => /<cac:OrderReference>\s*<cbc:ID>([^<]*)/.exec(xmlOf(each).toString())?.[1])).toEqual(
      [undefined, 'PO-1', 'PO-2'],
    );
  });

  test('I12 an order is found on its own invoice alone, and what takes it back names that one', async () => {
    const found = await listInvoices(invoicing.database.sql, 'everything', { orderNumber: 'SO-12' }, '2027-04-01');
    expect(found.items).toMatchObject([{ purchaseOrder: 'PO-1' }]);
  });

  test('I2 the database refuses a second invoice for the same month, currency and purchase order', async () => {
    const again = invoicing.database.sql(
      `insert into invoicing.invoice (number, document, account_id, account_name, period, currency, purchase_order, net_minor, taxes,
         tax_minor, total_minor, issued_at, buyer, seller, lines)
       select number || '-X', document, account_id, account_name, period, currency, purchase_order, net_minor, taxes, tax_minor,
         total_minor, issued_at, buyer, seller, lines from invoicing.invoice where account_id = 'PER' and purchase_order = 'PO-1'`,
    );
    await expect(again).rejects.toThrow('invoice_account_period');
  });
});

describe('I16 a payer that is on the invoice of another', () => {
  const april = '2027-04-05T10:00:00.000Z';

  test('bears nothing until it pays itself again, and then what is behind it too, for the database as for the domain', async () => {
    invoicing.clock.now = april;
    await invoicing.runner.deliver([
      billable('TOP2'),
      ofParent('MID', 'TOP2'),
      ofParent('LOW', 'MID', { country: undefined }),
    ]);
    await invoicing.runner.deliver([bought('MID', 1, april), bought('LOW', 2, april)]);
    const closed = await close('2027-05');
    expect(closed.held.map(({ accountId }) => accountId)).toEqual(['LOW']);
    expect(heads(await issuedTo('TOP2'))).toEqual([['TOP2', '2027-05', undefined, 300n]]);
    expect(await sitesOf(invoicing.database.sql, ['MID'])).toEqual([]);
    await invoicing.runner.deliver([billable('MID', {}, '2027-05-03T10:00:00Z')]);
    expect(await sitesOf(invoicing.database.sql, ['MID'])).toMatchObject([{ site: 'LOW', openPeriod: '2027-05' }]);
    expect(await next('LOW')).toMatchObject({ billedWith: 'MID', net: '6.00' });
    const held = await listHeld(invoicing.database, 'everything', { accountId: 'LOW' }, defaultSettings);
    expect(held.items).toEqual([]);
    await close('2027-06');
    expect(heads(await issuedTo('MID'))).toEqual([['MID', '2027-06', undefined, 1_500n]]);
    expect(await close('2027-06')).toMatchObject({ accounts: 0, held: [] });
  });
});

describe('I17 months of an account with an invoice for each purchase order', () => {
  const october = '2027-10-05T10:00:00.000Z';
  const orderOn = (xml: string) => /<cac:OrderReference>\s*<cbc:ID>([^<]*)/.exec(xml)?.[1];

  function orderedMonthly(orderNumber: string, purchaseOrder: string, quantity: number) {
    const lot = { ...monthly, lotId: `ENT-${orderNumber}`, references: { purchaseOrder } };
    const granted = { journalId: lot.lotId, at: october, initiatedBy: '/erp', entitlementId: lot.lotId, orderNumber };
    const of = { accountId: 'PERM', billingAccountId: 'PERM', lineNumber: 1, quantity, lot };
    return delivery('licenses', 'license.granted.v1', { ...granted, ...of });
  }

  test('go by the order under which they were bought, in sums and pages as issued, and what one cause takes from two is on both', async () => {
    invoicing.clock.now = october;
    await invoicing.runner.deliver([billable('PERM', { invoicePer: 'purchaseOrder' })]);
    await invoicing.runner.deliver([
      orderedMonthly('SO-31', 'PO-M1', 10),
      orderedMonthly('SO-32', 'PO-M2', 4),
      bought('PERM', 1, october),
    ]);
    await close('2027-11');
    const at = '2027-11-10T10:00:00.000Z';
    const lines = [
      { quantity: 3, lot: { ...monthly, lotId: 'ENT-SO-31' } },
      { quantity: 1, lot: { ...monthly, lotId: 'ENT-SO-32' } },
    ];
    const cut = { journalId: 'J-CUT', at, initiatedBy: 'owner@example.com', accountId: 'PERM', lines };
    await invoicing.runner.deliver([delivery('licenses', 'license.decreased.v1', cut)]);
    for (const [purchaseOrder, net] of [
      ['', '3.00'],
      ['PO-M1', '21.00'],
      ['PO-M2', '9.00'],
    ] as const) {
      expect(await next('PERM', { purchaseOrder })).toMatchObject({ net, lineCount: purchaseOrder ? 2 : 1 });
    }
    await close('2027-12');
    const documents = (await issuedTo('PERM')).filter(({ period }) => period === '2027-12');
    expect(heads(documents)).toEqual([
      ['PERM', '2027-12', undefined, 300n],
      ['PERM', '2027-12', 'PO-M1', 2_100n],
      ['PERM', '2027-12', 'PO-M2', 900n],
    ]);
    expect(documents.map((each) => orderOn(xmlOf(each).toString()))).toEqual([undefined, 'PO-M1', 'PO-M2']);
    // The running totals of January know it too.
    expect(await next('PERM', { purchaseOrder: 'PO-M1' })).toMatchObject({ net: '21.00', lineCount: 1 });
  });
});

describe('I16 a site that is behind its payer', () => {
  test('I4 has its lines in the preview where the invoice has them, page by page', async () => {
    const told = '2028-01-10T10:00:00.000Z';
    invoicing.clock.now = told;
    const shop = (country?: string) =>
      billable('BEHIND', { parentId: 'AHEAD', invoiceTo: 'parent', country }, country ? '2028-02-02T12:00:00Z' : told);
    await invoicing.runner.deliver([
      billable('AHEAD'),
      billable('BEHIND', { country: undefined }),
      ofParent('A-SITE', 'AHEAD'),
      ...['AHEAD', 'BEHIND', 'A-SITE'].map((id) => bought(id, 2, '2027-12-20T10:00:00.000Z')),
    ]);
    // Its own January is held, and its parent is billed for February before it comes to that.
    await invoicing.runner.deliver([shop()]);
    await close('2028-02');
    await invoicing.runner.deliver([shop('PL')]);
    await close('2028-02', '2028-02-02T12:30:00.000Z');
    const days = ['AHEAD', 'BEHIND', 'A-SITE', 'C-SITE'].map((id, day) =>
      bought(id, 1, `2028-02-1${day}T10:00:00.000Z`),
    );
    await invoicing.runner.deliver([ofParent('C-SITE', 'AHEAD'), ...days]);
    expect(await sitesOf(invoicing.database.sql, ['AHEAD'])).toContainEqual({
      ...{ site: 'BEHIND', openPeriod: '2028-02', payer: 'AHEAD', payerPeriod: '2028-03' },
    });
    const lines = [];
    for (let cursor: string | undefined; ; ) {
      const page = await next('AHEAD', { limit: '2', ...(cursor && { cursor }) });
      lines.push(...(page?.lines ?? []));
      cursor = page?.nextCursor ?? undefined;
      if (cursor === undefined) break;
    }
    await close('2028-03');
    const [document] = (await issuedTo('AHEAD')).filter(({ period }) => period === '2028-03');
    const named = (all: readonly { site?: { accountId: string }; month: string; quantity: number }[]) =>
      all.map(({ site, month, quantity }) => [site?.accountId, month, quantity]);
    expect(named(lines)).toEqual(named(document?.lines ?? []));
    expect(named(lines)).toContainEqual(['BEHIND', '2028-02', 2]);
    expect(new Set(lines.map(({ site }) => site?.accountId)).size).toBe(4);
  });
});
