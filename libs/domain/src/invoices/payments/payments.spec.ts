import { emptyBooks, evolve } from '../books.ts';
import type { PayableDocument } from './payment-state.ts';
import { paymentStanding } from './payment-state.ts';
import { type PaymentAsked, recordPayment } from './record-payment.ts';
import { type ReturnAsked, returnPayment } from './return-payment.ts';

const now = '2026-12-20T10:00:00.000Z';
const invoice: PayableDocument = {
  ...{ number: 'INV-2026-000001', document: 'invoice', accountId: 'SITE-1', currency: 'EUR', dueOn: '2026-12-15' },
  ...{ totalMinor: 11900n, creditedMinor: 0n, paidMinor: 0n },
};
const asked: PaymentAsked = {
  ...{ paymentId: 'P-1', invoiceNumber: invoice.number, amount: '119.00', currency: 'EUR', receivedOn: '2026-12-10' },
};

function booksWith(...documents: readonly PayableDocument[]) {
  const books = emptyBooks();
  for (const document of documents) books.payable.set(document.number, document);
  return books;
}

describe('I14 where an invoice stands follows from what was paid and credited', () => {
  test.each([
    ['nothing came', 0n, 0n, 'open', 11900n],
    ['a part came', 0n, 1n, 'part-paid', 11899n],
    ['all came', 0n, 11900n, 'paid', 0n],
    ['more came', 0n, 11901n, 'overpaid', -1n],
    ['all was credited', 11900n, 0n, 'credited', 0n],
    ['a part was credited', 5000n, 0n, 'open', 6900n],
    ['the rest came after a credit', 5000n, 6900n, 'paid', 0n],
    ['it was credited after it was paid', 5000n, 11900n, 'overpaid', -5000n],
  ] as const)('%s', (_, creditedMinor, paidMinor, state, openMinor) => {
    expect(paymentStanding({ ...invoice, creditedMinor, paidMinor }, '2026-12-01')).toMatchObject({ state, openMinor });
  });

  test('it is overdue from the day after it was due, while something is left', () => {
    expect(paymentStanding(invoice, '2026-12-15')?.isOverdue).toBe(false);
    expect(paymentStanding(invoice, '2026-12-16')?.isOverdue).toBe(true);
    expect(paymentStanding({ ...invoice, paidMinor: 11900n }, '2026-12-16')?.isOverdue).toBe(false);
  });

  test('an invoice of nothing is paid, and nobody pays a credit note', () => {
    expect(paymentStanding({ ...invoice, totalMinor: 0n }, '2026-12-16')?.state).toBe('paid');
    expect(paymentStanding({ ...invoice, document: 'credit-note', totalMinor: -1n }, '2026-12-16')).toBeUndefined();
  });
});

describe('I14 a payment is recorded', () => {
  test('with where its invoice stands then; the next one of the batch sees it', () => {
    const books = booksWith(invoice);
    const [first] = recordPayment(books, { ...asked, amount: '19' }, '/bank', now);
    expect(first).toMatchObject({ type: 'PaymentRecorded', standing: { state: 'part-paid', openMinor: 10000n } });
    if (first) evolve(books, first);
    const [second] = recordPayment(books, { ...asked, paymentId: 'P-2', amount: '100.00' }, '/bank', now);
    expect(second).toMatchObject({ standing: { state: 'paid', openMinor: 0n } });
  });

  test('O9 the same again changes nothing, another one under its id is a conflict', () => {
    const books = booksWith(invoice, { ...invoice, number: 'INV-2026-000002' });
    for (const event of recordPayment(books, asked, '/bank', now)) evolve(books, event);
    expect(recordPayment(books, { ...asked, amount: '119.0' }, '/other', now)).toEqual([]);
    for (const other of [
      { amount: '118.00' },
      { currency: 'USD' },
      { receivedOn: '2026-12-11' },
      { reference: 'x' },
      { invoiceNumber: 'INV-2026-000002' },
      { invoiceNumber: 'INV-9' },
    ]) {
      const [event] = recordPayment(books, { ...asked, ...other }, '/bank', now);
      expect(event).toMatchObject({ type: 'PaymentRefused', violations: [{ code: 'PAYMENT_CONFLICT' }] });
    }
  });

  test.each([
    ['INVOICE_UNKNOWN', { invoiceNumber: 'INV-9' }],
    ['PAYMENT_CURRENCY_DIFFERS', { currency: 'USD' }],
    ['PAYMENT_CURRENCY_DIFFERS', { currency: 'ZZZ' }],
    ['AMOUNT_NOT_POSITIVE', { amount: '0.00' }],
    ['AMOUNT_NOT_POSITIVE', { amount: '-1.00' }],
    ['AMOUNT_NOT_POSITIVE', { amount: '1.005' }],
    ['NOT_PAYABLE', { invoiceNumber: 'CN-2026-000001' }],
  ])('%s is refused: %j', (code, changes) => {
    const note: PayableDocument = {
      ...invoice,
      number: 'CN-2026-000001',
      document: 'credit-note',
      totalMinor: -11900n,
    };
    const [event] = recordPayment(booksWith(invoice, note), { ...asked, ...changes }, '/bank', now);
    expect(event).toMatchObject({ type: 'PaymentRefused', violations: [{ code, remedy: expect.any(String) }] });
  });
});

