import { monthlyLot, prepaidLot, purchase, readyInvoices, site } from '#test/fixtures/billed.ts';
import { type BilledAccount, defaultSettings, unknownAccount } from './account/account.ts';
import { alwaysAt } from './account/tax-rates.ts';
import { emptyBooks, evolve, type InvoicingBooks } from './books.ts';
import { creditInvoice } from './credit.ts';
import { type AccountFacts, recordAction, takeOverAccount } from './decide.ts';
import type { InvoicingEvent } from './events.ts';
import { issueInvoices, nextInvoices } from './issue.ts';
import type { LedgerAction } from './owed/movement.ts';

const now = '2026-12-01T12:30:00.000Z';
const bought = purchase('J1', '2026-11-02T10:00:00Z', 'SITE-1', monthlyLot(), 20);
const facts = { accountId: 'SITE-1', name: 'Site', timeZone: 'UTC', country: 'PL', invoiceEmails: ['a@site.example'] };

function booksOf(account: BilledAccount, ...actions: LedgerAction[]): InvoicingBooks {
  const books = emptyBooks();
  books.accounts.set(account.accountId, account);
  for (const action of actions) apply(books, recordAction(books, action, action.cause.at, defaultSettings));
  return books;
}

function apply(books: InvoicingBooks, events: readonly InvoicingEvent[]): readonly InvoicingEvent[] {
  for (const event of events) evolve(books, event);
  return events;
}

const close = (books: InvoicingBooks, period: string) =>
  apply(books, issueInvoices(books, 'SITE-1', period, now, defaultSettings));

const tell = (books: InvoicingBooks, at: string, told: Partial<AccountFacts>) =>
  apply(books, takeOverAccount(books, { ...facts, ...told }, { id: at, at, initiatedBy: '/crm' }, at, defaultSettings));

const missingOf = (books: InvoicingBooks) => {
  const next = nextInvoices(books, 'SITE-1', defaultSettings);
  return next.state === 'held' ? next.missing.map(({ code }) => code) : [];
};

const lines = (books: InvoicingBooks) =>
  readyInvoices(books, 'SITE-1', defaultSettings).flatMap((invoice) =>
    invoice.lines.map(({ month, quantity, taxRate }) => [month, quantity, taxRate]),
  );

test.each([
  [{}, '2026-12-15'],
  [{ paymentTermDays: 45 }, '2027-01-15'],
  [{ paymentTermDays: 0 }, '2026-12-01'],
])('I14 an invoice is due by the terms of its account at issue: %j', (documents, dueOn) => {
  const books = booksOf(site('SITE-1', { documents }), bought);
  expect(close(books, '2026-12')).toMatchObject([{ invoices: [{ issuedOn: '2026-12-01', dueOn, buyer: {} }] }]);
});

describe('what is missing', () => {
  test.each([
    ['all but an id', unknownAccount('SITE-1'), ['TAX_RATE_UNKNOWN', 'COUNTRY_UNKNOWN', 'ADDRESS_UNKNOWN']],
    ['a tax rate', site('SITE-1', { taxRates: [] }), ['TAX_RATE_UNKNOWN']],
    ['a country', site('SITE-1', { country: undefined }), ['COUNTRY_UNKNOWN']],
    ['any address', site('SITE-1', { invoiceEmails: [], address: { postalCode: '1' } }), ['ADDRESS_UNKNOWN']],
    ['nothing, with a postal address', site('SITE-1', { invoiceEmails: [], address: { city: 'Łódź' } }), []],
    ['nothing, with the country of its orders', site('SITE-1', { country: undefined, orderCountry: 'GR' }), []],
    ['nothing, with a VAT identifier', site('SITE-1', { country: undefined, taxId: 'EL094259216' }), []],
    ['nothing, at a rate of 0 that was told', site('SITE-1', { taxRates: alwaysAt('0') }), []],
  ])('I8 holds the invoice of an account that lacks %s', (_, account, codes) => {
    const books = booksOf(account, bought);
    expect(missingOf(books)).toEqual(codes);
    const [event] = close(books, '2026-12');
    expect(event?.type).toBe(codes.length > 0 ? 'InvoiceHeld' : 'PeriodClosed');
    expect(books.numbers.size).toBe(codes.length > 0 ? 0 : 1);
  });

  test('I8 is not asked for where there is nothing to bill', () => {
    const books = booksOf({ ...unknownAccount('SITE-1'), openPeriod: '2026-12' });
    expect(close(books, '2026-12')).toMatchObject([{ type: 'PeriodClosed', invoices: [] }]);
  });

  test('I8 is announced once for a month, and again when something else is missing', () => {
    const books = booksOf(site('SITE-1', { taxRates: [], country: undefined }), bought);
    expect(close(books, '2026-12')).toMatchObject([{ type: 'InvoiceHeld', known: false }]);
    expect(close(books, '2026-12')).toMatchObject([{ type: 'InvoiceHeld', known: true }]);
    tell(books, '2026-12-02T10:00:00Z', {});
    expect(close(books, '2026-12')).toMatchObject([
      { type: 'InvoiceHeld', known: false, missing: [{ code: 'TAX_RATE_UNKNOWN' }] },
    ]);
  });

  test('I8 is issued once it is told, month by month, and nothing is lost meanwhile', () => {
    const books = booksOf(site('SITE-1', { taxRates: [] }), bought);
    close(books, '2026-12');
    apply(
      books,
      recordAction(books, purchase('J2', '2026-12-10T10:00:00Z', 'SITE-1', monthlyLot(), 5), now, defaultSettings),
    );
    tell(books, '2027-01-03T10:00:00Z', { taxRate: '23' });
    expect(lines(books)).toEqual([['2026-12', 20, '23']]);
    expect(close(books, '2026-12')).toMatchObject([{ invoices: [{ number: 'INV-2026-000001', netMinor: 6_000n }] }]);
    expect(close(books, '2027-01')).toMatchObject([{ invoices: [{ number: 'INV-2026-000002', netMinor: 7_500n }] }]);
  });
});

