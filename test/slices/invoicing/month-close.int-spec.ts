import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import { NumbersTaken, saveNumbers } from '#apps/invoicing/src/rows/invoices.rows.ts';
import { issuedInvoices } from '#apps/invoicing/src/rows/issued-invoices.rows.ts';
import { listInvoices, viewOf } from '#apps/invoicing/src/views/issued-invoices.views.ts';
import { nextInvoice } from '#apps/invoicing/src/views/next-invoice.views.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { startInvoicing } from '#test/support/invoicing.ts';
import { billable, delivery } from '#test/support/samples/deliveries.ts';

const lot = {
  lotId: 'PUR-1',
  sku: 'MDM-PREMIUM',
  name: 'Device management, premium',
  program: 'miradore',
  category: 'paid',
  billing: 'monthly',
  unitPrice: '3.00',
  currency: 'EUR',
  startsOn: '2026-11-01',
  originAccountId: 'SITE-0',
};

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof start>>;
let journal = 0;

function start() {
  return startInvoicing(postgres.url);
}

function job(service = invoicing): MonthCloseJob {
  return new MonthCloseJob(service.database, service.runner, () => new Date(service.clock.now), createLog('silent'));
}

function purchased(accountId: string, quantity: number, at: string, of: Record<string, unknown> = lot) {
  journal += 1;
  const data = { journalId: `J${journal}`, at, initiatedBy: 'owner@example.com', accountId, quantity, lot: of };
  return delivery('licenses', 'license.purchased.v1', data);
}

const next = (accountId: string) => nextInvoice(invoicing.database, accountId, undefined, invoicing.clock.now);
const linesOf = (
  view: { lines: readonly { kind: string; month: string; quantity: number; amount: string }[] } | undefined,
) => view?.lines.map(({ kind, month, quantity, amount }) => [kind, month, quantity, amount]);

async function numbers(): Promise<string[]> {
  const rows = await invoicing.database.sql<{ number: string }>('select number from invoicing.invoice order by number');
  return rows.map((row) => row.number);
}

const gapless = (count: number) =>
  Array.from({ length: count }, (_, i) => `INV-2026-${String(i + 1).padStart(6, '0')}`);

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await start();
});

afterAll(async () => {
  await invoicing.database.close();
  await postgres.stop();
});

