import { monthlyLot, prepaidLot, purchase, readyInvoices, site, transfer } from '#test/fixtures/billed.ts';
import { type BilledAccount, defaultSettings, unknownAccount } from '../account/account.ts';
import { billedWith } from '../account/billed-with.ts';
import { alwaysAt } from '../account/tax-rates.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '../books.ts';
import { creditInvoice } from '../credit.ts';
import { type AccountFacts, recordAction, takeOverAccount } from '../decide.ts';
import type { InvoicingEvent, IssuedInvoice } from '../events.ts';
import { issueInvoices } from '../issue.ts';
import type { LedgerAction } from '../owed/movement.ts';
import { reviewInvoice } from '../review/review.ts';

/** One invoice for a parent and its sites (I16). */

const now = '2026-12-01T12:30:00.000Z';
const withParent = { payers: [{ from: '2026-01', payerAccountId: 'HQ' }] };
const headquarters = (facts: Partial<BilledAccount> = {}) => site('HQ', { name: 'Head office', ...facts });
const shop = (id: string, facts: Partial<BilledAccount> = {}) =>
  site(id, { ...withParent, name: `Shop ${id}`, ...facts });

function booksOf(accounts: readonly BilledAccount[], ...actions: LedgerAction[]): InvoicingBooks {
  const books = emptyBooks();
  for (const account of accounts) books.accounts.set(account.accountId, account);
  for (const action of actions) record(books, action);
  return books;
}

function apply(books: InvoicingBooks, events: readonly InvoicingEvent[]): readonly InvoicingEvent[] {
  for (const event of events) evolve(books, event);
  return events;
}

const record = (books: InvoicingBooks, action: LedgerAction) =>
  apply(books, recordAction(books, action, action.cause.at, defaultSettings));

/** The accounts whose months a run closes up to one, each with the oldest that is open, as the monthly run finds them in SQL. */
function monthsToClose({ accounts }: InvoicingBooks, through: string): { accountId: string; period: string }[] {
  const periods = new Map<string, string>();
  for (const account of accounts.values()) {
    const { accountId, openPeriod } = account;
    if (openPeriod === undefined || openPeriod > through) continue;
    const billed = billedWith(accounts, account, openPeriod) ?? accountId;
    const own = accounts.get(billed)?.openPeriod;
    const known = periods.get(billed) ?? openPeriod;
    if (own === undefined || own <= through) periods.set(billed, own ?? (openPeriod < known ? openPeriod : known));
  }
  return [...periods].map(([accountId, period]) => ({ accountId, period }));
}

/** Runs a month as the monthly run does. */
function run(books: InvoicingBooks, through: string, at = now): readonly InvoicingEvent[] {
  const events: InvoicingEvent[] = [];
  const left = new Set<string>();
  for (;;) {
    const open = monthsToClose(books, through).filter(({ accountId }) => !left.has(accountId));
    if (open.length === 0) return events;
    for (const { accountId, period } of open) {
      const closed = apply(books, issueInvoices(books, accountId, period, at, defaultSettings));
      for (const event of closed) if (event.type === 'InvoiceHeld') left.add(event.accountId);
      events.push(...closed);
    }
  }
}

const issued = (events: readonly InvoicingEvent[]): IssuedInvoice[] =>
  events.flatMap((event) => (event.type === 'PeriodClosed' ? event.invoices : []));

const tell = (books: InvoicingBooks, accountId: string, at: string, told: Partial<AccountFacts>) => {
  const known = books.accounts.get(accountId) ?? unknownAccount(accountId);
  const facts = {
    accountId,
    name: known.name,
    timeZone: 'UTC',
    country: 'PL',
    invoiceEmails: ['a@x.example'],
    taxRate: '23',
  };
  return apply(
    books,
    takeOverAccount(books, { ...facts, ...told }, { id: at, at, initiatedBy: '/crm' }, at, defaultSettings),
  );
};

const linesOf = ({ lines }: Pick<IssuedInvoice, 'lines'>) =>
  lines.map(({ site: of, quantity, amountMinor }) => [of?.accountId ?? 'own', quantity, amountMinor]);

const bought = (accountId: string, quantity: number, at = '2026-11-02T10:00:00Z') =>
  purchase(`J-${accountId}-${at}`, at, accountId, monthlyLot({ lotId: `LOT-${accountId}` }), quantity);