describe('I14 a payment is taken back', () => {
  const back: ReturnAsked = {
    paymentId: 'P-1',
    invoiceNumber: invoice.number,
    returnedOn: '2026-12-18',
    reason: 'AC04',
  };

  function paid(...payments: readonly PaymentAsked[]) {
    const books = booksWith(invoice, { ...invoice, number: 'INV-2026-000002' });
    for (const payment of payments) {
      for (const event of recordPayment(books, payment, '/bank', now)) evolve(books, event);
    }
    return books;
  }

  test('its invoice stands as if it had never come: open, and overdue where its day is over', () => {
    const books = paid(asked);
    const [event] = returnPayment(books, back, '/bank', now);
    const returned = { returnedOn: '2026-12-18', reason: 'AC04', recordedAt: now, recordedBy: '/bank' };
    const standing = { state: 'open', paidMinor: 0n, openMinor: 11900n, isOverdue: true };
    expect(event).toMatchObject({ type: 'PaymentReturned', payment: { paymentId: 'P-1', returned }, standing });
  });

  test('others of the invoice stay, and who pays after all does so with another one', () => {
    const books = paid({ ...asked, amount: '100.00' }, { ...asked, paymentId: 'P-2', amount: '19.00' });
    for (const event of returnPayment(books, back, '/bank', now)) evolve(books, event);
    expect(books.payable.get(invoice.number)?.paidMinor).toBe(1900n);
    const [again] = recordPayment(books, { ...asked, paymentId: 'P-3', amount: '100.00' }, '/bank', now);
    expect(again).toMatchObject({ type: 'PaymentRecorded', standing: { state: 'paid', openMinor: 0n } });
  });

  test('O9 the same again changes nothing, neither the return nor the payment; another return is a conflict', () => {
    const books = paid(asked);
    for (const event of returnPayment(books, back, '/bank', now)) evolve(books, event);
    expect(returnPayment(books, back, '/other', now)).toEqual([]);
    expect(recordPayment(books, asked, '/bank', now)).toEqual([]);
    for (const other of [{ returnedOn: '2026-12-19' }, { reason: 'MS03' }, { reason: undefined }]) {
      const [event] = returnPayment(books, { ...back, ...other }, '/bank', now);
      expect(event).toMatchObject({ type: 'PaymentRefused', violations: [{ code: 'PAYMENT_CONFLICT' }] });
    }
    expect(books.payable.get(invoice.number)?.paidMinor).toBe(0n);
  });

  test.each([
    ['PAYMENT_UNKNOWN', { paymentId: 'P-9' }],
    ['PAYMENT_UNKNOWN', { invoiceNumber: 'INV-2026-000002' }],
    ['PAYMENT_UNKNOWN', { invoiceNumber: 'INV-9' }],
    ['RETURNED_TOO_EARLY', { returnedOn: '2026-12-09' }],
  ])('%s is refused: %j', (code, changes) => {
    const [event] = returnPayment(paid(asked), { ...back, ...changes }, '/bank', now);
    expect(event).toMatchObject({ type: 'PaymentRefused', violations: [{ code, remedy: expect.any(String) }] });
  });

  test('on the day on which it came is not too early', () => {
    const [event] = returnPayment(paid(asked), { ...back, returnedOn: '2026-12-10' }, '/bank', now);
    expect(event).toMatchObject({ type: 'PaymentReturned' });
  });
});
