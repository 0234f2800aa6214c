import { reviewed } from '#apps/invoicing/src/invoicing.slices.ts';
import { dryRunText } from '#apps/invoicing/src/month-close/dry-run-text.ts';
import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import { listNextInvoices } from '#apps/invoicing/src/views/next-invoices.views.ts';
import { defaultSettings } from '#domain/invoices/account/account.ts';
import { closesAt } from '#domain/invoices/review/closing.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { invoicingOptions, startInvoicing } from '#test/support/invoicing.ts';
import { delivery } from '#test/support/samples/deliveries.ts';

/** I13: what closing a month would do, for any month, without doing it. */

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof start>>;

function start() {
  return startInvoicing(postgres.url);
}

const job = () =>
  new MonthCloseJob(invoicing.database, invoicing.runner, () => new Date(invoicing.clock.now), createLog('silent'));

function purchased(id: string, accountId: string, quantity: number, of: object = {}) {
  const lot = {
    ...{ lotId: id, sku: 'MDM', name: 'Device management', program: 'miradore', category: 'paid', billing: 'monthly' },
    ...{ unitPrice: '3.00', currency: 'EUR', startsOn: '2026-11-01', originAccountId: accountId, ...of },
  };
  const data = {
    journalId: id,
    at: '2026-11-20T10:00:00.000Z',
    initiatedBy: 'o@example.com',
    accountId,
    quantity,
    lot,
  };
  return delivery('licenses', 'license.purchased.v1', data);
}