describe('one invoice for a parent and its sites', () => {
  test('I16 has the lines of all of them, each with its site, and is taxed and numbered once', () => {
    const books = booksOf(
      [headquarters(), shop('S1'), shop('S2'), site('OTHER')],
      ...['HQ', 'S1', 'S2', 'OTHER'].map((id, index) => bought(id, index + 1)),
    );
    const documents = issued(run(books, '2026-12'));
    expect(documents.map(({ accountId, number, totalMinor }) => [accountId, number, totalMinor])).toEqual([
      ['HQ', 'INV-2026-000001', 2_214n],
      ['OTHER', 'INV-2026-000002', 1_476n],
    ]);
    expect(linesOf(documents[0] as IssuedInvoice)).toEqual([
      ['own', 1, 300n],
      ['S1', 2, 600n],
      ['S2', 3, 900n],
    ]);
    expect(documents[0]).toMatchObject({ buyer: { accountId: 'HQ' }, lines: [{}, { site: { name: 'Shop S1' } }, {}] });
  });

  test('I16 I2 closes the months of its sites with it, so that a second run adds nothing', () => {
    const books = booksOf([headquarters(), shop('S1')], bought('HQ', 1), bought('S1', 2));
    run(books, '2026-12');
    expect(run(books, '2026-12')).toEqual([]);
    expect(issueInvoices(books, 'S1', '2026-12', now, defaultSettings)).toEqual([]);
    expect(['HQ', 'S1'].map((id) => books.accounts.get(id)?.openPeriod)).toEqual(['2027-01', '2027-01']);
    expect(issued(run(books, '2027-01')).map(linesOf)).toEqual([
      [
        ['own', 1, 300n],
        ['S1', 2, 600n],
      ],
    ]);
  });

  test('I16 is issued to a parent that has nothing of its own', () => {
    const books = booksOf([headquarters(), shop('S1'), shop('S2')], bought('S1', 1), bought('S2', 2));
    expect(issued(run(books, '2026-12')).map(linesOf)).toEqual([
      [
        ['S1', 1, 300n],
        ['S2', 2, 600n],
      ],
    ]);
    expect(run(books, '2026-12')).toEqual([]);
  });

  test('I16 I2 counts a transfer between a site and its parent on both sides, which come to nothing together', () => {
    const lot = monthlyLot({ lotId: 'LOT-S1' });
    const books = booksOf([headquarters(), shop('S1')], bought('S1', 5));
    run(books, '2026-12');
    record(books, transfer('T1', '2026-12-10T10:00:00Z', 'S1', 'HQ', lot, 2));
    const [invoice] = issued(run(books, '2027-01', '2027-01-01T12:00:00Z'));
    expect(invoice).toMatchObject({ accountId: 'HQ', netMinor: 1_500n });
    expect(linesOf(invoice as IssuedInvoice)).toEqual([
      ['S1', 5, 1_500n],
      ['own', 2, 600n],
      ['S1', -2, -600n],
    ]);
  });

  test('I16 I9 goes by the facts of the parent: rates, currency of none, terms, and by each site’s own price and calendar', () => {
    const documents = { paymentTermDays: 30 };
    const ownPrices = [{ from: '2026-01', price: { minor: 250n, currency: 'EUR' } }];
    const books = booksOf(
      [
        headquarters({ taxRates: alwaysAt('19'), documents }),
        shop('S1', { taxRates: [], country: undefined, ownPrices }),
      ],
      bought('S1', 2),
    );
    const [invoice] = issued(run(books, '2026-12'));
    expect(invoice).toMatchObject({ dueOn: '2026-12-31', netMinor: 500n, taxMinor: 95n, lines: [{ taxRate: '19' }] });
  });

  test('I16 I8 is held for what the parent lacks, with all that is on it, and issued once that is told', () => {
    const books = booksOf([headquarters({ country: undefined }), shop('S1')], bought('S1', 2));
    const [, held] = run(books, '2026-12');
    expect(held).toMatchObject({ type: 'InvoiceHeld', accountId: 'HQ', missing: [{ code: 'COUNTRY_UNKNOWN' }] });
    expect(run(books, '2026-12')).toMatchObject([{ type: 'InvoiceHeld', known: true }]);
    record(books, bought('S1', 1, '2026-12-05T10:00:00Z'));
    tell(books, 'HQ', '2027-01-02T10:00:00Z', {});
    const months = issued(run(books, '2027-01', '2027-01-02T11:00:00Z'));
    expect(months.map(({ period, netMinor }) => [period, netMinor])).toEqual([
      ['2026-12', 600n],
      ['2027-01', 900n],
    ]);
  });

  test('I16 I4 the preview of the parent is what is issued, and that of a site its part of it', () => {
    const books = booksOf([headquarters(), shop('S1')], bought('HQ', 1), bought('S1', 2));
    const [next] = readyInvoices(books, 'HQ', defaultSettings);
    const [part] = readyInvoices(books, 'S1', defaultSettings);
    expect(part).toMatchObject({ accountId: 'S1', netMinor: 600n, taxMinor: 138n, lines: [{ taxRate: '23' }] });
    const [invoice] = issued(run(books, '2026-12'));
    expect(invoice).toMatchObject({ ...next });
  });

  test('I16 says with each adjustment who pays', () => {
    const books = booksOf([headquarters({ taxRates: alwaysAt('7') }), shop('S1')]);
    const events = record(books, bought('S1', 2));
    expect(events.at(-1)).toMatchObject({ adjustments: [{ accountId: 'S1', billedWith: 'HQ', expectedTaxRate: '7' }] });
  });
});