describe('the rate of a line', () => {
  const once = (id: string, at: string) => purchase(id, at, 'SITE-1', prepaidLot({ lotId: id }), 1);

  test('I9 is that of the day of its supply: of what is paid once the day, of what recurs the first day of the month', () => {
    const books = booksOf(
      site('SITE-1', { taxRates: alwaysAt('22') }),
      bought,
      once('O1', '2026-11-30T23:59:59Z'),
      once('O2', '2026-12-01T00:00:00Z'),
    );
    tell(books, '2026-12-01T00:00:00Z', { taxRate: '24' });
    expect(lines(books)).toEqual([
      ['2026-12', 20, '24'],
      ['2026-12', 1, '22'],
    ]);
    close(books, '2026-12');
    expect(lines(books)).toEqual([
      ['2027-01', 20, '24'],
      ['2027-01', 1, '24'],
    ]);
  });

  test('I9 is the rate of its month when it is told of late or billed late', () => {
    const books = booksOf(site('SITE-1', { taxRates: alwaysAt('22') }), bought);
    close(books, '2026-12');
    tell(books, '2027-01-01T00:00:00Z', { taxRate: '24' });
    apply(
      books,
      recordAction(books, purchase('J2', '2026-11-25T10:00:00Z', 'SITE-1', monthlyLot(), 1), now, defaultSettings),
    );
    expect(lines(books)).toEqual([
      ['2027-01', 20, '24'],
      ['2026-12', 1, '22'],
      ['2027-01', 1, '24'],
    ]);
  });

  test('I9 stays when it is billed again', () => {
    const books = booksOf(site('SITE-1', { taxRates: alwaysAt('22') }), once('O1', '2026-11-25T10:00:00Z'));
    const [closed] = close(books, '2026-12');
    const [invoice] = closed?.type === 'PeriodClosed' ? closed.invoices : [];
    if (!invoice) throw new Error('December was not issued');
    books.issued.set(invoice.number, invoice);
    tell(books, '2026-12-05T10:00:00Z', { taxRate: '24' });
    apply(
      books,
      creditInvoice(
        books,
        invoice.number,
        { reason: 'wrong name' },
        'b@seller.example',
        '2026-12-20T10:00:00Z',
        defaultSettings,
      ),
    );
    expect(lines(books)).toEqual([['2026-12', 1, '22']]);
  });
});

describe('nothing to pay', () => {
  const back = purchase('J2', '2026-11-03T10:00:00Z', 'SITE-1', monthlyLot(), -20);
  const free = purchase(
    'J3',
    '2026-11-03T10:00:00Z',
    'SITE-1',
    prepaidLot({ price: { minor: 0n, currency: 'EUR' } }),
    5,
  );

  test.each([
    ['what was bought and given up', [bought, back]],
    ['what is free', [free]],
  ])('I11 %s is no document, lacks nothing, and the next month is as it would be', (_, actions) => {
    const books = booksOf(unknownAccount('SITE-1'), ...actions);
    expect(nextInvoices(books, 'SITE-1', defaultSettings)).toMatchObject({ state: 'open', invoices: [] });
    expect(close(books, '2026-12')).toMatchObject([{ type: 'PeriodClosed', invoices: [] }]);
    expect(books.numbers.size).toBe(0);
    tell(books, '2026-12-05T10:00:00Z', { taxRate: '23' });
    apply(books, recordAction(books, { ...bought, id: 'J4' }, '2026-12-05T10:00:00Z', defaultSettings));
    expect(lines(books).map(([, quantity]) => quantity)).toEqual([20, 20]);
  });

  test('I11 an account that wants such documents gets them', () => {
    const books = booksOf(site('SITE-1', { zeroInvoices: true }), bought, back);
    expect(close(books, '2026-12')).toMatchObject([{ invoices: [{ number: 'INV-2026-000001', totalMinor: 0n }] }]);
  });

  test('I11 lines that cancel out at two rates leave tax to pay, and are issued', () => {
    const books = booksOf(
      site('SITE-1', { taxRates: alwaysAt('22') }),
      purchase('O1', '2026-11-25T10:00:00Z', 'SITE-1', prepaidLot(), 1),
      purchase('O2', '2026-12-02T10:00:00Z', 'SITE-1', prepaidLot(), -1),
    );
    tell(books, '2026-12-01T00:00:00Z', { taxRate: '24' });
    close(books, '2026-12');
    expect(books.numbers.size).toBe(1);
  });
});

