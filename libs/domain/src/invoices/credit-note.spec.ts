import { defaultSettings } from './account.ts';
import { emptyBooks, evolve, type InvoicingBooks, type IssuedInvoice } from './books.ts';
import { creditInvoice, recordAction } from './decide.ts';
import { monthlyLot, prepaidLot, purchase, readyInvoices, site } from './examples.ts';
import { issueInvoices } from './issue.ts';

const now = '2026-12-01T06:00:00Z';

const reason = 'wrong company name';
const credit = (books: InvoicingBooks, number: string) =>
  creditInvoice(books, number, reason, 'billing@example.com', now, defaultSettings);

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
});
