import { creditIssued, reviewed } from '#apps/invoicing/src/invoicing.slices.ts';
import { loadTotals } from '#apps/invoicing/src/invoicing.store.ts';
import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import { accounts } from '#apps/invoicing/src/rows/accounts.rows.ts';
import { loadPayers, sitesOf } from '#apps/invoicing/src/rows/billed-with.rows.ts';
import { issuedInvoices } from '#apps/invoicing/src/rows/issued-invoices.rows.ts';
import { payableDocuments } from '#apps/invoicing/src/rows/payments.rows.ts';
import { topics } from '#contracts/topics.ts';
import { defaultSettings } from '#domain/invoices/account/account.ts';
import { emptyBooks } from '#domain/invoices/books.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import { nextInvoices } from '#domain/invoices/issue.ts';
import { paymentStanding } from '#domain/invoices/payments/payment-state.ts';
import { createLog } from '#runtime/environment/log.ts';
import type { Received } from '#runtime/slices/slice.ts';
import { ask, type Setting, setting } from '#test/simulation/invoicing/invoicing-asks.ts';
import { ratesOf } from '#test/simulation/invoicing/invoicing-rates.ts';
import { type Documents, happen, type Outcome } from '#test/simulation/invoicing/invoicing-run.ts';
import { yearOf, yearSetting } from '#test/simulation/invoicing/invoicing-year.ts';
import { refusedIn } from '#test/simulation/invoicing/memory-documents.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { invoicingOptions, startInvoicing } from '#test/support/invoicing.ts';
import { domainInvoices, shownInvoices } from '#test/support/next-invoices.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import fc from '#test/support/samples/properties.ts';

/** The random histories of the simulation through the real service, each on an empty database, beside the same oracle. */

type Invoicing = Awaited<ReturnType<typeof startInvoicing>>;

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres.stop();
});

async function open({
  proration,
  seller,
  reviewDays,
  exchange,
}: Setting): Promise<{ documents: Documents; end(): Promise<void> }> {
  const options = invoicingOptions(proration);
  const exchangeRates = ratesOf(exchange);
  const settings = { ...defaultSettings, ...options.settings, proration, seller, reviewDays, exchangeRates };
  const invoicing = await startInvoicing(postgres.url, { ...options, settings });
  const { database, runner, clock } = invoicing;
  const job = new MonthCloseJob(database, runner, () => new Date(clock.now), createLog('silent'));
  let known = 0;
  const outcome = async (more: Partial<Outcome> = {}): Promise<Outcome> => {
    const documents = await issuedAfter(invoicing, known);
    known += documents.length;
    return { documents, held: new Map(), refused: [], announcements: await invoicing.announced(), ...more };
  };
  const documents: Documents = {
    async deliver(message, now) {
      clock.now = now;
      await runner.deliver([deliveryOf(message)]);
      return outcome();
    },
    async close(through, now) {
      clock.now = now;
      const { held } = await job.close(through);
      return outcome({
        held: new Map(held.map(({ accountId, missing }) => [accountId, missing.map(({ code }) => code)])),
      });
    },
    async credit(number, asked, now) {
      clock.now = now;
      const [invoice] = await issuedInvoices(database.sql, [number]);
      const id = `credit-${now}`;
      const command = {
        ...{
          id,
          type: creditIssued.type,
          source: '/seatwright/http',
          correlationId: id,
          person: 'desk@vendor.example',
        },
        ...{ time: now, data: { accountId: invoice?.accountId, number, asked } },
      };
      const [decided] = await database.transaction((sql) => runner.decideAndSave(sql, [command]));
      return outcome({ refused: refusedIn(decided?.events ?? []) });
    },
    async command(type, data, now) {
      clock.now = now;
      const id = `${type}-${now}`;
      const { accountId = '' } = data as { accountId?: string };
      const sites = type === reviewed.type ? (await sitesOf(database.sql, [accountId])).map(({ site }) => site) : [];
      const named = { id, type, source: '/seatwright/http', correlationId: id, person: 'desk@vendor.example' };
      const [decided] = await database.transaction((sql) =>
        runner.decideAndSave(sql, [{ ...named, time: now, data: { ...data, sites } }]),
      );
      return outcome({ refused: refusedIn(decided?.events ?? []) });
    },
    async standings(numbers, today) {
      const documents = await payableDocuments(database.sql, numbers);
      return new Map(
        [...documents].flatMap(([number, document]) => {
          const standing = paymentStanding(document, today);
          return standing ? [[number, standing] as const] : [];
        }),
      );
    },
    async next(accountId) {
      const books = emptyBooks(settings);
      // With whose lines are on its invoice, and on whose its own are (I16).
      const sites = await sitesOf(database.sql, [accountId]);
      const ids = [accountId, ...sites.map(({ site }) => site)];
      for (const account of await accounts(database.sql, ids)) books.accounts.set(account.accountId, account);
      await loadPayers(database.sql, books);
      await loadTotals(database.sql, books, ids);
      const next = nextInvoices(books, accountId, settings);
      expect(await shownInvoices(database, accountId, next, settings)).toEqual(domainInvoices(next));
      return next;
    },
  };
  const end = async () => {
    const dead = await database.sql('select error from invoicing.dead_letter');
    await database.sql('drop schema invoicing cascade');
    await database.close();
    expect(dead).toEqual([]);
  };
  return { documents, end };
}

async function issuedAfter({ database }: Invoicing, known: number): Promise<IssuedInvoice[]> {
  const rows = await database.sql<{ number: string }>(
    'select number from invoicing.invoice order by position offset $1',
    [known],
  );
  const numbers = rows.map(({ number }) => number);
  const issued = await issuedInvoices(database.sql, numbers);
  return numbers.flatMap((number) => issued.find((each) => each.number === number) ?? []);
}

function deliveryOf({ id, type, source, time, data }: Received) {
  const [topic = 'licenses'] = (['licenses', 'accounts', 'orders'] as const).filter(
    (name) => type in topics[name].events,
  );
  return delivery(topic, type, data, { id, source, time });
}

describe('random histories of invoicing on PostgreSQL', () => {
  test('I2 I3 I4 I7 I8 I9 I10 I11 I12 I16 I17 to the cent, by rate and category, as in memory', async () => {
    const asks = fc.array(ask, { minLength: 60, maxLength: 90, size: 'max' });
    const property = fc.asyncProperty(setting, asks, async (terms, all) => {
      const { documents, end } = await open(terms);
      await happen(terms, all, documents);
      await end();
    });
    await fc.assert(property, { numRuns: 3, endOnFailure: true });
  });

  test('I2 I4 I8 I9 I12 I14 I15 I16 I17 a year of thirteen accounts, to the cent', async () => {
    const property = fc.asyncProperty(yearSetting, yearOf(150), async (terms, all) => {
      const { documents, end } = await open(terms);
      await happen(terms, all, documents);
      await end();
    });
    await fc.assert(property, { numRuns: 1, endOnFailure: true });
  });
});
