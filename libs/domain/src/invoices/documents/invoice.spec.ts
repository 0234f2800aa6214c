import { monthlyLot, prepaidLot, purchase, readyInvoices, site, transfer } from '#test/fixtures/billed.ts';
import { defaultSettings } from '../account/account.ts';
import { rateOn } from '../account/tax-rates.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '../books.ts';
import { recordAction, takeOverAccount } from '../decide.ts';
import type { InvoicingEvent } from '../events.ts';
import { issueInvoices } from '../issue.ts';
import type { LedgerAction } from '../owed/movement.ts';
import { taxOf, taxTotals } from './tax.ts';

const now = '2026-11-21T12:00:00Z';

function booksAfter(...actions: LedgerAction[]): InvoicingBooks {
  const books = emptyBooks();
  for (const accountId of ['SITE-1', 'SITE-2']) books.accounts.set(accountId, site(accountId));
  for (const action of actions) record(books, action);
  return books;
}

function record(books: InvoicingBooks, action: LedgerAction): void {
  for (const event of recordAction(books, action, now, defaultSettings)) evolve(books, event);
}

function issue(books: InvoicingBooks, accountId: string, period: string): string[] {
  const events = issueInvoices(books, accountId, period, now, defaultSettings);
  for (const event of events) evolve(books, event);
  return events.flatMap((event) => (event.type === 'PeriodClosed' ? event.invoices.map(({ number }) => number) : []));
}

function lines(books: InvoicingBooks, accountId: string): unknown[] {
  return readyInvoices(books, accountId, defaultSettings).flatMap((invoice) =>
    invoice.lines.map((line) => [line.kind, line.month, line.quantity, line.unitPriceMinor, line.amountMinor]),
  );
}

