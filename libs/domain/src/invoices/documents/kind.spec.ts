import { prepaidLot, purchase, site } from '#test/fixtures/billed.ts';
import { defaultSettings } from '../account/account.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '../books.ts';
import { creditInvoice } from '../credit.ts';
import { recordAction } from '../decide.ts';
import type { InvoicingEvent, IssuedInvoice } from '../events.ts';
import { issueInvoices, nextInvoices } from '../issue.ts';
import { issuedAs } from './invoice.ts';

/** What a month of several rates is issued as (I3). */

const at = (day: string) => `2026-11-${day}T10:00:00Z`;
const [until, from] = ['05', '20'];

function booksOf(atFirstRate: bigint, atSecondRate: bigint, rates: readonly [string, string]): InvoicingBooks {
  const books = emptyBooks();
  const taxRates = [
    { from: '0001-01-01', rate: rates[0] },
    { from: '2026-11-10', rate: rates[1] },
  ];
  books.accounts.set('A', site('A', { taxRates }));
  for (const [day, minor] of [
    [until, atFirstRate],
    [from, atSecondRate],
  ] as const) {
    const price = { minor: minor < 0n ? -minor : minor, currency: 'EUR' };
    const action = purchase(day, at(day), 'A', prepaidLot({ lotId: day, price }), minor < 0n ? -1 : 1);
    apply(books, recordAction(books, action, at(day), defaultSettings));
  }
  return books;
}

function apply(books: InvoicingBooks, events: readonly InvoicingEvent[]): readonly InvoicingEvent[] {
  for (const event of events) evolve(books, event);
  return events;
}

function issued(books: InvoicingBooks): IssuedInvoice[] {
  const events = apply(books, issueInvoices(books, 'A', '2026-12', '2026-12-01T12:00:00Z', defaultSettings));
  return events.flatMap((event) => (event.type === 'PeriodClosed' ? event.invoices : []));
}

describe('the kind of a document', () => {
  test.each([
    ['net and total above 0', 100n, 100n, 'invoice', 223n],
    ['net and total below 0', -100n, -100n, 'credit-note', -223n],
    ['a net below 0 and a total above', 100n, -114n, 'invoice', 9n],
    ['a net above 0 and a total below', -100n, 114n, 'credit-note', -9n],
    ['a net of 0 and tax', 100n, -100n, 'invoice', 23n],
    ['a net of 0 and tax back', -100n, 100n, 'credit-note', -23n],
    ['a net below 0 that its tax makes up for', 100n, -123n, 'credit-note', 0n],
    ['a net above 0 that its tax makes up for', -100n, 123n, 'invoice', 0n],
  ] as const)('I3 I4 is that of the amount to be paid: %s', (_, first, second, document, totalMinor) => {
    const books = booksOf(first, second, ['23', '0']);
    const next = nextInvoices(books, 'A', defaultSettings);
    expect(next.state === 'open' && next.invoices.map(issuedAs)).toEqual([document]);
    const [invoice] = issued(books);
    expect(invoice).toMatchObject({
      document,
      totalMinor,
      number: `${document === 'invoice' ? 'INV' : 'CN'}-2026-000001`,
    });
    expect(invoice?.dueOn).toBe(document === 'invoice' ? '2026-12-15' : undefined);
  });

  test('I3 I12 of what is credited is a credit note, also of an invoice with a net below 0', () => {
    const books = booksOf(100n, -114n, ['23', '0']);
    const [invoice] = issued(books);
    if (!invoice) throw new Error('nothing was issued');
    books.issued.set(invoice.number, invoice);
    const [event] = creditInvoice(
      books,
      invoice.number,
      { reason: 'x' },
      'op',
      '2026-12-02T12:00:00Z',
      defaultSettings,
    );
    expect(event).toMatchObject({
      creditNote: { document: 'credit-note', netMinor: 14n, taxMinor: -23n, totalMinor: -9n },
    });
  });
});
