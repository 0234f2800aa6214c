import { causeText } from '#apps/invoicing/src/documents/line-text.ts';
import { creditIssued } from '#apps/invoicing/src/invoicing.slices.ts';
import { CreditedLots } from '#apps/invoicing/src/migrations/0018-credited-lots.ts';
import { CreditedAgain } from '#apps/invoicing/src/migrations/0020-credited-again.ts';
import { CreditedLongLines } from '#apps/invoicing/src/migrations/0024-credited-long-lines.ts';
import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import { issuedInvoices } from '#apps/invoicing/src/rows/issued-invoices.rows.ts';
import { listInvoices } from '#apps/invoicing/src/views/issued-invoices.views.ts';
import { nextInvoice } from '#apps/invoicing/src/views/next-invoice.views.ts';
import { creditRequest } from '#contracts/http/invoicing/http-invoicing.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { startInvoicing } from '#test/support/invoicing.ts';
import { delivery } from '#test/support/samples/deliveries.ts';

/** I7: nobody is given back more of a lot than it paid, whether credit notes or unused days come first. */

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof startInvoicing>>;

/** One order a test, with so many lines: all are billed on the invoices of one month. */
const orders: Readonly<Record<string, number>> = {
  ...{ 'A LINE': 1, LICENSES: 1, AMOUNT: 1, ALL: 1, AGAIN: 1, 'PARTS 0': 1, 'PARTS 1': 1, 'PARTS 2': 1 },
  ...{ 'ONE LINE': 2, 'ALL LINES': 2, 'DAYS FIRST': 2, 'DAYS AGAIN': 1, TAKER: 1 },
  ...{ 'AGAIN THEN GOOD': 1, 'DAYS THEN AGAIN': 1, 'TWICE AGAIN': 2, CENTS: 1 },
  ...{ LONG: 102, 'LONG AGAIN': 102 },
};

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await startInvoicing(postgres.url);
  for (const [order, lines] of Object.entries(orders)) await grant(order, lines);
  // One move of more lots than a line names: whoever takes them pays for them by a line.
  for (const order of ['LONG', 'LONG AGAIN']) {
    const lots = Array.from({ length: 102 }, (_, index) => ({ quantity: 1, lot: lotOf(order, index + 1) }));
    await invoicing.runner.deliver([moved(order, lots, `T ${order}`)]);
  }
  await close('2026-12');
});

afterAll(async () => {
  await invoicing.database.close();
  await postgres.stop();
});

const at = '2026-11-21T09:30:00.000Z';
const terms = {
  ...{
    sku: 'TERM-1Y',
    name: 'Seat, 1 year',
    program: 'own',
    category: 'paid',
    billing: 'once',
    settlement: 'remaining-term',
  },
  ...{ unitPrice: '118.00', currency: 'EUR', startsOn: '2026-11-21', endsOn: '2027-11-21' },
};

const lotOf = (order: string, line = 1) => ({
  ...{
    ...terms,
    lotId: `ENT-${order}-${line}`,
    originAccountId: `C-${order}`,
    payerAccountId: `P-${order}`,
    orderNumber: order,
  },
});

/** Lines of ten licenses each that `C-<order>` gets and `P-<order>` pays, billed on its invoice of December. */
async function grant(order: string, lines: number): Promise<void> {
  const facts = { country: 'DE', taxRate: '19', invoiceEmails: ['ap@payer.example'] };
  for (const accountId of [`P-${order}`, `T-${order}`]) {
    await invoicing.runner.deliver([
      delivery('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: accountId, ...facts }),
    ]);
  }
  await invoicing.runner.deliver(
    Array.from({ length: lines }, (_, index) => index + 1).map((line) =>
      delivery('licenses', 'license.granted.v1', {
        ...{ journalId: `J-${order}-${line}`, at, initiatedBy: '/erp', accountId: `C-${order}`, accounts: [] },
        ...{
          billingAccountId: `P-${order}`,
          entitlementId: `ENT-${order}-${line}`,
          orderNumber: order,
          lineNumber: line,
        },
        ...{ quantity: 10, lot: lotOf(order, line) },
      }),
    ),
  );
}

const billed = (order: string) => lastOf(`P-${order}`);

async function close(month: string): Promise<void> {
  const now = () => new Date(invoicing.clock.now);
  await new MonthCloseJob(invoicing.database, invoicing.runner, now, createLog('silent')).close(month);
}

async function lastOf(accountId: string): Promise<string> {
  const { items } = await listInvoices(invoicing.database.sql, [accountId], {}, '2026-12-01');
  return (
    items
      .map(({ number }) => number)
      .sort()
      .at(-1) ?? ''
  );
}

/** All of it on the day that it began, so that the unused days are the whole price. */
function moved(order: string, of: number | readonly object[], id: string, line = 1) {
  const lines = typeof of === 'number' ? [{ quantity: of, lot: lotOf(order, line) }] : of;
  return delivery('licenses', 'license.transferred.v1', {
    ...{ journalId: id, transferId: id, at: '2026-11-21T12:00:00.000Z', initiatedBy: 'msp@example.com' },
    ...{ from: `C-${order}`, to: `T-${order}`, lines },
  });
}

let asked = 0;

/** Codes of what stands against a credit; none when it was given. */
async function credit(number: string, part: object): Promise<string[]> {
  const [issued] = await issuedInvoices(invoicing.database.sql, [number]);
  asked += 1;
  const data = {
    accountId: issued?.accountId ?? '',
    number,
    asked: creditRequest.parse({ reason: 'goodwill', ...part }),
  };
  const message = {
    id: `credit-${asked}`,
    correlationId: `credit-${asked}`,
    type: creditIssued.type,
    source: '/test',
    data,
  };
  const time = invoicing.clock.now;
  const decided = await invoicing.database.transaction((sql) =>
    invoicing.runner.decideAndSave(sql, [{ ...message, time, person: 'desk@vendor.example' }]),
  );
  return decided.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'CreditRefused' ? event.violations.map(({ code }) => code) : [])),
  );
}

