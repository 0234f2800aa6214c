import { lotsInInvoicing, stuckInInvoicing } from '#apps/invoicing/src/doctor.ts';
import { renderPdf } from '#apps/invoicing/src/documents/invoice-pdf.ts';
import { renderUbl } from '#apps/invoicing/src/documents/ubl/ubl.ts';
import { heldText } from '#apps/invoicing/src/month-close/held-text.ts';
import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import { issuedInvoices } from '#apps/invoicing/src/rows/issued-invoices.rows.ts';
import { countHeld, listHeld } from '#apps/invoicing/src/views/held-invoices.views.ts';
import { listInvoices, viewOf } from '#apps/invoicing/src/views/issued-invoices.views.ts';
import { nextInvoice } from '#apps/invoicing/src/views/next-invoice.views.ts';
import { invoiceAdjusted, invoiceHeld } from '#contracts/invoices.ts';
import type { ExchangeRate } from '#domain/invoices/account/exchange.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { invoicingOptions, startInvoicing } from '#test/support/invoicing.ts';
import { pdfSource, readPdfText } from '#test/support/pdf-text.ts';
import { billable, delivery } from '#test/support/samples/deliveries.ts';

/** Invoices that lack something, and rates with dates, on the real database. */

const lot = {
  ...{ sku: 'MIST-AP-STD-1Y', name: 'Wireless, 1 year', program: 'mist', category: 'paid', billing: 'once' },
  ...{ unitPrice: '100.00', currency: 'EUR', startsOn: '2026-11-25', originAccountId: 'NEW-1' },
};

/** As the file of rates has them: a test adds to it. */
const exchangeRates: ExchangeRate[] = [];
const options = invoicingOptions();
const storeSettings = { ...options, settings: { ...options.settings, exchangeRates } };

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof start>>;

function start() {
  return startInvoicing(postgres.url, storeSettings);
}

const close = (month: string) => {
  const now = () => new Date(invoicing.clock.now);
  return new MonthCloseJob(invoicing.database, invoicing.runner, now, createLog('silent')).close(month);
};

/** A fulfilled order line; `accounts` are what the order says of them. */
function granted(accountId: string, at: string, accounts?: readonly object[], price: object = {}) {
  const facts = { accountId, billingAccountId: accountId, entitlementId: `E-${accountId}-${at}`, quantity: 2 };
  const order = { orderNumber: `SO-${accountId}`, lineNumber: 1, accounts };
  const recorded = { journalId: `J-${accountId}-${at}`, at, initiatedBy: '/seatwright/fulfillment' };
  const lotId = `L-${accountId}-${at}`;
  return delivery('licenses', 'license.granted.v1', {
    ...recorded,
    ...facts,
    ...order,
    lot: { ...lot, ...price, lotId },
  });
}

const next = (accountId: string) => nextInvoice(invoicing.database, accountId, undefined, invoicing.clock.now);
const held = async (visible: readonly string[] | 'everything' = 'everything') =>
  (await listHeld(invoicing.database, visible, {}, storeSettings.settings)).items;

async function announced(): Promise<{ type: string; key: string; data: unknown }[]> {
  const events = (await invoicing.announced()).filter(({ topic }) => topic === 'invoices');
  return events.filter(({ type }) => type !== 'invoice.adjusted.v1');
}

const documentsOf = async (accountId: string) => {
  const { items } = await listInvoices(invoicing.database.sql, [accountId], {}, '2026-12-01');
  return (
    await issuedInvoices(
      invoicing.database.sql,
      items.map(({ number }) => number),
    )
  ).map((issued) => ({ ...viewOf(issued), buyer: issued.buyer }));
};

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await start();
  invoicing.clock.now = '2026-11-25T10:00:00.000Z';
});

afterAll(async () => {
  await invoicing.database.close();
  await postgres.stop();
});