describe('a change of who pays', () => {
  test('I16 counts from the invoice after the day on which it is told: what is issued or due stays', () => {
    const books = booksOf([headquarters(), site('S1', { factsAt: '2026-01-01T00:00:00Z' })], bought('S1', 2));
    tell(books, 'S1', '2026-12-01T08:00:00Z', { payerAccountId: 'HQ' });
    expect(books.accounts.get('S1')?.payers).toEqual([{ from: '2027-01', payerAccountId: 'HQ' }]);
    expect(issued(run(books, '2026-12')).map(({ accountId }) => accountId)).toEqual(['S1']);
    tell(books, 'S1', '2027-01-20T08:00:00Z', {});
    const months = ['2027-01', '2027-02'].flatMap((month) => issued(run(books, month)));
    expect(months.map(({ accountId, period }) => [accountId, period])).toEqual([
      ['HQ', '2027-01'],
      ['S1', '2027-02'],
    ]);
  });

  test('I16 that is taken back before it counted leaves nothing behind, and the same told again changes nothing', () => {
    const books = booksOf([headquarters(), site('S1', { factsAt: '2026-01-01T00:00:00Z' })], bought('S1', 2));
    tell(books, 'S1', '2026-11-10T08:00:00Z', { payerAccountId: 'HQ' });
    tell(books, 'S1', '2026-11-11T08:00:00Z', { payerAccountId: 'HQ' });
    expect(books.accounts.get('S1')?.payers).toEqual([{ from: '2026-12', payerAccountId: 'HQ' }]);
    tell(books, 'S1', '2026-11-12T08:00:00Z', {});
    expect(books.accounts.get('S1')?.payers).toEqual([]);
  });

  test('I16 of an account that is told of for the first time counts from its open invoice', () => {
    const books = booksOf([headquarters()], bought('S1', 2));
    tell(books, 'S1', '2026-11-10T08:00:00Z', { payerAccountId: 'HQ' });
    expect(issued(run(books, '2026-12')).map(({ accountId }) => accountId)).toEqual(['HQ']);
  });

  test('I16 brings the months of a site that is behind, each once', () => {
    const own = { from: '2026-12', payerAccountId: 'HQ' };
    const books = booksOf(
      [headquarters({ openPeriod: '2027-01' }), site('S1', { payers: [own], openPeriod: '2026-12' })],
      purchase('J1', '2026-11-02T10:00:00Z', 'S1', monthlyLot(), 2),
      purchase('J2', '2026-12-02T10:00:00Z', 'S1', monthlyLot(), 1),
    );
    const [invoice] = issued(run(books, '2027-01'));
    expect(invoice?.lines.map(({ month, quantity, kind }) => [month, quantity, kind])).toEqual([
      ['2027-01', 2, 'recurring'],
      ['2026-12', 2, 'adjustment'],
      ['2027-01', 1, 'adjustment'],
    ]);
    expect(run(books, '2027-01')).toEqual([]);
  });

  test('I16 I2 that is itself on the invoice of another by now bears nothing: who is behind it is billed itself', () => {
    const own = { from: '2026-12', payerAccountId: 'HQ' };
    const top = { from: '2027-01', payerAccountId: 'TOP' };
    const books = booksOf(
      [headquarters({ payers: [top], openPeriod: '2027-01' }), site('TOP')],
      purchase('J1', '2026-12-02T10:00:00Z', 'HQ', monthlyLot(), 1),
    );
    books.accounts.set('S1', site('S1', { payers: [own], openPeriod: '2026-12' }));
    record(books, bought('S1', 2));
    const documents = issued(run(books, '2027-01', '2027-01-01T12:30:00.000Z'));
    expect(documents.map(({ accountId, period, netMinor }) => [accountId, period, netMinor])).toEqual([
      ['TOP', '2027-01', 300n],
      ['S1', '2026-12', 600n],
      ['S1', '2027-01', 600n],
    ]);
  });

  test('I16 I15 leaves no draft behind to be reviewed: the invoice of the payer is', () => {
    const review = { period: '2026-12', since: now, until: now };
    const books = booksOf([headquarters(), site('S1', { review, openPeriod: '2026-12' })], bought('S1', 2));
    tell(books, 'S1', '2026-11-30T10:00:00Z', { payerAccountId: 'HQ' });
    for (const step of ['approve', 'hold', 'release'] as const) {
      expect(reviewInvoice(books, 'S1', { step }, 'op', now, defaultSettings)).toMatchObject([
        { type: 'ReviewRefused', violations: [{ code: 'NOT_IN_REVIEW', remedy: expect.stringContaining('HQ') }] },
      ]);
    }
    expect(issued(run(books, '2026-12')).map(({ accountId }) => accountId)).toEqual(['HQ']);
  });

  test.each([
    ['an account that is not known', []],
    [
      'one whose own invoice another bears',
      [headquarters({ payers: [{ from: '2026-01', payerAccountId: 'TOP' }] }), site('TOP')],
    ],
    ['one that names it back', [headquarters({ payers: [{ from: '2026-01', payerAccountId: 'S1' }] })]],
  ])('I16 is none while the payer is %s: the account is billed itself', (_, others) => {
    const books = booksOf([...others, shop('S1')], bought('S1', 2));
    expect(issued(run(books, '2026-12')).map(({ accountId }) => accountId)).toEqual(['S1']);
  });
});

