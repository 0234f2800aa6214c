import { monthlyLot, prepaidLot, purchase, site } from '#test/fixtures/billed.ts';
import { type BilledAccount, defaultSettings } from '../account/account.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '../books.ts';
import { creditInvoice } from '../credit.ts';
import { recordAction } from '../decide.ts';
import { referencesOf } from '../documents/references.ts';
import type { InvoicingEvent, IssuedInvoice } from '../events.ts';
import { issueInvoices, nextInvoices } from '../issue.ts';
import type { LedgerAction } from '../owed/movement.ts';

/** An invoice for each purchase order (I17). */

const now = '2026-12-01T12:30:00.000Z';
const perOrder = { documents: { per: 'purchaseOrder' } } as const;

function apply(books: InvoicingBooks, events: readonly InvoicingEvent[]): readonly InvoicingEvent[] {
  for (const event of events) evolve(books, event);
  return events;
}

function booksOf(account: BilledAccount, ...actions: LedgerAction[]): InvoicingBooks {
  const books = emptyBooks();
  books.accounts.set(account.accountId, account);
  for (const action of actions) apply(books, recordAction(books, action, action.cause.at, defaultSettings));
  return books;
}

function order(id: string, purchaseOrder?: string, currency = 'EUR'): LedgerAction {
  const lot = prepaidLot({ lotId: id, price: { minor: 1_000n, currency } });
  const action = purchase(id, '2026-11-02T10:00:00Z', 'A', lot, 1);
  const facts = purchaseOrder === undefined ? {} : { purchaseOrder };
  return { ...action, cause: { ...action.cause, type: 'license.granted.v1', reference: `${id}/1`, ...facts } };
}

const close = (books: InvoicingBooks, period = '2026-12') =>
  apply(books, issueInvoices(books, 'A', period, now, defaultSettings)).flatMap((event) =>
    event.type === 'PeriodClosed' ? event.invoices : [],
  );

const heads = (invoices: readonly IssuedInvoice[]) =>
  invoices.map(({ number, currency, purchaseOrder, netMinor }) => [number, currency, purchaseOrder, netMinor]);

describe('an invoice for each purchase order', () => {
  const lines = [
    order('O1', 'PO-2'),
    order('O2', 'PO-1'),
    order('O3', 'PO-2'),
    order('O4'),
    order('O5', 'PO-1', 'USD'),
    purchase('J1', '2026-11-03T10:00:00Z', 'A', monthlyLot(), 3),
  ];

  test('I17 is issued where the account says so; lines that name none are on one of their own, in front', () => {
    const invoices = close(booksOf(site('A', perOrder), ...lines));
    expect(heads(invoices)).toEqual([
      ['INV-2026-000001', 'EUR', undefined, 1_900n],
      ['INV-2026-000002', 'EUR', 'PO-1', 1_000n],
      ['INV-2026-000003', 'EUR', 'PO-2', 2_000n],
      ['INV-2026-000004', 'USD', 'PO-1', 1_000n],
    ]);
    expect(invoices.map((invoice) => referencesOf(invoice.lines).purchaseOrder)).toEqual([
      undefined,
      'PO-1',
      'PO-2',
      'PO-1',
    ]);
  });

  test('I17 I2 bills together what one invoice would, once', () => {
    const [one, many] = [booksOf(site('A'), ...lines), booksOf(site('A', perOrder), ...lines)];
    const sumOf = (invoices: readonly IssuedInvoice[]) => invoices.reduce((sum, { netMinor }) => sum + netMinor, 0n);
    expect(heads(close(one))).toHaveLength(2);
    expect(sumOf(close(many))).toBe(5_900n);
    expect(close(many)).toEqual([]);
    expect(heads(close(many, '2027-01'))).toEqual([['INV-2026-000005', 'EUR', undefined, 900n]]);
  });

  test('I17 I4 the preview has the same invoices', () => {
    const books = booksOf(site('A', perOrder), ...lines);
    const next = nextInvoices(books, 'A', defaultSettings);
    const invoices = next.state === 'open' ? next.invoices : [];
    expect(close(books)).toMatchObject(invoices.map((invoice) => ({ ...invoice })));
  });

  test('I17 I8 is held for all of them while one lacks something', () => {
    const account = site('A', {
      documents: { per: 'purchaseOrder', format: 'peppol-bis', electronicAddress: '0088:7300010000001' },
    });
    const settings = {
      ...defaultSettings,
      seller: { country: 'PL', vatId: 'PL5260001246', electronicAddress: '9945:PL5260001246' },
    };
    const missingOf = (...actions: LedgerAction[]) => {
      const next = nextInvoices(booksOf(account, ...actions), 'A', settings);
      return next.state === 'held' ? next.missing.map(({ code }) => code) : [];
    };
    // One of its own has no purchase order, which Peppol wants where there is no reference.
    expect(missingOf(order('O1', 'PO-1'), order('O2', 'PO-2'))).toEqual([]);
    expect(missingOf(order('O1', 'PO-1'), order('O4'))).toEqual(['BUYER_REFERENCE_UNKNOWN']);
  });

  test('I17 I12 what is credited and billed again comes on an invoice of the same purchase order', () => {
    const books = booksOf(site('A', perOrder), order('O1', 'PO-1'), order('O2', 'PO-2'));
    const [first] = close(books);
    if (!first) throw new Error('nothing was issued');
    books.issued.set(first.number, first);
    const [credit] = apply(books, creditInvoice(books, first.number, { reason: 'x' }, 'op', now, defaultSettings));
    expect(credit).toMatchObject({ creditNote: { purchaseOrder: 'PO-1', invoiceNumber: first.number } });
    expect(heads(close(books, '2027-01'))).toEqual([['INV-2026-000003', 'EUR', 'PO-1', 1_000n]]);
  });

  test('I17 I12 an amount off such an invoice, billed again, is of its purchase order as well', () => {
    const books = booksOf(site('A', perOrder), order('O1', 'PO-1'), order('O2', 'PO-2'));
    const [, second] = close(books);
    if (!second) throw new Error('nothing was issued');
    books.issued.set(second.number, second);
    const asked = { reason: 'x', amount: '4.00', rebill: true };
    apply(books, creditInvoice(books, second.number, asked, 'op', now, defaultSettings));
    expect(heads(close(books, '2027-01'))).toEqual([['INV-2026-000003', 'EUR', 'PO-2', 400n]]);
  });
});
