import { monthlyLot, prepaidLot, purchase, site, transfer } from '#test/fixtures/billed.ts';
import { type BilledAccount, defaultSettings, type InvoicingSettings } from '../account/account.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '../books.ts';
import { creditInvoice } from '../credit.ts';
import { recordAction } from '../decide.ts';
import { referencesOn } from '../documents/references.ts';
import type { InvoicingEvent, IssuedInvoice } from '../events.ts';
import { issueInvoices, nextInvoices } from '../issue.ts';
import { decideOrderChanged } from '../order-header.ts';
import type { BilledLot, LedgerAction } from '../owed/movement.ts';

/** Licenses billed monthly of an account that gets an invoice for each purchase order (I17). */

const perOrder = { documents: { per: 'purchaseOrder' } } as const;

function apply(books: InvoicingBooks, events: readonly InvoicingEvent[]): readonly InvoicingEvent[] {
  for (const event of events) evolve(books, event);
  return events;
}

function booksOf(accounts: readonly BilledAccount[], ...actions: LedgerAction[]): InvoicingBooks {
  const books = emptyBooks();
  for (const account of accounts) books.accounts.set(account.accountId, account);
  return recorded(books, ...actions);
}

function recorded(books: InvoicingBooks, ...actions: LedgerAction[]): InvoicingBooks {
  for (const action of actions) apply(books, recordAction(books, action, action.cause.at, books.settings));
  return books;
}

function order(id: string, lot: BilledLot, quantity: number, purchaseOrder?: string): LedgerAction {
  const action = purchase(id, '2026-11-02T10:00:00Z', 'A', lot, quantity);
  const facts = purchaseOrder === undefined ? {} : { purchaseOrder };
  return { ...action, cause: { ...action.cause, type: 'license.granted.v1', reference: `${id}/1`, ...facts } };
}

function close(books: InvoicingBooks, period: string, accountId = 'A'): readonly IssuedInvoice[] {
  const now = `${period}-01T12:30:00.000Z`;
  const events = apply(books, issueInvoices(books, accountId, period, now, books.settings));
  return events.flatMap((event) => (event.type === 'PeriodClosed' ? event.invoices : []));
}

const nets = (invoices: readonly IssuedInvoice[]) =>
  invoices.map(({ purchaseOrder = '', netMinor }) => [purchaseOrder, netMinor]);

const [one, two, none] = ['L1', 'L2', 'L3'].map((lotId) => monthlyLot({ lotId })) as [BilledLot, BilledLot, BilledLot];
const bought = [order('O1', one, 10, 'PO-1'), order('O2', two, 4, 'PO-2'), order('O3', none, 1)];

