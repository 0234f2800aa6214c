import { monthlyLot, purchase, readyInvoices, site } from '#test/fixtures/billed.ts';
import { type BilledAccount, defaultSettings } from '../account/account.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '../books.ts';
import { recordAction } from '../decide.ts';
import type { InvoicingEvent } from '../events.ts';
import { issueInvoices } from '../issue.ts';
import { type ReviewStep, reviewInvoice } from './review.ts';

const begun = '2026-12-01T12:30:00.000Z';
const by = 'desk@vendor.example';

function booksOf(changes: Partial<BilledAccount>): InvoicingBooks {
  const books = emptyBooks();
  books.accounts.set('SITE-1', site('SITE-1', changes));
  buy(books, 'J1', 20, '2026-11-02T10:00:00Z');
  return books;
}

function buy(books: InvoicingBooks, id: string, quantity: number, at: string): void {
  const bought = purchase(id, at, 'SITE-1', monthlyLot(), quantity);
  for (const event of recordAction(books, bought, at, defaultSettings)) evolve(books, event);
}

function apply(books: InvoicingBooks, events: readonly InvoicingEvent[]): readonly InvoicingEvent[] {
  for (const event of events) evolve(books, event);
  return events;
}

const close = (books: InvoicingBooks, now: string, settings = defaultSettings) =>
  apply(books, issueInvoices(books, 'SITE-1', '2026-12', now, settings));
const review = (books: InvoicingBooks, asked: ReviewStep, now = begun) =>
  apply(books, reviewInvoice(books, 'SITE-1', asked, by, now, defaultSettings));
const inReview = { documents: { reviewDays: 3 } };

describe('I15 a review window', () => {
  test('there is none by default: the month is issued when it is closed', () => {
    expect(close(booksOf({}), begun)).toMatchObject([{ type: 'PeriodClosed', invoices: [{}] }]);
  });

  test.each([
    ['of the account', booksOf(inReview), defaultSettings],
    ['of the setting', booksOf({}), { ...defaultSettings, reviewDays: 3 }],
  ])('%s: a draft without a number first, issued by itself when its days are over', (_, books, settings) => {
    const until = '2026-12-04T12:30:00.000Z';
    expect(close(books, begun, settings)).toMatchObject([{ type: 'InvoiceDrafted', review: { since: begun, until } }]);
    expect(close(books, '2026-12-04T12:29:59.999Z', settings)).toEqual([]);
    expect(books.numbers.size).toBe(0);
    const [closed] = close(books, until, settings);
    expect(closed).toMatchObject({ type: 'PeriodClosed', invoices: [{ number: 'INV-2026-000001', issuedAt: until }] });
    expect(books.accounts.get('SITE-1')).toMatchObject({ openPeriod: '2027-01', review: undefined });
  });

  test('an account can be without the one of the setting', () => {
    const books = booksOf({ documents: { reviewDays: 0 } });
    expect(close(books, begun, { ...defaultSettings, reviewDays: 3 })).toMatchObject([{ type: 'PeriodClosed' }]);
  });

  test('I4 a draft is recomputed until it is approved, and what is approved is what the preview showed', () => {
    const books = booksOf(inReview);
    close(books, begun);
    buy(books, 'J2', 5, '2026-11-30T23:00:00Z');
    const [shown] = readyInvoices(books, 'SITE-1', defaultSettings);
    const [closed] = review(books, { step: 'approve' });
    expect(closed).toMatchObject({ type: 'PeriodClosed', invoices: [{ number: 'INV-2026-000001', ...shown }] });
    expect(shown?.lines.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(25);
    expect(close(books, begun)).toEqual([]);
  });

  test('what is held is not issued by itself; released, it is when its days are over, and approved at once', () => {
    const books = booksOf(inReview);
    close(books, begun);
    const hold = { reason: 'the price is being discussed', by, at: begun };
    expect(review(books, { step: 'hold', reason: hold.reason })).toMatchObject([{ review: { hold }, drafts: [{}] }]);
    expect(close(books, '2027-01-10T00:00:00.000Z')).toEqual([]);
    expect(review(books, { step: 'release' })).toMatchObject([{ type: 'InvoiceReviewed', review: { since: begun } }]);
    expect(close(books, '2027-01-10T00:00:00.000Z')).toMatchObject([{ type: 'PeriodClosed' }]);
    const held = booksOf(inReview);
    close(held, begun);
    review(held, { step: 'hold', reason: 'x' });
    expect(review(held, { step: 'approve' })).toMatchObject([{ type: 'PeriodClosed', invoices: [{}] }]);
  });

  test('what is no draft is not reviewed, what is not held not released, what lacks something not issued', () => {
    const books = booksOf(inReview);
    const codes = (asked: ReviewStep) =>
      review(books, asked).flatMap((event) =>
        event.type === 'ReviewRefused' ? event.violations.map(({ code }) => code) : event.type,
      );
    for (const step of ['approve', 'hold', 'release'] as const) expect(codes({ step })).toEqual(['NOT_IN_REVIEW']);
    close(books, begun);
    expect(codes({ step: 'release' })).toEqual(['DRAFT_NOT_HELD']);
    books.accounts.set('SITE-1', {
      ...site('SITE-1', inReview),
      ...books.accounts.get('SITE-1'),
      country: undefined,
      invoiceEmails: [],
    });
    expect(codes({ step: 'approve' })).toEqual(expect.arrayContaining(['ADDRESS_UNKNOWN']));
    expect(books.accounts.get('SITE-1')?.openPeriod).toBe('2026-12');
  });
});