describe('held invoices', () => {
  const named = [{ accountId: 'NEW-1', role: 'end-customer', name: 'Ελληνική Ναυτιλία Α.Ε.', country: 'GR' }];

  test('I8 an account that only its orders name has its invoice held, with what it lacks, and no tax of 0', async () => {
    await invoicing.runner.deliver([
      granted('NEW-1', '2026-11-25T09:00:00.000Z', named),
      billable('KNOWN', { taxRate: '23' }),
      granted('KNOWN', '2026-11-25T09:00:00.000Z'),
    ]);
    expect(await next('NEW-1')).toMatchObject({
      ...{ state: 'held', net: '200.00', tax: null, total: null, taxes: [] },
      missing: [{ code: 'TAX_RATE_UNKNOWN' }, { code: 'ADDRESS_UNKNOWN' }],
    });
    expect((await next('NEW-1'))?.lines[0]).not.toHaveProperty('taxRate', expect.anything());
    expect(await next('KNOWN')).toMatchObject({ state: 'open', total: '246.00' });
  });

  test('I8 the close issues the others, says what is held, and announces it once', async () => {
    await announced();
    const closed = await close('2026-12');
    expect(closed).toMatchObject({ accounts: 1, documents: 1 });
    expect(heldText(closed.held).join('\n')).toMatch(/NEW-1, 2026-12, 200.00 EUR net\n +TAX_RATE_UNKNOWN: .*taxRate/);
    const events = await announced();
    expect(events.map(({ type, key }) => [type, key])).toEqual([
      ['invoice.issued.v1', 'KNOWN'],
      ['invoice.held.v1', 'NEW-1'],
    ]);
    expect(invoiceHeld.safeParse(events[1]?.data).success).toBe(true);
    expect((await close('2026-12')).held).toHaveLength(1);
    expect(await announced()).toEqual([]);
  });

  test('I8 held invoices are listed and counted, for those who may see them', async () => {
    expect(await held()).toMatchObject([
      {
        ...{ state: 'held', accountId: 'NEW-1', accountName: 'Ελληνική Ναυτιλία Α.Ε.', period: '2026-12' },
        ...{ currency: 'EUR', net: '200.00' },
        missing: [
          { code: 'TAX_RATE_UNKNOWN', remedy: expect.any(String) },
          { code: 'ADDRESS_UNKNOWN', remedy: expect.any(String) },
        ],
      },
    ]);
    expect(await held(['KNOWN'])).toEqual([]);
    expect(await countHeld(invoicing.database.sql)).toBe(1);
    const { sql } = invoicing.database;
    expect((await stuckInInvoicing(sql))[0]).toMatchObject({
      ...{ ok: false, says: expect.stringMatching(/1 accounts are held\n +NEW-1: TAX_RATE_UNKNOWN, ADDRESS_UNKNOWN/) },
      remedy: expect.stringContaining('PUT /api/accounts/ID'),
    });
    const lots = await sql<{ lot: string }>(
      `select lot_id as lot from invoicing.adjustment where account_id = 'NEW-1'`,
    );
    expect(await lotsInInvoicing(sql, [lots[0]?.lot ?? ''])).toMatchObject([
      { ok: false, says: expect.stringContaining('which is held: TAX_RATE_UNKNOWN') },
    ]);
  });

  test('I8 O6 it is issued when the facts are there, with the next number and the country of its order', async () => {
    invoicing.clock.now = '2026-12-10T10:00:00.000Z';
    const told = { taxRate: '24', country: undefined, name: 'Ελληνική Ναυτιλία Α.Ε.' };
    await invoicing.runner.deliver([billable('NEW-1', told, '2026-12-10T10:00:00Z')]);
    await announced();
    expect(await close('2026-12')).toMatchObject({ accounts: 1, documents: 1, held: [] });
    expect(await documentsOf('NEW-1')).toMatchObject([
      { number: 'INV-2026-000002', total: '248.00', buyer: { name: 'Ελληνική Ναυτιλία Α.Ε.', country: 'GR' } },
    ]);
    expect(await held()).toEqual([]);
    expect(await countHeld(invoicing.database.sql)).toBe(0);
    expect((await announced()).map(({ type }) => type)).toEqual(['invoice.issued.v1']);
  });

  test('I9 two rates stand on one invoice, each line at that of the day of its supply', async () => {
    invoicing.clock.now = '2026-12-11T10:00:00.000Z';
    await invoicing.runner.deliver([
      billable('TWO', { taxRate: '22' }),
      granted('TWO', '2026-12-14T09:00:00.000Z'),
      granted('TWO', '2026-12-20T09:00:00.000Z'),
      billable('TWO', { taxRate: '24', taxRateFrom: '2026-12-15' }, '2026-12-31T10:00:00Z'),
    ]);
    await close('2027-01');
    expect(await documentsOf('TWO')).toMatchObject([
      {
        taxes: [
          { rate: '22', net: '200.00', tax: '44.00' },
          { rate: '24', net: '200.00', tax: '48.00' },
        ],
        total: '492.00',
      },
    ]);
  });

  test('I8 a rate that is left out is unknown from then on', async () => {
    await invoicing.runner.deliver([
      billable('LEFT', { taxRate: '22' }),
      billable('LEFT', { taxRate: undefined }, '2027-01-05T10:00:00Z'),
      granted('LEFT', '2027-01-04T09:00:00.000Z'),
    ]);
    expect(await next('LEFT')).toMatchObject({ state: 'open', tax: '44.00' });
    await invoicing.runner.deliver([granted('LEFT', '2027-01-06T09:00:00.000Z')]);
    expect(await next('LEFT')).toMatchObject({ state: 'held', missing: [{ code: 'TAX_RATE_UNKNOWN' }] });
  });

  test('I12 a month that became a credit note names the invoices that it takes back', async () => {
    invoicing.clock.now = '2027-02-01T12:30:00.000Z';
    const monthly = { ...lot, lotId: 'BACK', billing: 'monthly', unitPrice: '3.00', startsOn: '2026-01-01' };
    const change = (id: string, type: string, at: string, data: object) =>
      delivery('licenses', type, { journalId: id, at, initiatedBy: 'o@site.example', accountId: 'BACK', ...data });
    await invoicing.runner.deliver([
      billable('BACK'),
      change('B1', 'license.purchased.v1', '2027-01-10T10:00:00.000Z', { quantity: 5, lot: monthly }),
    ]);
    await close('2027-02');
    const decreased = { lines: [{ quantity: 5, lot: monthly }] };
    await invoicing.runner.deliver([change('B2', 'license.decreased.v1', '2027-01-20T10:00:00.000Z', decreased)]);
    await close('2027-03');
    const documents = await documentsOf('BACK');
    const [credit] = documents.filter(({ document }) => document === 'credit-note');
    const [billed] = documents.filter(({ document }) => document === 'invoice');
    expect(credit).toMatchObject({ total: '-15.00', corrects: [billed?.number] });
    const [stored] = await issuedInvoices(invoicing.database.sql, [credit?.number ?? '']);
    if (!stored) throw new Error('there is no credit note');
    expect(renderUbl(stored).toString()).toMatch(
      new RegExp(`<cac:BillingReference>\\s*<cac:InvoiceDocumentReference>\\s*<cbc:ID>${billed?.number}<`),
    );
    expect(readPdfText(renderPdf(stored)).map(({ text }) => text)).toContain(
      `Takes back lines of invoice ${billed?.number}`,
    );
  });

  test('I11 an invoice with nothing to pay is not issued unless the account wants it', async () => {
    const change = (accountId: string, type: string, data: object) =>
      delivery('licenses', type, {
        ...{
          journalId: `${accountId}-${type}`,
          at: '2027-03-10T10:00:00.000Z',
          initiatedBy: 'o@site.example',
          accountId,
          ...data,
        },
      });
    const monthly = { ...lot, billing: 'monthly', unitPrice: '3.00', startsOn: '2026-01-01' };
    await invoicing.runner.deliver([
      billable('ZERO'),
      billable('WANTS', { zeroInvoices: true }),
      ...['ZERO', 'WANTS'].flatMap((id) => [
        change(id, 'license.purchased.v1', { quantity: 5, lot: { ...monthly, lotId: id } }),
        change(id, 'license.decreased.v1', { lines: [{ quantity: 5, lot: { ...monthly, lotId: id } }] }),
      ]),
    ]);
    expect(await next('ZERO')).toMatchObject({ state: 'nothing-to-pay', total: '0.00', lines: [{}, {}] });
    expect(await next('WANTS')).toMatchObject({ state: 'open', total: '0.00' });
    await close('2027-04');
    expect(await documentsOf('ZERO')).toEqual([]);
    expect(await documentsOf('WANTS')).toMatchObject([{ total: '0.00' }]);
  });

  test('I9 an invoice says how each rate is taxed, before it is issued and for ever', async () => {
    await invoicing.runner.deliver([
      billable('FR-1', { country: 'FR', taxId: 'FR40303265045' }),
      granted('FR-1', '2027-04-10T09:00:00.000Z'),
    ]);
    const taxes = [{ rate: '0', category: 'AE', reasonCode: 'VATEX-EU-AE', reason: 'Reverse charge', tax: '0.00' }];
    const shown = await nextInvoice(
      ...([invoicing.database, 'FR-1', undefined, invoicing.clock.now, storeSettings.settings] as const),
    );
    expect(shown).toMatchObject({ taxes });
    await announced();
    await close('2027-05');
    expect(await documentsOf('FR-1')).toMatchObject([{ taxes }]);
    const events = await announced();
    expect(events.find(({ key }) => key === 'FR-1')?.data).toMatchObject({ taxes });
  });

  test('I6 I8 an account gets its documents in its own format, and none while it lacks what that takes', async () => {
    await invoicing.runner.deliver([
      billable('PEPPOL', { invoiceFormat: 'peppol-bis' }),
      granted('PEPPOL', '2027-05-10T09:00:00.000Z'),
    ]);
    await close('2027-06');
    const lacking = (await held(['PEPPOL'])).flatMap(({ missing }) => missing.map(({ code }) => code));
    expect(lacking).toEqual(['ELECTRONIC_ADDRESS_UNKNOWN', 'BUYER_REFERENCE_UNKNOWN']);
    const told = { invoiceFormat: 'peppol-bis', electronicAddress: '0088:7300010000001', buyerReference: 'AP-7' };
    await invoicing.runner.deliver([billable('PEPPOL', told, '2027-06-02T00:00:00.000Z')]);
    await close('2027-06');
    const [document] = await documentsOf('PEPPOL');
    const [stored] = await issuedInvoices(invoicing.database.sql, [document?.number ?? '']);
    if (!stored) throw new Error('nothing was issued');
    const xml = renderUbl(stored).toString();
    expect(xml).toContain('urn:fdc:peppol.eu:2017:poacc:billing:01:1.0');
    expect(xml).toContain('<cbc:EndpointID schemeID="0088">7300010000001</cbc:EndpointID>');
    expect(xml).toContain('<cbc:BuyerReference>AP-7</cbc:BuyerReference>');
  });

  test('I3 I6 a document is in the language that its account reads when it is issued, whatever it reads later', async () => {
    const written = async (period: string) => {
      await close(period);
      const numbers = (await documentsOf('JA-1')).map(({ number }) => number);
      const stored = await issuedInvoices(invoicing.database.sql, numbers);
      return new Map(stored.map((issued) => [issued.period, renderPdf(issued)]));
    };
    const granting = (at: string) => granted('JA-1', at);
    await invoicing.runner.deliver([billable('JA-1', { language: 'ja-JP' }), granting('2027-06-10T09:00:00.000Z')]);
    const first = (await written('2027-07')).get('2027-07');
    expect(pdfSource(first ?? Buffer.of())).toContain('/Lang (ja)');
    expect(readPdfText(first ?? Buffer.of()).map(({ text }) => text)).toContain('請求先');
    const german = billable('JA-1', { language: 'de' }, '2027-07-02T00:00:00.000Z');
    await invoicing.runner.deliver([german, granting('2027-07-10T09:00:00.000Z')]);
    const documents = await written('2027-08');
    expect(pdfSource(documents.get('2027-08') ?? Buffer.of())).toContain('/Lang (de)');
    expect(documents.get('2027-07')?.equals(first ?? Buffer.of())).toBe(true);
  });

  test('I8 I9 tax in another currency than the seller’s waits for a rate, which is kept with the document and stands on it', async () => {
    const dollars = { currency: 'USD' };
    await invoicing.runner.deliver([
      billable('USD-1', { taxRate: '19' }),
      granted('USD-1', '2027-08-10T09:00:00.000Z', undefined, dollars),
    ]);
    await close('2027-09');
    expect((await held(['USD-1'])).map(({ missing }) => missing.map(({ code }) => code))).toEqual([
      ['EXCHANGE_RATE_UNKNOWN'],
    ]);
    const by = { on: invoicing.clock.now.slice(0, 10), from: 'EUR', to: 'USD', rate: '1.25' };
    exchangeRates.push(by);
    await close('2027-09');
    const [document] = await documentsOf('USD-1');
    const [stored] = await issuedInvoices(invoicing.database.sql, [document?.number ?? '']);
    expect(stored?.accounted).toEqual({ currency: 'EUR', taxMinor: 3040n, by });
    if (!stored) return;
    expect(renderUbl(stored).toString()).toMatch(
      /<cbc:TaxCurrencyCode>EUR<[\s\S]*<cbc:TaxAmount currencyID="EUR">30.40</,
    );
    expect(readPdfText(renderPdf(stored)).map(({ text }) => text)).toContain(
      'VAT in EUR: 30.40 EUR (1 EUR = 1.25 USD on 1 February 2027).',
    );
  });

  test('D2 of a prepaid account the events say that no money is to come', async () => {
    const monthly = { ...lot, lotId: 'PRE', billing: 'monthly', unitPrice: '3.00', startsOn: '2026-01-01' };
    const recorded = { journalId: 'PRE-1', at: '2027-04-10T10:00:00.000Z', initiatedBy: 'o@site.example', quantity: 5 };
    await invoicing.runner.deliver([billable('PRE', { paymentType: 'prepaid' })]);
    await invoicing.announced();
    await invoicing.runner.deliver([
      delivery('licenses', 'license.purchased.v1', { ...recorded, accountId: 'PRE', lot: monthly }),
    ]);
    const [event] = await invoicing.announced();
    expect(event?.data).toMatchObject({ settlement: 'prepaid', amount: '0.00', recurs: false });
    expect(invoiceAdjusted.safeParse(event?.data).success).toBe(true);
    expect(await next('PRE')).toMatchObject({ lines: [] });
  });
});