describe('credits of an invoice for several accounts', () => {
  const once = (accountId: string, lotId: string) =>
    purchase(lotId, '2026-11-02T10:00:00Z', accountId, prepaidLot({ lotId }), 1);

  function credited(rebill: boolean): { readonly books: InvoicingBooks; readonly invoice: IssuedInvoice } {
    const books = booksOf([headquarters(), shop('S1')], once('HQ', 'L1'), once('S1', 'L2'));
    const [invoice] = issued(run(books, '2026-12'));
    if (!invoice) throw new Error('December was not issued');
    books.issued.set(invoice.number, invoice);
    const lots = invoice.lines.map(({ site: of }, index) => {
      const part = { lotId: `L${index + 1}`, minor: 11_800n };
      return [index + 1, [of ? { ...part, accountId: of.accountId } : part]] as const;
    });
    books.lotsOfLines.set(invoice.number, new Map(lots));
    apply(
      books,
      creditInvoice(books, invoice.number, { reason: 'x', lines: [{ line: 2 }], rebill }, 'op', now, defaultSettings),
    );
    return { books, invoice };
  }

  test('I16 I12 name the site of the line that they take back, for good of the lot that the site was billed for', () => {
    const { books, invoice } = credited(false);
    expect(books.credited.get(invoice.number)).toMatchObject([
      { lines: [{ site: { accountId: 'S1' }, amountMinor: -11_800n }] },
    ]);
    expect(books.creditedLots.get(invoice.number)).toEqual([{ lotId: 'L2', accountId: 'S1', minor: 11_800n }]);
    expect(books.paidLots.get('["S1","L2"]')).toMatchObject({ leftMinor: 0n });
    expect(books.paidLots.get('["HQ","L1"]')).toMatchObject({ leftMinor: 11_800n });
  });

  test('I16 I12 what is billed again comes to who paid, under the same site', () => {
    const { books } = credited(true);
    expect(issued(run(books, '2027-01')).map(({ accountId, ...of }) => [accountId, ...linesOf(of)])).toEqual([
      ['HQ', ['S1', 1, 11_800n]],
    ]);
  });
});