describe('invoices', () => {
  const bought = purchase('J1', '2026-11-02T10:00:00Z', 'SITE-1', monthlyLot(), 20);
  const moved = transfer('T1', '2026-12-10T10:00:00Z', 'SITE-1', 'SITE-2', monthlyLot(), 5);

  test('I3 what the last invoice ended with recurs, and what has changed since has a line of its own', () => {
    const books = booksAfter(bought);
    expect(lines(books, 'SITE-1')).toEqual([['adjustment', '2026-12', 20, 300n, 6_000n]]);
    issue(books, 'SITE-1', '2026-12');
    record(books, moved);
    expect(lines(books, 'SITE-1')).toEqual([
      ['recurring', '2027-01', 20, 300n, 6_000n],
      ['adjustment', '2027-01', -5, 300n, -1_500n],
    ]);
    issue(books, 'SITE-1', '2027-01');
    expect(lines(books, 'SITE-1')).toEqual([['recurring', '2027-02', 15, 300n, 4_500n]]);
  });

  test('I2 a return in the same month takes the adjustment back', () => {
    const books = booksAfter(
      bought,
      moved,
      transfer('T2', '2026-12-11T10:00:00Z', 'SITE-2', 'SITE-1', monthlyLot(), 5),
    );
    for (const period of ['2026-12', '2027-01']) issue(books, 'SITE-1', period);
    expect(lines(books, 'SITE-1')).toEqual([['recurring', '2027-02', 20, 300n, 6_000n]]);
  });

  test('I2 the same action again, and the same month again, add nothing', () => {
    const books = booksAfter(bought, bought);
    expect(lines(books, 'SITE-1')).toHaveLength(1);
    expect(issue(books, 'SITE-1', '2026-12')).toEqual(['INV-2026-000001']);
    expect(issue(books, 'SITE-1', '2026-12')).toEqual([]);
    record(books, bought);
    expect(lines(books, 'SITE-1')).toEqual([['recurring', '2027-01', 20, 300n, 6_000n]]);
  });

  test('I3 numbers go on without a gap over accounts and currencies, credit notes in a series of their own', () => {
    const dollars = monthlyLot({ lotId: 'LOT-U', price: { minor: 400n, currency: 'USD' } });
    const books = booksAfter(
      bought,
      purchase('J2', '2026-11-03T10:00:00Z', 'SITE-1', dollars, 1),
      transfer('T1', '2026-11-04T10:00:00Z', 'SITE-2', 'SITE-1', prepaidLot(), 1),
    );
    expect(issue(books, 'SITE-1', '2026-12')).toEqual(['INV-2026-000001', 'INV-2026-000002']);
    expect(issue(books, 'SITE-2', '2026-12')).toEqual(['CN-2026-000001']);
  });

  test('D3 a site’s own price is what its monthly licenses cost, from the month after it is told on', () => {
    const books = booksAfter(bought);
    issue(books, 'SITE-1', '2026-12');
    const message = { id: 'M1', at: '2026-12-15T10:00:00Z', initiatedBy: '/crm' };
    const facts = { ...site('SITE-1'), taxRate: '23', price: { minor: 250n, currency: 'EUR' } };
    for (const event of takeOverAccount(books, facts, message, now, defaultSettings)) evolve(books, event);
    expect(lines(books, 'SITE-1')).toEqual([
      ['recurring', '2027-01', 20, 300n, 6_000n],
      ['adjustment', '2027-01', 20, 250n, 5_000n],
      ['adjustment', '2027-01', -20, 300n, -6_000n],
    ]);
    issue(books, 'SITE-1', '2027-01');
    record(books, purchase('J9', '2026-11-20T10:00:00Z', 'SITE-1', monthlyLot(), 1));
    expect(lines(books, 'SITE-1')).toEqual([
      ['recurring', '2027-02', 20, 250n, 5_000n],
      ['adjustment', '2026-12', 1, 300n, 300n],
      ['adjustment', '2027-01', 1, 250n, 250n],
      ['adjustment', '2027-02', 1, 250n, 250n],
    ]);
    expect(readyInvoices(books, 'SITE-1', defaultSettings)[0]?.netMinor).toBe(5_000n + 300n + 250n + 250n);
  });

  describe('I11 one cause is one line per product, price and rate', () => {
    test('a price change of a site with twelve purchases is two lines, with the lots in their detail', () => {
      const lots = Array.from({ length: 12 }, (_, index) => monthlyLot({ lotId: `LOT-${index + 10}` }));
      const books = booksAfter(
        ...lots.map((lot, index) => purchase(`J${index}`, '2026-11-02T10:00:00Z', 'SITE-1', lot, index + 1)),
      );
      issue(books, 'SITE-1', '2026-12');
      const message = { id: 'M1', at: '2026-12-15T10:00:00Z', initiatedBy: '/crm' };
      const facts = { ...site('SITE-1'), taxRate: '23', price: { minor: 250n, currency: 'EUR' } };
      for (const event of takeOverAccount(books, facts, message, now, defaultSettings)) evolve(books, event);
      expect(lines(books, 'SITE-1')).toEqual([
        ['recurring', '2027-01', 78, 300n, 23_400n],
        ['adjustment', '2027-01', 78, 250n, 19_500n],
        ['adjustment', '2027-01', -78, 300n, -23_400n],
      ]);
      const [, change] = readyInvoices(books, 'SITE-1', defaultSettings)[0]?.lines ?? [];
      expect(change?.lotCount).toBe(12);
      expect(change?.lots?.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(78);
    });

    test('a transfer of two lots at one price is one line, at two prices two, and two transfers stay two', () => {
      const [one, other] = [monthlyLot(), monthlyLot({ lotId: 'LOT-2' })];
      const dear = monthlyLot({ lotId: 'LOT-3', program: 'mist', price: { minor: 900n, currency: 'EUR' } });
      const at = '2026-11-04T10:00:00Z';
      const moving = (id: string, ...lots: (typeof one)[]): LedgerAction => ({
        ...transfer(id, at, 'SITE-1', 'SITE-2', one, 1),
        changes: lots.flatMap((lot) => transfer(id, at, 'SITE-1', 'SITE-2', lot, 2).changes),
      });
      const books = booksAfter(moving('T1', one, other, dear), moving('T2', one));
      expect(lines(books, 'SITE-2')).toEqual([
        ['adjustment', '2026-12', 4, 300n, 1_200n],
        ['adjustment', '2026-12', 2, 900n, 1_800n],
        ['adjustment', '2026-12', 2, 300n, 600n],
      ]);
    });

    test('what comes to nothing is no line, and without lines there is no invoice', () => {
      const lot = monthlyLot();
      const action = purchase('J1', '2026-11-04T10:00:00Z', 'SITE-1', lot, 5);
      const undone = { ...action, changes: [...action.changes, { accountId: 'SITE-1', lot, quantity: -5 }] };
      expect(readyInvoices(booksAfter(undone), 'SITE-1', defaultSettings)).toEqual([]);
    });
  });

  test('I2 with proration a price change and a purchase of the same month owe the same in either order', () => {
    const daily = { ...defaultSettings, proration: 'day' } as const;
    const nets = [true, false].map((purchaseFirst) => {
      const books = emptyBooks(daily);
      const apply = (events: readonly InvoicingEvent[]) => {
        for (const event of events) evolve(books, event);
      };
      const { ownPrices: _none, ...facts } = site('SITE-1');
      const tell = (id: string, at: string, minor: bigint) =>
        apply(
          takeOverAccount(
            books,
            { ...facts, taxRate: '23', price: { minor, currency: 'EUR' } },
            { id, at, initiatedBy: '/crm' },
            at,
            daily,
          ),
        );
      const buy = () => {
        const at = '2026-01-10T10:00:00Z';
        apply(recordAction(books, purchase('J1', at, 'SITE-1', monthlyLot(), 10), at, daily));
      };
      tell('M1', '2025-12-05T10:00:00Z', 275n);
      if (purchaseFirst) buy();
      tell('M2', '2026-01-15T10:00:00Z', 400n);
      if (!purchaseFirst) buy();
      return readyInvoices(books, 'SITE-1', daily)[0]?.netMinor;
    });
    // 22 of 31 days of January for ten at 2.75, rounded for the line (I10), and February at 4.00.
    expect(nets).toEqual([1_952n + 10n * 400n, 1_952n + 10n * 400n]);
  });

  test('I10 a price that comes back after one for all plans, or for another, is a new price again', () => {
    const premium = monthlyLot({ accountPriced: true, plan: 'premium' });
    const books = booksAfter(purchase('J1', '2026-11-02T10:00:00Z', 'SITE-1', premium, 10));
    const { ownPrices: _none, ...facts } = site('SITE-1');
    const tell = (day: number, minor: bigint, plan?: string) => {
      const at = `2026-11-${day}T10:00:00Z`;
      const told = { ...facts, taxRate: '23', price: { minor, currency: 'EUR' }, plan };
      for (const event of takeOverAccount(books, told, { id: at, at, initiatedBy: '/crm' }, at, defaultSettings)) {
        evolve(books, event);
      }
      return readyInvoices(books, 'SITE-1', defaultSettings)[0]?.netMinor;
    };
    expect([tell(10, 250n, 'premium'), tell(11, 400n), tell(12, 250n, 'premium')]).toEqual([2_500n, 4_000n, 2_500n]);
  });

  test('D3 licenses that start later come at the new price on the invoice that their billing starts on', () => {
    const later = monthlyLot({ lotId: 'LOT-L', startsOn: '2027-03-10' });
    const books = booksAfter(bought, purchase('J2', '2026-11-03T10:00:00Z', 'SITE-1', later, 7));
    const message = { id: 'M1', at: '2026-12-15T10:00:00Z', initiatedBy: '/crm' };
    const facts = { ...site('SITE-1'), taxRate: '23', price: { minor: 250n, currency: 'EUR' } };
    for (const event of takeOverAccount(books, facts, message, now, defaultSettings)) evolve(books, event);
    const nets = ['2026-12', '2027-01', '2027-02', '2027-03', '2027-04', '2027-05'].map((period) => {
      const [invoice] = readyInvoices(books, 'SITE-1', defaultSettings);
      issue(books, 'SITE-1', period);
      return invoice?.netMinor;
    });
    expect(nets).toEqual([6_000n, 5_000n, 5_000n, 5_000n, 5_000n + 1_750n, 5_000n + 1_750n]);
  });

  test('I3 older facts of an account change nothing', () => {
    const books = booksAfter();
    const tell = (id: string, at: string, taxRate: string): void => {
      const facts = { ...site('SITE-1'), taxRate };
      const message = { id, at, initiatedBy: '/crm' };
      for (const event of takeOverAccount(books, facts, message, now, defaultSettings)) evolve(books, event);
    };
    tell('M2', '2026-11-20T10:00:00Z', '8.1');
    tell('M1', '2026-11-19T10:00:00Z', '19');
    expect(rateOn(books.accounts.get('SITE-1')?.taxRates ?? [], '2026-11-20')).toBe('8.1');
  });

  test.each([
    ['8.1', 1_234n, 100n],
    ['23', 4_500n, 1_035n],
    ['7.7', -65n, -5n],
    ['0', 4_500n, 0n],
  ])('I3 tax at %s %% of %s is %s', (rate, net, tax) => {
    expect(taxOf(net, rate)).toBe(tax);
  });

  test('I3 numbers carry the issuer’s prefix; an invoice says when it is due and to whom it goes', () => {
    const books = booksAfter(bought);
    const settings = { ...defaultSettings, numberPrefix: 'ACME', paymentDays: 30 };
    const [closed] = issueInvoices(books, 'SITE-1', '2026-12', now, settings);
    expect(closed).toMatchObject({
      invoices: [
        { number: 'ACME-INV-2026-000001', issuedOn: '2026-11-21', dueOn: '2026-12-21', buyer: { name: 'SITE-1' } },
      ],
    });
  });

  test('I3 tax is computed on the total of the lines of a rate, not line by line', () => {
    const line = { taxRate: '5', amountMinor: 9n };
    expect(taxTotals([line, line, line, { taxRate: '23.00', amountMinor: 100n }])).toEqual([
      { rate: '5', netMinor: 27n, taxMinor: 1n },
      { rate: '23', netMinor: 100n, taxMinor: 23n },
    ]);
  });

  test('I3 lines of a rate are added up wherever they stand, and no line is left out', () => {
    const at = (taxRate: string, amountMinor: bigint) => ({ taxRate, amountMinor });
    const mixed = [at('5', 9n), at('23', 100n), at('5', 9n), at('23.00', -40n), at('5.0', 9n)];
    expect(taxTotals(mixed)).toEqual([
      { rate: '5', netMinor: 27n, taxMinor: 1n },
      { rate: '23', netMinor: 60n, taxMinor: 14n },
    ]);
    expect(taxTotals([])).toEqual([]);
    expect(taxTotals([at('', 7n)]).reduce((sum, { netMinor }) => sum + netMinor, 0n)).toBe(7n);
  });
});
