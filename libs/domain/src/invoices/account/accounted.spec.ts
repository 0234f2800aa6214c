import { monthlyLot, purchase, site } from '#test/fixtures/billed.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '../books.ts';
import { creditInvoice } from '../credit.ts';
import { recordAction } from '../decide.ts';
import { issueInvoices, nextInvoices } from '../issue.ts';
import { defaultSettings, type InvoicingSettings } from './account.ts';
import type { ExchangeRate } from './exchange.ts';
import { alwaysAt } from './tax-rates.ts';

const now = '2026-12-01T12:30:00.000Z';
const polish = { country: 'PL', vatId: 'PL5260001246' };
const eur: ExchangeRate = { on: '2026-11-30', from: 'EUR', to: 'PLN', rate: '4.2510' };

function booksWith(rate: string): InvoicingBooks {
  const books = emptyBooks();
  books.accounts.set('SITE-1', site('SITE-1', { taxRates: alwaysAt(rate) }));
  const bought = purchase('J1', '2026-11-02T10:00:00Z', 'SITE-1', monthlyLot(), 20);
  for (const event of recordAction(books, bought, bought.cause.at, defaultSettings)) evolve(books, event);
  return books;
}
const settingsOf = (exchangeRates?: readonly ExchangeRate[], seller: InvoicingSettings['seller'] = polish) => {
  return { ...defaultSettings, seller, exchangeRates };
};
const issued = (books: InvoicingBooks, settings: InvoicingSettings) => {
  const [event] = issueInvoices(books, 'SITE-1', '2026-12', now, settings);
  return event?.type === 'PeriodClosed' ? event.invoices[0] : undefined;
};

describe('I9 tax in the currency of the seller', () => {
  test('stands on the invoice, by the rate of its day, and on what credits it, by the same', () => {
    const books = booksWith('23');
    const invoice = issued(books, settingsOf([eur]));
    const taxMinor = (invoice?.taxMinor ?? 0n) * 42_510n;
    expect(invoice?.accounted).toEqual({ currency: 'PLN', taxMinor: (taxMinor + 5000n) / 10_000n, by: eur });
    if (!invoice) return;
    books.issued.set(invoice.number, invoice);
    const later = settingsOf([{ ...eur, on: '2027-01-05', rate: '5' }]);
    const [credit] = creditInvoice(
      books,
      invoice.number,
      { reason: 'wrong' },
      'op@s.example',
      '2027-01-05T10:00:00.000Z',
      later,
    );
    const note = credit?.type === 'InvoiceCredited' ? credit.creditNote : undefined;
    expect(note?.accounted?.taxMinor).toBe(-(invoice.accounted?.taxMinor ?? 0n));
    expect(note?.accounted?.by).toEqual(eur);
  });

  test.each<[string, string, InvoicingSettings]>([
    ['where no rates are kept', '23', settingsOf()],
    ['where nothing is taxed', '0', settingsOf([])],
    ['where it is the currency of the document', '23', settingsOf([], { country: 'FR', vatId: 'FR40303265045' })],
    ['where the law of the seller asks for none', '8', settingsOf([], { country: 'CH', vatId: 'CHE123456789' })],
  ])('stands nowhere %s', (_, rate, settings) => {
    const invoice = issued(booksWith(rate), settings);
    expect(invoice?.number).toBeDefined();
    expect(invoice).not.toHaveProperty('accounted');
  });

  test('I8 holds the invoice by name where no rate of those days is known, until one is', () => {
    const books = booksWith('23');
    const old = settingsOf([{ ...eur, on: '2026-11-20' }]);
    const [held] = issueInvoices(books, 'SITE-1', '2026-12', now, old);
    expect(held).toMatchObject({
      type: 'InvoiceHeld',
      missing: [
        {
          code: 'EXCHANGE_RATE_UNKNOWN',
          value: 'EUR',
          message: expect.stringContaining('in PLN, and no rate is known for 2026-12-01'),
        },
      ],
    });
    expect(nextInvoices(books, 'SITE-1', old).state).toBe('open');
    if (held) evolve(books, held);
    expect(issued(books, settingsOf([eur]))?.accounted?.currency).toBe('PLN');
  });
});

describe('I9 a seller without a VAT identifier', () => {
  const missing = (rate: string, seller: InvoicingSettings['seller']) => {
    const next = nextInvoices(booksWith(rate), 'SITE-1', settingsOf(undefined, seller));
    return next.state === 'held'
      ? next.missing.map(({ code, message }) => [code, /SELLER_\w+/.exec(message)?.[0]])
      : [];
  };

  test('I8 taxes nothing, and is known by a register', () => {
    expect(missing('23', { country: 'DE' })).toEqual([
      ['SELLER_INCOMPLETE', 'SELLER_VAT_ID'],
      ['SELLER_INCOMPLETE', 'SELLER_REGISTRATION'],
    ]);
    expect(missing('0', { country: 'DE', registration: 'HRB 1' })).toEqual([]);
    const taxes = issued(booksWith('0'), settingsOf(undefined, { country: 'DE', registration: 'HRB 1' }))?.taxes;
    expect(taxes?.map(({ treatment }) => treatment?.category)).toEqual(['O']);
  });
});