/** Every row of every table. */
async function everything(): Promise<Record<string, unknown>> {
  const { sql } = invoicing.database;
  const tables = await sql<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'invoicing' order by 1`,
  );
  const rows = [];
  for (const { name } of tables) {
    rows.push([name, await sql(`select to_jsonb(t)::text as row from invoicing."${name}" t order by 1`)] as const);
  }
  return Object.fromEntries(rows);
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await start();
  const account = (accountId: string, facts: object) =>
    delivery('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: `Name of ${accountId}`, ...facts });
  const told = { taxRate: '23', country: 'PL', invoiceEmails: ['i@example.com'] };
  await invoicing.runner.deliver([
    account('A', told),
    account('B', { ...told, taxRate: undefined }),
    account('C', told),
  ]);
  await invoicing.runner.deliver([
    purchased('P1', 'A', 10),
    purchased('P2', 'A', 2, { sku: 'YEN', currency: 'JPY', unitPrice: '400' }),
    purchased('P3', 'B', 5),
    purchased('P4', 'C', 1, { endsOn: '2026-12-31' }),
  ]);
});

afterAll(async () => {
  await invoicing.database.close();
  await postgres.stop();
});

describe('I13 a dry run', () => {
  test('says what would be issued and held, and why, and writes nothing', async () => {
    const before = await everything();
    const lines = dryRunText('2026-12', await job().dryRun('2026-12'));
    expect(await everything()).toEqual(before);
    expect(lines).toEqual([
      '2026-12, dry run: this is what closing the month would do; nothing is written',
      'A Name of A',
      '  2026-12, invoice: net 30.00, tax 6.90, total 36.90 EUR',
      expect.stringMatching(/^ {4}\w+ 2026-12: 10 × MDM at 3.00 = 30.00, tax 23 %$/),
      '  2026-12, invoice: net 800, tax 184, total 984 JPY',
      expect.stringMatching(/^ {4}\w+ 2026-12: 2 × YEN at 400 = 800, tax 23 %$/),
      '  together 36.90 EUR, 984 JPY',
      'C Name of C',
      '  2026-12, invoice: net 3.00, tax 0.69, total 3.69 EUR',
      expect.stringMatching(/^ {4}\w+ 2026-12: 1 × MDM at 3.00 = 3.00, tax 23 %$/),
      'Held until what they lack is told: 1',
      expect.stringContaining('B, 2026-12, 15.00 EUR net'),
      expect.stringContaining('TAX_RATE_UNKNOWN'),
      '3 invoices and 0 credit notes would be issued: 40.59 EUR, 984 JPY',
    ]);
  });

  test('of a month to come has the months before it, and lots that have ended then no longer', async () => {
    const before = await everything();
    const { invoices, held } = await job().dryRun('2027-02');
    expect(await everything()).toEqual(before);
    const of = (id: string) =>
      invoices.filter(({ accountId }) => accountId === id).map(({ period, currency }) => [period, currency]);
    expect(of('A').filter(([, currency]) => currency === 'EUR')).toEqual([
      ['2026-12', 'EUR'],
      ['2027-01', 'EUR'],
      ['2027-02', 'EUR'],
    ]);
    expect(of('C')).toEqual([['2026-12', 'EUR']]);
    expect(held.map(({ accountId }) => accountId)).toEqual(['B']);
  });

  test('is what the run then does', async () => {
    invoicing.clock.now = '2026-12-01T12:30:00.000Z';
    const { invoices } = await job().dryRun('2026-12');
    await job().close('2026-12');
    const issued = await invoicing.database.sql<{ number: string; total: string }>(
      'select number, total_minor::text as total from invoicing.invoice order by number',
    );
    expect(issued).toEqual(invoices.map(({ number, totalMinor }) => ({ number, total: String(totalMinor) })));
  });

  test('of a month that is closed has nothing', async () => {
    expect(dryRunText('2026-12', { ...(await job().dryRun('2026-12')), held: [], drafts: [] })).toEqual([
      expect.stringContaining('2026-12, dry run'),
      '0 invoices and 0 credit notes would be issued: nothing',
    ]);
  });

  test('I15 says which drafts a review window makes, leaves, holds and releases, and writes nothing', async () => {
    const { runner, clock } = invoicing;
    const review = (accountId: string, step: string, reason?: string) =>
      runner.decideAndSave(invoicing.database.sql, [
        {
          ...{ id: `${accountId} ${step} ${clock.now}`, type: reviewed.type, source: '/test', correlationId: 'x' },
          ...{ time: clock.now, person: 'desk@vendor.example', data: { accountId, asked: { step, reason } } },
        },
      ]);
    clock.now = '2026-12-02T10:00:00.000Z';
    const told = { taxRate: '23', country: 'PL', invoiceEmails: ['i@example.com'], kind: 'customer' };
    for (const accountId of ['D', 'E']) {
      const facts = { ...told, accountId, name: accountId, invoiceReviewDays: 3 };
      await runner.deliver([delivery('accounts', 'account.updated.v1', facts, { time: clock.now })]);
      await runner.deliver([purchased(`P-${accountId}`, accountId, 10)]);
    }
    const dry = async (month: string) => {
      const before = await everything();
      const run = await tryAt(month);
      expect(await everything()).toEqual(before);
      return dryRunText(month, { ...run, held: [] }).filter((line) => /draft|^[DE]$|released| {2}D| {2}E/i.test(line));
    };
    const draft = (id: string, until: string, net = '60.00') =>
      `  ${id}, ${until.slice(0, 7)}, ${net} EUR net, issued by itself from ${until} on`;
    expect(await dry('2027-01')).toEqual([
      'Drafts that wait for their review: 2',
      draft('D', '2027-01-04T12:00:00.000Z'),
      draft('E', '2027-01-04T12:00:00.000Z'),
    ]);
    // A month on, the drafts of January are issued, and those of February wait.
    const later = await tryAt('2027-02');
    expect(later.invoices.filter(({ accountId }) => accountId === 'D')).toMatchObject([
      { period: '2027-01', issuedOn: '2027-02-01', released: true },
    ]);
    clock.now = '2027-01-01T12:00:00.000Z';
    await job().close('2027-01');
    await review('E', 'hold', 'the price is being discussed');
    clock.now = '2027-01-04T12:00:00.000Z';
    expect(await dry('2027-01')).toEqual([
      'D',
      expect.stringMatching(/^ {2}2027-01, invoice: .* 73.80 EUR, released: the days of its draft are over$/),
      'Drafts that wait for their review: 1',
      '  E, 2027-01, 60.00 EUR net, held by desk@vendor.example: the price is being discussed; it is issued when somebody releases or approves it',
    ]);
    expect(await outcomes()).toMatchObject({ D: { outcome: 'released' }, E: { outcome: 'held' } });
    await review('E', 'release');
    expect(await outcomes()).toMatchObject({ D: { outcome: 'released' }, E: { outcome: 'released' } });
    await job().close('2027-01');
    const next = { outcome: 'drafted', at: '2027-02-01T12:00:00.000Z', reviewUntil: '2027-02-04T12:00:00.000Z' };
    expect(await outcomes()).toMatchObject({ D: next, E: next });
  });
});

describe('I13 a dry run of a seller whose tax is said in its own currency too', () => {
  test('I9 I8 holds in a month to come what no rate is known for then, and says so; what has one is issued', async () => {
    const { settings, ...options } = invoicingOptions();
    const rateOf = (on: string) => ({ on, from: 'EUR', to: 'PLN', rate: '4.3' });
    const exchangeRates = [rateOf('2027-01-29')];
    const polish = { ...settings, seller: { country: 'PL', vatId: 'PL5260001246' }, exchangeRates };
    const service = await startInvoicing(postgres.url, { ...options, settings: polish });
    const told = { taxRate: '23', country: 'DE', invoiceEmails: ['i@example.com'], kind: 'customer' };
    const account = { ...told, accountId: 'EUROS', name: 'Euros' };
    service.clock.now = '2027-01-05T10:00:00.000Z';
    await service.runner.deliver([delivery('accounts', 'account.updated.v1', account, { time: service.clock.now })]);
    await service.runner.deliver([purchased('P-EUROS', 'EUROS', 10)]);
    const own = new MonthCloseJob(
      service.database,
      service.runner,
      () => new Date(service.clock.now),
      createLog('silent'),
    );
    const dry = async () => {
      const begin = (each: string) => {
        service.clock.now = closesAt(each, '2027-01-05T10:00:00.000Z');
      };
      const { invoices, held, drafts } = await own.dryRun('2027-03', polish, begin);
      const isOf = ({ accountId }: { accountId: string }) => accountId === 'EUROS';
      return { invoices: invoices.filter(isOf), held: held.filter(isOf), drafts: drafts.filter(isOf) };
    };
    // Nothing of February is older than seven days on its first; of March all is.
    const found = await dry();
    expect(found.invoices).toMatchObject([
      { period: '2027-02', accounted: { currency: 'PLN', by: { on: '2027-01-29' } } },
    ]);
    expect(found.held).toMatchObject([{ period: '2027-03', missing: [{ code: 'EXCHANGE_RATE_UNKNOWN' }] }]);
    const lines = dryRunText('2027-03', found);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Held until what they lack is told: 1',
        expect.stringMatching(/^ {2}EUROS, 2027-03, 30.00 EUR net$/),
        expect.stringMatching(
          /EXCHANGE_RATE_UNKNOWN: .* add a rate from EUR to PLN to the file of EXCHANGE_RATES_FILE/,
        ),
      ]),
    );
    exchangeRates.push(rateOf('2027-02-26'));
    expect((await dry()).invoices.map(({ period }) => period)).toEqual(['2027-02', '2027-03']);
    await service.database.close();
  });
});

/** By the clock of the command: each month on its first day. */
async function tryAt(month: string) {
  const { clock } = invoicing;
  const now = clock.now;
  const begin = (each: string) => {
    clock.now = closesAt(each, now);
  };
  try {
    return await job().dryRun(month, defaultSettings, begin);
  } finally {
    clock.now = now;
  }
}

/** What the run would do with each account, as it is told over HTTP. */
async function outcomes() {
  const asked = { now: invoicing.clock.now, settings: defaultSettings };
  const { items } = await listNextInvoices(invoicing.database, 'everything', {}, asked);
  return Object.fromEntries(items.map(({ accountId, closing }) => [accountId, closing]));
}
