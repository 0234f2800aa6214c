import { monthlyLot, prepaidLot, purchase, readyInvoices, site } from '#test/fixtures/billed.ts';
import { defaultSettings } from '../account/account.ts';
import { emptyBooks, evolve, type InvoicingBooks } from '../books.ts';
import { creditInvoice } from '../credit.ts';
import { recordAction } from '../decide.ts';
import type { IssuedInvoice } from '../events.ts';
import { issueInvoices } from '../issue.ts';
import type { CreditAsked } from './credit-note.ts';
import { invoiceOf } from './invoice.ts';

const now = '2026-12-01T06:00:00Z';

const reason = 'wrong company name';
const credit = (books: InvoicingBooks, number: string, asked: Partial<CreditAsked> = {}) =>
  creditInvoice(books, number, { reason, ...asked }, 'billing@example.com', now, defaultSettings);

function issuedInDecember(): { books: InvoicingBooks; invoice: IssuedInvoice } {
  const books = emptyBooks();
  books.accounts.set('SITE-1', site('SITE-1'));
  for (const action of [
    purchase('J1', '2026-11-02T10:00:00Z', 'SITE-1', monthlyLot(), 20),
    purchase('J2', '2026-11-03T10:00:00Z', 'SITE-1', prepaidLot(), 2),
  ]) {
    for (const event of recordAction(books, action, now, defaultSettings)) evolve(books, event);
  }
  const events = issueInvoices(books, 'SITE-1', '2026-12', now, defaultSettings);
  for (const event of events) evolve(books, event);
  const [closed] = events;
  const invoice = closed?.type === 'PeriodClosed' ? closed.invoices[0] : undefined;
  if (!invoice) throw new Error('December was not issued');
  books.issued.set(invoice.number, invoice);
  return { books, invoice };
}

