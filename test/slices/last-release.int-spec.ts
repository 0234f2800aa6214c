import { nextInvoice } from '#apps/invoicing/src/views/next-invoice.views.ts';
import { createLog } from '#runtime/environment/log.ts';
import { DeadLetterBox } from '#runtime/http/dead-letter-box.ts';
import { DeadLetterRetry } from '#runtime/http/dead-letter-retry.ts';
import { keepDeadLetters } from '#runtime/slices/dead-letters.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { startInvoicing } from '../support/invoicing.ts';
import { billable, delivery } from '../support/samples/deliveries.ts';

/** R7: rows as processes of the release before write them, beside those of this one. */

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof startInvoicing>>;

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await startInvoicing(postgres.url);
  invoicing.clock.now = '2026-11-29T10:00:00.000Z';
});
afterAll(async () => {
  await invoicing?.database.close();
  await postgres?.stop();
});

/** As the last release enters or changes an account: it knows one rate, and no history. */
const toldToLastRelease = (accountId: string, rate: string, at: string) =>
  invoicing.database.sql(
    `insert into invoicing.account (account_id, name, country, time_zone, tax_rate, invoice_emails, own_prices, facts_at)
     values ($1, $1, 'PL', 'Europe/Warsaw', $2, '["ap@account.example"]', '[]', $3)
     on conflict (account_id) do update set tax_rate = excluded.tax_rate, facts_at = excluded.facts_at`,
    [accountId, rate, at],
  );

/** Licenses from the first of the next month on, so that its invoice has them. */
const bought = (accountId: string) => {
  const lot = {
    ...{ lotId: `L-${accountId}`, sku: 'MDM', name: 'Device management', program: 'miradore', category: 'paid' },
    ...{ billing: 'monthly', unitPrice: '3.00', currency: 'EUR', startsOn: '2026-11-01', originAccountId: accountId },
  };
  const recorded = { journalId: `J-${accountId}`, at: '2026-11-20T10:00:00Z', initiatedBy: 'owner@account.example' };
  return delivery('licenses', 'license.purchased.v1', { ...recorded, accountId, quantity: 5, lot });
};

const ratesOf = async (accountId: string) => {
  const view = await nextInvoice(invoicing.database, accountId, undefined, invoicing.clock.now);
  return [...new Set(view?.lines.map(({ taxRate }) => taxRate))];
};

const toldAt = '2026-11-21T00:00:00Z';

test.each([
  ['an account that the last release entered has its rate', [], '8', ['8']],
  ['a rate that the last release changed counts from that day', [billable('R7-2', { taxRate: '23' })], '8', ['8']],
  ['a rate that the last release left as it was stays', [billable('R7-3', { taxRate: '23' })], '23', ['23']],
  ['I8 a 0 of the last release, which it wrote for unknown rates too, is not known', [], '0', [undefined]],
])('%s', async (_, before, rate, rates) => {
  const accountId = before[0] ? JSON.parse(Buffer.from(before[0].value ?? '').toString()).accountId : `R7-NEW-${rate}`;
  await invoicing.runner.deliver([...before]);
  await toldToLastRelease(accountId, rate, toldAt);
  await invoicing.runner.deliver([bought(accountId)]);
  expect(await ratesOf(accountId)).toEqual(rates);
});

test('what the last release told of goes into the history that this one writes', async () => {
  await invoicing.runner.deliver([billable('R7-9', { taxRate: '23' })]);
  await toldToLastRelease('R7-9', '8', toldAt);
  await invoicing.runner.deliver([billable('R7-9', { taxRate: '5' }, '2026-11-28T10:00:00Z')]);
  const [row] = await invoicing.database.sql(`select tax_rates from invoicing.account where account_id = 'R7-9'`);
  expect(row).toEqual({
    tax_rates: [
      { from: '0001-01-01', rate: '23' },
      { from: '2026-11-21', rate: '8' },
      { from: '2026-11-28', rate: '5' },
    ],
  });
});

test('events of this release that the last one did not know go through once it is gone; what strangers sent does not', async () => {
  const { database, runner } = invoicing;
  const account = billable('R7-10');
  const unknown = {
    delivery: delivery('licenses', 'case-mail.sent.v1', {}),
    error: 'type case-mail.sent.v1 is unknown on topic licenses, which carries license.granted.v1',
  };
  const newForm = { delivery: bought('R7-10'), error: 'license.purchased.v1: lot.program is mist2, not one of mist' };
  const stranger = { delivery: account, error: 'account.updated.v1: taxRate is text' };
  await keepDeadLetters(database.sql, 'invoicing', [unknown, newForm, stranger]);
  const box = new DeadLetterBox('invoicing', undefined as never, database, (dead) => runner.replay(dead));
  expect(await new DeadLetterRetry(box, createLog('silent')).retry()).toBe(2);
  expect((await box.list('0', 10)).map(({ error }) => error)).toEqual([stranger.error]);
  expect(await ratesOf('R7-10')).toHaveLength(1);
});