describe('the monthly run on PostgreSQL', () => {
  /** Two batches and a part of one. */
  const count = 1050;
  const sites = Array.from({ length: count }, (_, index) => `SITE-${index}`);

  test('I3 two processes at once issue each invoice once, with numbers that leave nothing out', async () => {
    await invoicing.runner.deliver([...sites, 'ENDING', 'FROM', 'TO', 'MANY'].map((site) => billable(site)));
    await invoicing.runner.deliver(sites.map((site) => purchased(site, 10, '2026-11-20T10:00:00.000Z')));
    const other = await start();
    invoicing.clock.now = other.clock.now = '2026-12-01T12:30:00.000Z';
    const closed = await Promise.all([job().close('2026-12'), job(other).close('2026-12')]);
    await other.database.close();
    expect(closed.reduce((sum, { documents }) => sum + documents, 0)).toBe(count);
    expect(await numbers()).toEqual(gapless(count));
  });

  test('I2 I3 a run that breaks off in the middle goes on where it was, and one more run adds nothing', async () => {
    invoicing.clock.now = '2026-12-31T12:30:00.000Z';
    const { sql } = invoicing.database;
    await sql(`create function invoicing.break_off() returns trigger language plpgsql as
               $$ begin raise exception 'broken off'; end $$`);
    await sql(`create trigger break_off after insert on invoicing.invoice for each row
               when (new.account_id = 'SITE-99') execute function invoicing.break_off()`);
    await expect(job().close('2027-01')).rejects.toThrow('broken off');
    expect(await numbers()).toEqual(gapless(2 * count - 50));
    await sql('drop trigger break_off on invoicing.invoice');
    expect((await job().close('2027-01')).documents).toBe(50);
    expect(await job().close('2027-01')).toEqual({ accounts: 0, documents: 0, held: [] });
    expect(await numbers()).toEqual(gapless(2 * count));
  });

  test('I2 I4 a movement told of late is a correction on the next invoice; what is issued equals its preview', async () => {
    await invoicing.runner.deliver([purchased('SITE-7', 2, '2026-11-25T10:00:00.000Z')]);
    const preview = await next('SITE-7');
    expect(linesOf(preview)).toEqual([
      ['recurring', '2027-02', 10, '30.00'],
      ['adjustment', '2026-12', 2, '6.00'],
      ['adjustment', '2027-01', 2, '6.00'],
      ['adjustment', '2027-02', 2, '6.00'],
    ]);
    await job().close('2027-02');
    const page = await listInvoices(invoicing.database.sql, ['SITE-7'], { period: '2027-02' }, '2026-12-01');
    expect(page.items).toHaveLength(1);
    const issued = await issuedInvoices(invoicing.database.sql, [page.items[0]?.number ?? '']);
    const {
      currencies: _,
      lineCount: _count,
      nextCursor: _cursor,
      closing: _closing,
      state,
      ...shown
    } = preview ?? { currencies: [] };
    expect(state).toBe('open');
    expect(issued.map(viewOf)).toMatchObject([shown]);
    expect(linesOf(await next('SITE-7'))).toEqual([['recurring', '2027-03', 12, '36.00']]);
  });

  test('I3 a month without anything to bill is closed as well, and a lot that has ended is billed no more', async () => {
    const ending = { ...lot, lotId: 'PUR-E', endsOn: '2027-04-15' };
    await invoicing.runner.deliver([purchased('ENDING', 1, '2027-02-20T10:00:00.000Z', ending)]);
    for (const month of ['2027-03', '2027-04', '2027-05', '2027-06']) await job().close(month);
    const page = await listInvoices(invoicing.database.sql, ['ENDING'], {}, '2026-12-01');
    expect(page.items.map(({ period, total }) => [period, total])).toEqual([
      ['2027-04', '3.00'],
      ['2027-03', '3.00'],
    ]);
    expect((await next('ENDING'))?.period).toBe('2027-07');
  });

  test('I3 what is taken back in sum is issued as a credit note, in a series of its own', async () => {
    journal += 1;
    const moved = {
      ...{
        journalId: `J${journal}`,
        transferId: 'T-1',
        at: '2027-06-10T10:00:00.000Z',
        initiatedBy: 'msp@example.com',
      },
      ...{ from: 'FROM', to: 'TO', lines: [{ quantity: 3, lot: { ...lot, lotId: 'SHORT', endsOn: '2027-07-01' } }] },
    };
    await invoicing.runner.deliver([delivery('licenses', 'license.transferred.v1', moved)]);
    await job().close('2027-07');
    const documents = await listInvoices(invoicing.database.sql, ['FROM', 'TO'], {}, '2026-12-01');
    expect(documents.items.map(({ accountId, document, total }) => [accountId, document, total])).toEqual([
      ['TO', 'invoice', '9.00'],
      ['FROM', 'credit-note', '-9.00'],
    ]);
  });

  test('I4 an account with thousands of lots has one line for each sku and price', async () => {
    const at = '2027-07-10T10:00:00.000Z';
    const many = (index: number) => purchased('MANY', 1, at, { ...lot, lotId: `MANY-${index}` });
    await invoicing.runner.deliver(Array.from({ length: 2000 }, (_, index) => many(index)));
    await job().close('2027-08');
    await invoicing.runner.deliver([purchased('MANY', 1, '2027-08-10T10:00:00.000Z')]);
    const before = performance.now();
    expect(linesOf(await next('MANY'))).toEqual([
      ['recurring', '2027-09', 2000, '6000.00'],
      ['adjustment', '2027-09', 1, '3.00'],
    ]);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('I3 a batch whose numbers were given to other documents meanwhile is decided anew', async () => {
    const { sql } = invoicing.database;
    const issued = async () => (await numbers()).filter((number) => number.startsWith('INV-'));
    const before = (await issued()).length;
    // As if a credit note had been faster, before the second and the fourth batch that is written.
    await sql('create sequence invoicing.written');
    await sql(`create function invoicing.taken() returns trigger language plpgsql as
               $$ begin return case when nextval('invoicing.written') in (2, 4) then null else new end; end $$`);
    await sql(`create trigger taken before update on invoicing.number_series for each row
               execute function invoicing.taken()`);
    const { documents, held } = await job().close('2027-09');
    await sql('drop trigger taken on invoicing.number_series');
    expect(held).toEqual([]);
    expect(documents).toBeGreaterThan(count);
    expect(await issued()).toEqual(gapless(before + documents));
    expect((await job().close('2027-09')).documents).toBe(0);
  });

  test('I3 numbers are used by the transaction that finds them next in their series, and by no other', async () => {
    const { database } = invoicing;
    const use = (...given: string[]) =>
      database.transaction((sql) =>
        saveNumbers(
          sql,
          given.map((number) => ({ number })),
        ),
      );
    await use('INV-1999-000001', 'INV-1999-000002', 'CN-1999-000001');
    await use('INV-1999-000003');
    for (const taken of ['INV-1999-000003', 'INV-1999-000005', 'CN-1999-000003', 'CN-1999-000001']) {
      await expect(use(taken)).rejects.toThrow(NumbersTaken);
    }
    await use('INV-1999-000004', 'CN-1999-000002');
  });

  test('I5 an invoice whose lines are not its total is refused by the database', async () => {
    const wrong = `insert into invoicing.invoice select (jsonb_populate_record(invoice, '{"number": "INV-0", "position": 0,
      "period": "2000-01", "net_minor": 1, "total_minor": 1, "tax_minor": 0}')).* from invoicing.invoice limit 1`;
    await expect(invoicing.database.sql(wrong)).rejects.toThrow('invoice_lines');
  });

  test('I3 an issued invoice never changes, whatever the code does', async () => {
    for (const change of [
      'update invoicing.invoice set total_minor = 0',
      'delete from invoicing.invoice',
      `update invoicing.invoice set lines = '[]'`,
      'truncate invoicing.invoice',
    ]) {
      await expect(invoicing.database.sql(change)).rejects.toThrow('its rows never change');
    }
  });

  test('P8 lists are paged with a cursor and show nothing of other accounts', async () => {
    const first = await listInvoices(invoicing.database.sql, ['SITE-1', 'SITE-2'], { limit: '3' }, '2026-12-01');
    const after = { limit: '100', cursor: first.nextCursor ?? '' };
    const second = await listInvoices(invoicing.database.sql, ['SITE-1', 'SITE-2'], after, '2026-12-01');
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(({ number }) => number)).size).toBe(all.length);
    expect(new Set(all.map(({ accountId }) => accountId))).toEqual(new Set(['SITE-1', 'SITE-2']));
    expect(second.nextCursor).toBeNull();
  });

  test.each(['2026-13', '2026-1', 'xx', ''])('P8 a list of the month "%s" is refused', async (period) => {
    const list = listInvoices(invoicing.database.sql, 'everything', { period }, '2026-12-01');
    await expect(list).rejects.toMatchObject({ status: 400, message: expect.stringContaining('period is') });
  });
});
