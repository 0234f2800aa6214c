import { sql as expression } from 'kysely';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { PayableDocument, Payment } from '#domain/invoices/payments/payment-state.ts';
import { anyOf, millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { PaymentKey } from '../invoicing.needs.ts';
import { invoicing } from '../invoicing.tables.ts';

/** Payments as rows, and what documents come to with them (I14). */

const paymentRows = (sql: Sql) =>
  invoicing(sql)
    .selectFrom('payment')
    .leftJoin('payment_return as back', 'back.payment_id', 'payment.payment_id')
    .select(['payment.payment_id', 'invoice_number', 'account_id', 'amount_minor', 'currency', 'received_on'])
    .select(['reference', 'payment.recorded_by', 'back.returned_on', 'back.reason', 'back.recorded_by as returned_by'])
    .select(({ ref }) => millisOf(ref('payment.recorded_at')).as('recorded_at'))
    .select(({ ref }) => millisOf(ref('back.recorded_at')).as('returned_at'));

type Row = Awaited<ReturnType<ReturnType<typeof paymentRows>['executeTakeFirstOrThrow']>>;

/** Payments by id. */
export async function paymentsById(sql: Sql, ids: readonly string[]): Promise<Payment[]> {
  return (await paymentRows(sql).where('payment.payment_id', '=', anyOf(ids)).execute()).map(paymentOf);
}

/** The payments of an invoice, in the order in which they were recorded. */
export async function paymentsOf(sql: Sql, number: string): Promise<Payment[]> {
  const rows = await paymentRows(sql)
    .where('invoice_number', '=', number)
    .orderBy('payment.recorded_at')
    .orderBy('payment.payment_id')
    .execute();
  return rows.map(paymentOf);
}

/** What documents were to come to, and what was credited of them and paid for them so far, without what was taken back; by number. */
export async function payableDocuments(sql: Sql, numbers: readonly string[]): Promise<Map<string, PayableDocument>> {
  if (numbers.length === 0) return new Map();
  const rows = await invoicing(sql)
    .selectFrom('invoice')
    .select(['number', 'document', 'account_id', 'currency', 'total_minor', 'due_on'])
    .select([creditedMinor.as('credited'), paidMinor.as('paid')])
    .where('number', '=', anyOf(numbers))
    .execute();
  const documents = rows.map((row): PayableDocument => {
    const { number, document, account_id: accountId, currency, due_on: dueOn } = row;
    const [totalMinor, creditedMinor, paidMinor] = [BigInt(row.total_minor), BigInt(row.credited), BigInt(row.paid)];
    const sums = { totalMinor, creditedMinor, paidMinor };
    return { number, document, accountId, currency, ...sums, ...(dueOn !== null && { dueOn }) };
  });
  return new Map(documents.map((document) => [document.number, document]));
}

const creditedMinor = expression<string>`(select coalesce(-sum(note.total_minor), 0) from invoicing.invoice note
  where note.invoice_number = invoice.number)`;
const paidMinor = expression<string>`(select coalesce(sum(payment.amount_minor), 0) from invoicing.payment
  where payment.invoice_number = invoice.number
    and not exists (select from invoicing.payment_return back where back.payment_id = payment.payment_id))`;

/** Of an invoice: what is left to pay, as a condition says it. */
const openMinor = expression`(total_minor - ${creditedMinor} - ${paidMinor})`;

/** Which invoices are asked for: with something left to pay, with something left that is due, or paid. */
export const paymentFilters = {
  open: () => expression<boolean>`document = 'invoice' and ${openMinor} > 0`,
  overdue: (today: string) =>
    expression<boolean>`document = 'invoice' and due_on < ${today}::date and ${openMinor} > 0`,
  paid: () => expression<boolean>`document = 'invoice' and ${openMinor} <= 0 and ${paidMinor} > 0`,
} as const;

/** Reads into the books which payments were recorded before, and where the invoices stand that are paid. */
export async function loadPayments(
  sql: Sql,
  books: Pick<InvoicingBooks, 'payable' | 'payments'>,
  told: readonly PaymentKey[],
): Promise<void> {
  if (told.length === 0) return;
  const ids = told.map(({ paymentId }) => paymentId);
  for (const payment of await paymentsById(sql, ids)) books.payments.set(payment.paymentId, payment);
  const numbers = told.map(({ invoiceNumber }) => invoiceNumber);
  for (const [number, document] of await payableDocuments(sql, numbers)) books.payable.set(number, document);
}

/** Adds payments. One that is there already undoes the batch. */
export async function insertPayments(sql: Sql, payments: readonly Payment[]): Promise<void> {
  if (payments.length === 0) return;
  const rows = payments.map(({ amountMinor, reference = null, ...of }) => ({
    payment_id: of.paymentId,
    invoice_number: of.invoiceNumber,
    account_id: of.accountId,
    amount_minor: `${amountMinor}`,
    currency: of.currency,
    received_on: of.receivedOn,
    reference,
    recorded_at: of.recordedAt,
    recorded_by: of.recordedBy,
  }));
  await invoicing(sql).insertInto('payment').values(rows).execute();
}

/** Adds that payments were taken back. One that was already undoes the batch. */
export async function insertReturns(sql: Sql, payments: readonly Payment[]): Promise<void> {
  const rows = payments.flatMap(({ paymentId, returned }) => {
    if (!returned) return [];
    const { returnedOn, reason = null, recordedAt, recordedBy } = returned;
    return {
      payment_id: paymentId,
      returned_on: returnedOn,
      reason,
      recorded_at: recordedAt,
      recorded_by: recordedBy,
    };
  });
  if (rows.length > 0) await invoicing(sql).insertInto('payment_return').values(rows).execute();
}

function paymentOf(row: Row): Payment {
  return {
    paymentId: row.payment_id,
    invoiceNumber: row.invoice_number,
    accountId: row.account_id,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    receivedOn: row.received_on,
    ...(row.reference !== null && { reference: row.reference }),
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_by,
    ...returnOf(row),
  };
}

function returnOf({ returned_on: returnedOn, returned_at: recordedAt, returned_by: recordedBy, reason }: Row) {
  if (returnedOn === null || recordedAt === null || recordedBy === null) return {};
  return { returned: { returnedOn, ...(reason !== null && { reason }), recordedAt, recordedBy } };
}