describe('months of an account with an invoice for each purchase order', () => {
  test('I17 are on the invoice of the order under which the licenses were bought, which names it (BT-13), month by month', () => {
    const books = booksOf([site('A', perOrder)], ...bought);
    for (const period of ['2026-12', '2027-01', '2027-02']) {
      const next = nextInvoices(books, 'A', defaultSettings);
      const invoices = close(books, period);
      expect(nets(invoices)).toEqual([
        ['', 300n],
        ['PO-1', 3_000n],
        ['PO-2', 1_200n],
      ]);
      expect(invoices.map((invoice) => referencesOn(invoice).purchaseOrder)).toEqual([undefined, 'PO-1', 'PO-2']);
      expect(next.state === 'open' && next.invoices.map(({ lines }) => lines)).toEqual(
        invoices.map(({ lines }) => lines),
      );
    }
  });

  test('I17 are reduced on the invoice of the order that they belong to, also by one cause for two orders', () => {
    const books = booksOf([site('A', perOrder)], ...bought);
    close(books, '2026-12');
    const at = '2026-12-10T10:00:00Z';
    const cut = purchase('J1', at, 'A', one, -3);
    recorded(books, { ...cut, changes: [...cut.changes, { accountId: 'A', lot: two, quantity: -4 }] });
    // Nothing is left of PO-2.
    for (const period of ['2027-01', '2027-02']) {
      expect(nets(close(books, period))).toEqual([
        ['', 300n],
        ['PO-1', 2_100n],
      ]);
    }
  });

  test('I17 that another account moved in are under no order of this one; what comes back is under the one that it left', () => {
    const books = booksOf([site('A', perOrder), site('B', perOrder)], ...bought);
    close(books, '2026-12');
    recorded(books, transfer('T1', '2026-12-10T10:00:00Z', 'A', 'B', one, 6));
    expect(nets(close(books, '2027-01'))).toEqual([
      ['', 300n],
      ['PO-1', 1_200n],
      ['PO-2', 1_200n],
    ]);
    expect(nets(close(books, '2027-01', 'B'))).toEqual([['', 1_800n]]);
    recorded(books, transfer('T2', '2027-01-10T10:00:00Z', 'B', 'A', one, 6));
    expect(nets(close(books, '2027-02'))).toContainEqual(['PO-1', 3_000n]);
    expect(close(books, '2027-02', 'B')).toEqual([]);
  });

  test('I17 O10 follow a revision that calls the order otherwise; what is issued stays', () => {
    const books = booksOf([site('A', perOrder)], ...bought);
    const [, first] = close(books, '2026-12');
    const revised = { orderNumber: 'O1', revision: 2, purchaseOrder: 'PO-2', named: [] };
    apply(books, decideOrderChanged(books, revised, true, '2026-12-05T10:00:00Z'));
    expect(first?.purchaseOrder).toBe('PO-1');
    expect(nets(close(books, '2027-01'))).toEqual([
      ['', 300n],
      ['PO-2', 4_200n],
    ]);
  });

  test('I17 I10 are one line a product and price and order; a renewal is under its own', () => {
    const again = monthlyLot({ lotId: 'L4' });
    const books = booksOf(
      [site('A', perOrder)],
      ...bought,
      order('O4', again, 2, 'PO-1'),
      order('O5', monthlyLot({ lotId: 'L5' }), 5, 'PO-3'),
    );
    close(books, '2026-12');
    expect(
      close(books, '2027-01').map(({ purchaseOrder, lines }) => [purchaseOrder, lines.map(({ quantity }) => quantity)]),
    ).toEqual([
      [undefined, [1]],
      ['PO-1', [12]],
      ['PO-2', [4]],
      ['PO-3', [5]],
    ]);
  });

  test.each([
    ['none', 0n],
    ['day', -1n],
  ] as const)(
    'I17 I2 come to the nets of one invoice, with proration %s but for %s cents of rounded shares',
    (proration, cents) => {
      const ending = ['L6', 'L7'].map((lotId) =>
        monthlyLot({ lotId, price: { minor: 8n, currency: 'EUR' }, endsOn: '2027-01-18' }),
      );
      const actions = [...bought, ...ending.map((lot, index) => order(`O${index + 6}`, lot, 1, `PO-${index + 1}`))];
      const sums = [site('A'), site('A', perOrder)].map((account) => {
        const settings: InvoicingSettings = { ...defaultSettings, proration };
        const books = { ...booksOf([account]), settings };
        recorded(books, ...actions);
        return ['2026-12', '2027-01', '2027-02'].map((period) =>
          close(books, period).reduce((sum, { netMinor }) => sum + netMinor, 0n),
        );
      });
      const [together = [], apart = []] = sums;
      const odd = together.map((sum, index) => (apart[index] ?? 0n) - sum);
      // Twice 8 cents for 17 of 31 days are 4 and 4 where each is rounded, and 9 on one line.
      expect(odd).toEqual([0n, cents, 0n]);
    },
  );

  test('I17 I7 what is given back of unused days is on the invoice of the order that they were paid under', () => {
    const lot = prepaidLot({ lotId: 'L8' });
    const books = booksOf([site('A', perOrder)], order('O8', lot, 2, 'PO-8'));
    close(books, '2026-12');
    const back = purchase('J8', '2026-12-10T10:00:00Z', 'A', lot, -1);
    const [change] = back.changes;
    if (!change) throw new Error('nothing changes');
    recorded(books, { ...back, changes: [{ ...change, settlement: 'remaining-term', share: { days: 100, of: 365 } }] });
    expect(close(books, '2027-01')).toMatchObject([
      { document: 'credit-note', purchaseOrder: 'PO-8', netMinor: -3_233n },
    ]);
  });

  test('I17 I12 that are credited and billed again stay with their order', () => {
    const books = booksOf([site('A', perOrder)], ...bought);
    close(books, '2026-12');
    const [, invoice] = close(books, '2027-01');
    if (!invoice) throw new Error('nothing was issued');
    books.issued.set(invoice.number, invoice);
    apply(books, creditInvoice(books, invoice.number, { reason: 'x' }, 'op', '2027-01-03T10:00:00Z', defaultSettings));
    expect(nets(close(books, '2027-02'))).toContainEqual(['PO-1', 6_000n]);
  });

  test('I17 I12 a month of an order that takes back names the invoice of that order alone', () => {
    const books = booksOf([site('A', perOrder)], ...bought);
    const issued = close(books, '2026-12');
    books.earlier.set(
      'A',
      issued.map(({ number, period, currency, purchaseOrder }) => ({
        ...{ number, period, currency, lotIds: [] },
        ...(purchaseOrder && { purchaseOrder }),
      })),
    );
    // Told late: December went out with them.
    recorded(books, purchase('J1', '2026-11-20T10:00:00Z', 'A', one, -10));
    const notes = close(books, '2027-01').filter(({ document }) => document === 'credit-note');
    expect(notes).toMatchObject([{ purchaseOrder: 'PO-1', netMinor: -3_000n, corrects: [issued[1]?.number] }]);
  });
});