const net = async (accountId: string) =>
  (await nextInvoice(invoicing.database, accountId, undefined, invoicing.clock.now))?.net ?? '0.00';

describe('I7 what is given back of a lot', () => {
  test.each<[string, object, string, string]>([
    ['A LINE', { lines: [{ line: 1, amount: '1000.00' }] }, '-180.00', '1180.00'],
    ['LICENSES', { lines: [{ line: 1, quantity: 4 }] }, '-708.00', '1180.00'],
    ['AMOUNT', { amount: '1000.00' }, '-180.00', '1180.00'],
    ['ALL', { rebill: false }, '0.00', '1180.00'],
    ['AGAIN', { amount: '1000.00', rebill: true }, '-180.00', '1180.00'],
  ])('is what was paid less what was credited for good: %s %j', async (order, part, payer, taker) => {
    expect(await credit(await billed(order), part)).toEqual([]);
    await invoicing.runner.deliver([moved(order, 10, `T ${order}`)]);
    expect([await net(`P-${order}`), await net(`T-${order}`)]).toEqual([payer, taker]);
  });

  test('is taken in parts until nothing is left, in one batch or several, and says what was withheld', async () => {
    for (const [index, batches] of [[[3], [3], [4]], [[3, 3], [4]], [[3, 3, 4]]].entries()) {
      const order = `PARTS ${index}`;
      expect(await credit(await billed(order), { amount: '600.00' })).toEqual([]);
      for (const [step, batch] of batches.entries()) {
        await invoicing.runner.deliver(
          batch.map((quantity, place) => moved(order, quantity, `${order}-${step}-${place}`)),
        );
      }
      expect(await net(`P-${order}`)).toBe('-580.00');
      const lines = (await nextInvoice(invoicing.database, `P-${order}`, undefined, invoicing.clock.now))?.lines ?? [];
      expect(lines.map(({ quantity, amount }) => [quantity, amount])).toEqual([
        [-3, '-354.00'],
        [-3, '-354.00'],
        [1, '128.00'],
        [-4, '-472.00'],
        [1, '472.00'],
      ]);
    }
  });

  test('of one line leaves the others alone, and an amount off the whole counts for each by its share', async () => {
    const [one, all] = ['ONE LINE', 'ALL LINES'];
    expect(await credit(await billed(one), { lines: [{ line: 1 }] })).toEqual([]);
    await invoicing.runner.deliver([moved(one, 10, 'T-ONE-1'), moved(one, 10, 'T-ONE-2', 2)]);
    expect(await net(`P-${one}`)).toBe('-1180.00');
    expect(await credit(await billed(all), { amount: '360.00' })).toEqual([]);
    await invoicing.runner.deliver([moved(all, 10, 'T-ALL-1')]);
    expect(await net(`P-${all}`)).toBe('-1000.00');
    await invoicing.runner.deliver([moved(all, 10, 'T-ALL-2', 2)]);
    expect(await net(`P-${all}`)).toBe('-2000.00');
  });

  test('is not credited again for good once unused days were given back; billed again it may be', async () => {
    const order = 'DAYS FIRST';
    const number = await billed(order);
    await invoicing.runner.deliver([moved(order, 4, 'T-DAYS')]);
    expect(await credit(number, { lines: [{ line: 1, quantity: 7 }] })).toEqual(['CREDIT_TOO_LARGE']);
    expect(await credit(number, { amount: '1888.01' })).toEqual(['CREDIT_TOO_LARGE']);
    expect(await credit(number, { rebill: false })).toEqual(['CREDIT_TOO_LARGE']);
    expect(await credit(number, { lines: [{ line: 1, quantity: 6 }, { line: 2 }] })).toEqual([]);
    expect(await credit(number, { amount: '0.01' })).toEqual(['CREDIT_TOO_LARGE']);
    await invoicing.runner.deliver([moved(order, 6, 'T-DAYS-REST')]);
    expect(await net(`P-${order}`)).toBe('-472.00');
    const again = await billed('DAYS AGAIN');
    await invoicing.runner.deliver([moved('DAYS AGAIN', 4, 'T-AGAIN')]);
    expect(await credit(again, {})).toEqual([]);
    expect(await net('P-DAYS AGAIN')).toBe('708.00');
  });

  test('is not more where what was credited came on another invoice again and is credited there for good', async () => {
    const [good, days, twice] = ['AGAIN THEN GOOD', 'DAYS THEN AGAIN', 'TWICE AGAIN'];
    expect(await credit(await billed(good), { amount: '1000.00', rebill: true })).toEqual([]);
    await invoicing.runner.deliver([moved(days, 4, 'T-BEFORE')]);
    expect(await credit(await billed(days), {})).toEqual([]);
    expect(await credit(await billed(twice), {})).toEqual([]);
    invoicing.clock.now = '2026-12-05T10:00:00.000Z';
    await close('2027-01');
    // 1000.00 stand there again; what is left of the lot is all of it, and then the 180.00 of the first invoice.
    const again = await billed(good);
    expect(await credit(again, { lines: [{ line: 1, amount: '700.00' }] })).toEqual([]);
    await invoicing.runner.deliver([moved(good, 10, 'T-GOOD')]);
    expect(await net(`P-${good}`)).toBe('-480.00');
    expect(await credit(again, { amount: '0.01' })).toEqual(['CREDIT_TOO_LARGE']);
    // 4 of 10 were given back, so 708.00 are left of what is billed again.
    const daysAgain = await billed(days);
    expect(await credit(daysAgain, { amount: '708.00' })).toEqual([]);
    expect(await credit(daysAgain, { amount: '0.01' })).toEqual(['INVOICE_CREDITED_ALREADY']);
    // Billed again once more, it still stands for the two lots of the order.
    expect(await credit(await billed(twice), {})).toEqual([]);
    invoicing.clock.now = '2027-01-05T10:00:00.000Z';
    await close('2027-02');
    expect(await credit(await billed(twice), { lines: [{ line: 1, amount: '1100.00' }] })).toEqual([]);
    await invoicing.runner.deliver([moved(twice, 10, 'T-LOT-1'), moved(twice, 10, 'T-LOT-2', 2)]);
    expect(await net(`P-${twice}`)).toBe('-1260.00');
  });

  test('is rounded once for all parts: one by one comes to what all at once does, and the cents say what they are', async () => {
    const order = 'CENTS';
    const at = '2027-01-30T12:00:00.000Z';
    for (let n = 0; n < 10; n += 1) {
      const { value, ...message } = moved(order, 1, `T-CENT-${n}`);
      const data = { ...JSON.parse(Buffer.from(value ?? []).toString()), at };
      await invoicing.runner.deliver([{ ...message, value: Buffer.from(JSON.stringify(data)) }]);
    }
    // 295 of 365 days of 1180.00 are 953.6986.
    expect(await net(`P-${order}`)).toBe('-953.70');
    expect(await net(`T-${order}`)).toBe('953.70');
    const { lines = [] } = (await nextInvoice(invoicing.database, `P-${order}`, undefined, invoicing.clock.now)) ?? {};
    expect(new Set(lines.map(({ amount }) => amount))).toEqual(new Set(['-95.37']));
  });

  test('comes to a later payer of the licenses as it did', async () => {
    const order = 'TAKER';
    await invoicing.runner.deliver([moved(order, 10, 'T-TAKER')]);
    invoicing.clock.now = '2027-02-05T10:00:00.000Z';
    await close('2027-03');
    const number = await lastOf(`T-${order}`);
    expect(await credit(number, { amount: '1100.00' })).toEqual([]);
    const back = { journalId: 'B-1', transferId: 'B-1', returnOf: 'T-TAKER', at: '2026-11-21T13:00:00.000Z' };
    const lines = [{ quantity: 10, lot: lotOf(order) }];
    const sides = { initiatedBy: 'msp@example.com', from: `T-${order}`, to: `C-${order}`, lines };
    await invoicing.runner.deliver([delivery('licenses', 'license.returned.v1', { ...back, ...sides })]);
    expect(await net(`T-${order}`)).toBe('-80.00');
  });

  test('is less for each of the lots of a line that names not all of them, also where it was billed again', async () => {
    expect(await credit(await lastOf('T-LONG'), { amount: '204.00' })).toEqual([]);
    expect(await credit(await lastOf('T-LONG AGAIN'), {})).toEqual([]);
    invoicing.clock.now = '2027-03-05T10:00:00.000Z';
    await close('2027-04');
    expect(await credit(await lastOf('T-LONG AGAIN'), { amount: '102.00' })).toEqual([]);
    for (const [order, left] of [
      ['LONG', '-116.00'],
      ['LONG AGAIN', '-117.00'],
    ] as const) {
      const sides = { from: `T-${order}`, to: `C-${order}`, returnOf: `T ${order}`, initiatedBy: 'msp@example.com' };
      const lines = [{ quantity: 1, lot: lotOf(order, 102) }];
      const back = {
        journalId: `B ${order}`,
        transferId: `B ${order}`,
        at: '2026-11-21T13:00:00.000Z',
        ...sides,
        lines,
      };
      await invoicing.runner.deliver([delivery('licenses', 'license.returned.v1', back)]);
      expect([order, await net(`T-${order}`)]).toEqual([order, left]);
    }
  });
});