describe('a month that became a credit note', () => {
  test('I12 names the invoices whose lines it takes back, and no others', () => {
    const books = booksOf(site('SITE-1'), bought);
    close(books, '2026-12');
    const late = purchase('J2', '2026-11-10T10:00:00Z', 'SITE-1', monthlyLot(), -20);
    const once = purchase('J3', '2026-12-10T10:00:00Z', 'SITE-1', prepaidLot(), -1);
    for (const action of [late, once]) apply(books, recordAction(books, action, now, defaultSettings));
    const earlier = (number: string, period: string, lotIds: string[], currency = 'EUR') => ({
      ...{ number, period, currency, lotIds },
    });
    books.earlier.set('SITE-1', [
      earlier('INV-1', '2026-11', []),
      earlier('INV-2', '2026-11', ['LOT-P']),
      earlier('INV-3', '2026-12', []),
      earlier('INV-4', '2026-12', ['LOT-P'], 'JPY'),
    ]);
    expect(close(books, '2027-01')).toMatchObject([
      { invoices: [{ document: 'credit-note', corrects: ['INV-2', 'INV-3'] }] },
    ]);
  });
});

describe('prepaid accounts', () => {
  test('D2 I3 are not invoiced for monthly licenses while they pay in advance, and for what is billed once as ever', () => {
    const order = purchase('O1', '2026-11-25T10:00:00Z', 'SITE-1', prepaidLot(), 1);
    const books = booksOf(site('SITE-1', { prepaid: true }), bought, order);
    expect(lines(books)).toEqual([['2026-12', 1, '23']]);
    close(books, '2026-12');
    expect(lines(books)).toEqual([]);
    tell(books, '2026-12-10T10:00:00Z', { taxRate: '23', prepaid: false });
    expect(lines(books)).toEqual([['2027-01', 20, '23']]);
  });

  test('D2 I7 what is told late of months that were invoiced before is owed as ever', () => {
    const told = { taxRates: [{ rate: '23', from: '2026-01-01' }], factsAt: '2026-11-01T10:00:00.000Z' };
    const books = booksOf(site('SITE-1', told), bought);
    close(books, '2026-12');
    tell(books, '2026-12-10T10:00:00Z', { taxRate: '23', prepaid: true });
    for (const action of [
      purchase('LATE-1', '2026-11-20T10:00:00Z', 'SITE-1', monthlyLot(), -8),
      purchase('NOW-1', '2026-12-11T10:00:00Z', 'SITE-1', monthlyLot(), 3),
    ]) {
      for (const event of recordAction(books, action, '2026-12-11T10:00:00Z', defaultSettings)) evolve(books, event);
    }
    expect(lines(books)).toEqual([['2026-12', -8, '23']]);
    close(books, '2027-01');
    expect(lines(books)).toEqual([]);
  });

  test('D2 I7 months that went by so are not billed later, nor given back, whatever is told late of them', () => {
    const books = booksOf(site('SITE-1', { prepaid: true }), bought);
    close(books, '2026-12');
    tell(books, '2026-12-10T10:00:00Z', { taxRate: '23', prepaid: false });
    for (const action of [
      purchase('LATE-1', '2026-11-20T10:00:00Z', 'SITE-1', monthlyLot({ lotId: 'LOT-2' }), 5),
      purchase('LATE-2', '2026-11-28T10:00:00Z', 'SITE-1', monthlyLot(), -8),
    ]) {
      for (const event of recordAction(books, action, '2026-12-11T10:00:00Z', defaultSettings)) evolve(books, event);
    }
    expect(lines(books)).toEqual([
      ['2027-01', 20, '23'],
      ['2027-01', 5, '23'],
      ['2027-01', -8, '23'],
    ]);
  });
});