describe('credit notes', () => {
  test('I3 a credit note takes back each line, the tax and the total of an issued invoice, which stays as it was', () => {
    const { books, invoice } = issuedInDecember();
    const before = structuredClone(invoice);
    const [credited] = credit(books, invoice.number);
    if (credited?.type !== 'InvoiceCredited') throw new Error('not credited');
    const { creditNote } = credited;
    expect(creditNote).toMatchObject({ number: 'CN-2026-000001', invoiceNumber: 'INV-2026-000001' });
    expect(creditNote.lines.map((line) => line.amountMinor)).toEqual([-6_000n, -23_600n]);
    expect(creditNote.totalMinor + invoice.totalMinor).toBe(0n);
    expect(invoice).toEqual(before);
  });

  test('I2 what was credited is owed as before, so the next invoice bills it again, once', () => {
    const { books, invoice } = issuedInDecember();
    for (const event of credit(books, invoice.number)) evolve(books, event);
    const [next] = readyInvoices(books, 'SITE-1', defaultSettings);
    expect(next?.netMinor).toBe(6_000n + invoice.netMinor);
    expect(next?.lines.slice(1).map(({ cause }) => cause?.reference)).toEqual(['INV-2026-000001', 'INV-2026-000001']);
    for (const event of issueInvoices(books, 'SITE-1', '2027-01', now, defaultSettings)) evolve(books, event);
    expect(readyInvoices(books, 'SITE-1', defaultSettings)[0]?.netMinor).toBe(6_000n);
  });

  test('I3 an invoice is credited once, and a credit note not at all', () => {
    const { books, invoice } = issuedInDecember();
    const [credited] = credit(books, invoice.number);
    if (credited?.type !== 'InvoiceCredited') throw new Error('not credited');
    evolve(books, credited);
    books.issued.set(credited.creditNote.number, credited.creditNote);
    const codes = [invoice.number, credited.creditNote.number, 'INV-2026-000099'].map((number) =>
      credit(books, number).flatMap((event) => (event.type === 'CreditRefused' ? event.violations : [])),
    );
    expect(codes).toMatchObject([
      [{ code: 'INVOICE_CREDITED_ALREADY', actual: 'CN-2026-000001' }],
      [{ code: 'NOT_AN_INVOICE' }],
      [{ code: 'INVOICE_UNKNOWN' }],
    ]);
  });

  describe('I12 a part of an invoice', () => {
    /** Credits, folds the events, and says the lines of the note or why there is none. */
    const credited = (books: InvoicingBooks, asked: Partial<CreditAsked>) => {
      const [event] = credit(books, 'INV-2026-000001', asked);
      if (event) evolve(books, event);
      if (event?.type === 'InvoiceCredited') {
        const { creditNote, adjustments } = event;
        expect(creditNote.netMinor + adjustments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(
          creditNote.rebilled ? 0n : creditNote.netMinor,
        );
        return creditNote.lines.map(({ quantity, unitPriceMinor, amountMinor }) => [
          quantity,
          unitPriceMinor,
          amountMinor,
        ]);
      }
      return event?.type === 'CreditRefused' ? event.violations.map(({ code, limit }) => [code, limit]) : [];
    };

    test.each([
      ['some licenses of a line', { lines: [{ line: 1, quantity: 5 }] }, [[-5, 300n, -1_500n]]],
      ['some of the amount of a line', { lines: [{ line: 2, amount: '36.50' }] }, [[-1, 3_650n, -3_650n]]],
      ['what a line bills', { lines: [{ line: 2 }] }, [[-2, 11_800n, -23_600n]]],
      ['an amount', { amount: '1.00' }, [[-1, 100n, -100n]]],
      ['a line that there is not', { lines: [{ line: 3 }] }, [['LINE_NOT_CREDITABLE', '2']]],
      ['more licenses than the line has', { lines: [{ line: 1, quantity: 21 }] }, [['CREDIT_TOO_LARGE', '60.00']]],
      ['more than the line bills', { lines: [{ line: 1, amount: '60.01' }] }, [['CREDIT_TOO_LARGE', '60.00']]],
      ['more than the invoice bills', { amount: '296.01' }, [['CREDIT_TOO_LARGE', '296.00']]],
      ['nothing', { amount: '0.00' }, [['AMOUNT_NOT_POSITIVE', 'above 0, with at most 2 decimals']]],
      [
        'an amount with too many decimals',
        { amount: '1.005' },
        [['AMOUNT_NOT_POSITIVE', 'above 0, with at most 2 decimals']],
      ],
    ] as const)('%s', (_what, asked, expected) => {
      expect(credited(issuedInDecember().books, asked)).toEqual(expected);
    });

    test('never more than the invoice billed, with what was credited before', () => {
      const { books } = issuedInDecember();
      expect(credited(books, { lines: [{ line: 1, quantity: 12 }] })).toEqual([[-12, 300n, -3_600n]]);
      expect(credited(books, { lines: [{ line: 1, quantity: 9 }] })).toEqual([['CREDIT_TOO_LARGE', '24.00']]);
      expect(credited(books, { lines: [{ line: 1 }] })).toEqual([[-1, 2_400n, -2_400n]]);
      expect(credited(books, {})).toEqual([['INVOICE_CREDITED_PARTLY', undefined]]);
      expect(credited(books, { amount: '236.00' })).toEqual([[-1, 23_600n, -23_600n]]);
      expect(credited(books, { amount: '0.01' })).toEqual([['INVOICE_CREDITED_ALREADY', undefined]]);
    });

    test('what is asked for at once counts together, also where it names a line twice', () => {
      const twice = ['40.00', '20.01'].map((amount) => ({ line: 1, amount }));
      expect(credited(issuedInDecember().books, { lines: twice })).toEqual([['CREDIT_TOO_LARGE', '20.00']]);
      const right = ['40.00', '20.00'].map((amount) => ({ line: 1, amount }));
      expect(credited(issuedInDecember().books, { lines: right })).toHaveLength(2);
    });

    /** The invoice with other lines: amounts in minor units, at their rates. */
    const billing = (...lines: readonly (readonly [amountMinor: bigint, taxRate: string])[]) => {
      const { books, invoice } = issuedInDecember();
      const [line] = invoice.lines;
      if (!line) throw new Error('nothing was issued');
      const of = lines.map(([minor, taxRate]) => {
        return { ...line, quantity: 1, unitPriceMinor: minor, amountMinor: minor, taxRate };
      });
      books.issued.set(invoice.number, { ...invoice, ...invoiceOf('SITE-1', '2026-12', 'EUR', of) });
      return books;
    };

    test('never more than the invoice came to in all: what it deducts counts, and so does tax', () => {
      const deducted = [-5_000n, '8'] as const;
      expect(credited(billing([10_000n, '23'], deducted), { lines: [{ line: 1 }] })).toEqual([
        ['CREDIT_TOO_LARGE', '50.00'],
      ]);
      const taxed = billing([10_000n, '0'], [-5_000n, '23']);
      expect(credited(taxed, { lines: [{ line: 1, amount: '50.00' }] })).toEqual([['CREDIT_TOO_LARGE', '38.50']]);
      expect(credited(taxed, { lines: [{ line: 1, amount: '38.50' }] })).toEqual([[-1, 3_850n, -3_850n]]);
    });

    test('parts give back the tax that was charged, to the cent, however it is rounded', () => {
      const taxesOf = (books: InvoicingBooks, amounts: readonly string[]) =>
        amounts.flatMap((amount) => {
          const [event] = credit(books, 'INV-2026-000001', { lines: [{ line: 1, amount }] });
          if (event?.type !== 'InvoiceCredited') throw new Error(`${amount} is not credited`);
          evolve(books, event);
          return event.creditNote.taxMinor;
        });
      // 0.06 at 23 % are 0.01 of tax; so are 0.03.
      expect(taxesOf(billing([6n, '23']), ['0.03', '0.03'])).toEqual([-1n, 0n]);
      // 0.04 are 0.01 of tax, and 0.02 nothing.
      expect(taxesOf(billing([4n, '23']), ['0.02', '0.02'])).toEqual([0n, -1n]);
    });

    test('a part is billed again only where that is asked for, the whole unless it is not', () => {
      const rebilled = (asked: Partial<CreditAsked>) => {
        const { books } = issuedInDecember();
        credited(books, asked);
        return readyInvoices(books, 'SITE-1', defaultSettings)[0]?.netMinor;
      };
      const recurring = 6_000n;
      expect(rebilled({ amount: '1.00' })).toBe(recurring);
      expect(rebilled({ amount: '1.00', rebill: true })).toBe(recurring + 100n);
      expect(rebilled({})).toBe(recurring + 29_600n);
      expect(rebilled({ rebill: false })).toBe(recurring);
    });

    test('an amount is spread over the rates of the invoice, each taxed as it was', () => {
      const { books, invoice } = issuedInDecember();
      const [first, second] = invoice.lines;
      if (!first || !second) throw new Error('two lines were issued');
      books.issued.set(invoice.number, { ...invoice, lines: [first, { ...second, taxRate: '8' }] });
      const [event] = credit(books, invoice.number, { amount: '29.60' });
      expect(event).toMatchObject({
        creditNote: {
          taxes: [
            { rate: '8', netMinor: -2_360n },
            { rate: '23', netMinor: -600n },
          ],
        },
      });
    });
  });
});