/** An earlier release kept its credit notes without what they give back of each lot. */
describe('I7 credit notes of an earlier release', () => {
  const kept =
    'select invoice_number, lot_id, account_id, amount_minor::text from invoicing.credited_lot order by 1, 2';

  const all = [CreditedLots, CreditedAgain, CreditedLongLines];

  /** What the migrations make of its rows; all of it is undone. */
  async function migrated(before = '', steps = all): Promise<readonly object[]> {
    const undo = new Error('undone');
    let made: readonly object[] = [];
    const work = invoicing.database.transaction(async (sql) => {
      if (steps === all) await sql('drop table invoicing.credited_lot');
      // As those releases had it: one account an invoice.
      else
        await sql(
          `alter table invoicing.credited_lot drop constraint credited_lot_pkey, add primary key (invoice_number, lot_id)`,
        );
      if (before) await sql(before);
      for (const Step of steps) {
        const step = new Step(undefined as never, undefined as never);
        step.up();
        for (const statement of step.getQueries()) await sql(String(statement));
      }
      made = await sql(kept);
      throw undo;
    });
    await expect(work).rejects.toBe(undo);
    return made;
  }

  test('migrated, they give back of each lot what this release gives, what was billed again and again too', async () => {
    const written = await invoicing.database.sql(kept);
    expect(written.length).toBeGreaterThan(12);
    expect(await migrated()).toEqual(written);
  });

  test('migrated, invoices that this release has credited since stay as it has written them', async () => {
    const cent = `update invoicing.credited_lot set amount_minor = amount_minor + 1 where account_id like 'T-LONG%'`;
    const kept = await migrated(cent, []);
    expect(kept).not.toEqual(await migrated('', []));
    expect(await migrated(cent, [CreditedLongLines])).toEqual(kept);
  });

  test('migrated, those that do not name the places of lines take from all lines of their rate', async () => {
    const withoutPlaces = `alter table invoicing.invoice disable trigger invoice_is_append_only;
      update invoicing.invoice set lines = (
        select jsonb_agg(line #- '{9,credits}' order by position) from jsonb_array_elements(lines) with ordinality as each (line, position))
      where invoice_number is not null`;
    const written = await invoicing.database.sql<{ lot_id: string }>(kept);
    // Of the lines of this one: the only invoice of several lines of which lines were credited.
    const others = (rows: readonly object[]) => rows.filter((row) => !/DAYS FIRST|ONE LINE/.test(JSON.stringify(row)));
    expect(others(await migrated(withoutPlaces))).toEqual(others(written));
  });
});

test('I11 a line that withholds says why', () => {
  const cause = {
    type: 'license.transferred.v1',
    id: 'T-1',
    at,
    initiatedBy: 'msp@example.com',
    withheld: true,
  } as const;
  expect(causeText({ cause, quantity: 1 }, false)).toMatch(/^Not given back: credited before \(transfer T-1\), 21 Nov/);
  expect(causeText({ cause, quantity: -1 }, false)).toMatch(/^Given back after all/);
});
