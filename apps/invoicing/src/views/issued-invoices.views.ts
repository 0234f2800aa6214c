import { sql as expression } from 'kysely';
import type { LegalWay } from '#domain/invoices/documents/legal-way.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import type { PayableDocument } from '#domain/invoices/payments/payment-state.ts';
import { type CalendarDate, isMonth, type Month } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { anywhere } from '#runtime/http/lists/sorting.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { wrongParameter } from '#runtime/http/problem.filter.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { presented } from '../documents/presented.ts';
import { invoicing } from '../invoicing.tables.ts';
import { type PaymentStandingView, standingView } from '../payments/payments.views.ts';
import { issuedOf, issuedRows, type StoredInvoice } from '../rows/issued-invoices.rows.ts';
import { payableDocuments, paymentFilters } from '../rows/payments.rows.ts';
import { type InvoiceView, invoiceView } from './invoicing.views.ts';

/** An issued invoice or credit note as people and programs read it; a credit note's amounts are negative. */
export interface IssuedView extends Omit<InvoiceView, 'currencies' | 'tax' | 'total'> {
  readonly tax: string;
  readonly total: string;
  readonly number: string;
  readonly document: IssuedInvoice['document'];
  readonly accountName: string;
  readonly issuedAt: string;
  readonly issuedOn: string;
  readonly dueOn?: string;
  /** Of a credit note of an invoice: which one, and why. */
  readonly invoiceNumber?: string;
  readonly reason?: string;
  /** Of a month that became a credit note: the invoices whose lines it takes back. */
  readonly corrects?: readonly string[];
  readonly reasonCode?: string;
  readonly rebilled?: boolean;
  /** The only purchase order that it is about, of an account that gets an invoice for each (I17). */
  readonly purchaseOrder?: string;
  /** Where a mailed document is no invoice before the law: how that one goes. */
  readonly legalWay?: LegalWay;
  /** Of an invoice: what is left to pay (I14). */
  readonly payment?: PaymentStandingView;
  /** Where the document is. */
  readonly documents: { readonly pdf: string; readonly xml: string };
}

export interface IssuedQuery {
  readonly accountId?: string;
  readonly period?: string;
  /** What bills lines of this order first, and credit notes of it. */
  readonly orderNumber?: string;
  /** Those with something left to pay, with something left that is due, or paid. */
  readonly payment?: string;
  /** Part of the number or of the account's name, in any case. */
  readonly q?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

/**
 * A page of the issued documents of the visible accounts, newest first, without their lines (P8).
 * @throws Problem 400 for a query that is not understood
 */
export async function listInvoices(
  sql: Sql,
  visible: Visible,
  query: IssuedQuery,
  today: CalendarDate,
): Promise<Page<Omit<IssuedView, 'lines'>>> {
  const size = pageSize(query.limit);
  const [before] = cursorKey(query.cursor, ['number']) ?? [];
  const { accountId, orderNumber, payment, q } = query;
  const period = monthAsked(query.period);
  const rows = await issuedRows(sql)
    .where(({ and, eb, or, ref }) => {
      const ofOrder = (asked: string) =>
        or([eb('number', 'in', billing(sql, asked)), eb('invoice_number', 'in', billing(sql, asked))]);
      return and([
        ...(visible === 'everything' ? [] : [eb('account_id', '=', anyOf(visible))]),
        ...(accountId === undefined ? [] : [eb('account_id', '=', accountId)]),
        ...(period === null ? [] : [eb('period', '=', period)]),
        ...(before === undefined ? [] : [eb('position', '<', before)]),
        ...(orderNumber === undefined ? [] : [ofOrder(orderNumber)]),
        ...(payment === undefined ? [] : [paidAs(payment, today)]),
        ...(q === undefined
          ? []
          : [expression<boolean>`lower(${ref('number')} || ' ' || ${ref('account_name')}) like lower(${anywhere(q)})`]),
      ]);
    })
    .orderBy('position', 'desc')
    .limit(size + 1)
    .execute();
  const page = pageOf(rows, size, (row) => [row.position]);
  const payable = await payableDocuments(
    sql,
    page.items.map(({ number }) => number),
  );
  return {
    nextCursor: page.nextCursor,
    items: page.items.map((row) => {
      const { lines: _lines, ...head } = viewOf(issuedOf(row, []));
      return withPayment(head, payable.get(row.number), today);
    }),
  };
}

/** A document and where it stands on a day (I14). */
export function withPayment<View extends object>(
  view: View,
  document: PayableDocument | undefined,
  today: CalendarDate,
): View & Pick<IssuedView, 'payment'> {
  const payment = document && standingView(document, today);
  return payment ? { ...view, payment } : view;
}

/** @throws Problem 400 for another word than those */
function paidAs(asked: string, today: CalendarDate) {
  if (!Object.hasOwn(paymentFilters, asked)) {
    const words = Object.keys(paymentFilters).join(', ');
    throw wrongParameter('payment', { message: `payment is ${asked.slice(0, 20)}; it has to be one of ${words}` });
  }
  return paymentFilters[asked as keyof typeof paymentFilters](today);
}

// The month on which lines of an order land, by index movement_order.
const billing = (sql: Sql, orderNumber: string) =>
  invoicing(sql)
    .selectFrom('movement')
    .innerJoin('invoice as billed', (join) =>
      join
        .on(({ eb, or, ref }) =>
          or([
            eb('billed.account_id', '=', ref('movement.account_id')),
            expression<boolean>`${ref('billed.sites')} ? ${ref('movement.account_id')}`,
          ]),
        )
        .on(({ ref }) => {
          // I17: of an account with an invoice for each purchase order that of this one.
          const [cause, order, buyer] = [ref('movement.cause'), ref('billed.purchase_order'), ref('billed.buyer')];
          return expression<boolean>`(${buyer}->'documents'->>'per' is distinct from 'purchaseOrder'
            or ${order} in (coalesce(btrim(${cause}->>'purchaseOrder'), ''), (
              select btrim(document->>'purchaseOrder') from invoicing.order_header where order_number = ${orderNumber})))`;
        })
        .onRef('billed.period', '=', 'movement.lands')
        .onRef('billed.currency', '=', 'movement.currency')
        .on('billed.invoice_number', 'is', null),
    )
    .select('billed.number')
    .where(
      ({ ref }) => expression<boolean>`${ref('cause')}->>'type' = 'license.granted.v1'
      and substring(${ref('cause')}->>'reference' from '^(.*)/[0-9]+$') = ${orderNumber}`,
    );

/** @throws Problem 400 for what is no month */
export function monthAsked(period: string | undefined): Month | null {
  if (period === undefined) return null;
  if (isMonth(period)) return period;
  throw wrongParameter('period', { message: `period is ${period.slice(0, 20)}; it has to be a month as 2026-12` });
}

/** An issued document in decimal strings. */
export function viewOf(issued: StoredInvoice): IssuedView {
  const { number, document, issuedAt, issuedOn, dueOn, invoiceNumber, reason, reasonCode, rebilled, corrects } = issued;
  const { buyer, purchaseOrder } = issued;
  const { legalWay } = presented(issued);
  const { currencies: _, ...invoice } = invoiceView(issued, []);
  const decimal = (minor: bigint): string => formatMinor(minor, issued.currency);
  const taxed = { ...invoice, tax: decimal(issued.taxMinor), total: decimal(issued.totalMinor) };
  const optional = {
    ...(dueOn && { dueOn }),
    ...(invoiceNumber && { invoiceNumber }),
    ...(reason && { reason, reasonCode, rebilled }),
    ...(corrects && { corrects }),
    ...(legalWay && { legalWay }),
    ...(purchaseOrder && { purchaseOrder }),
  };
  const documents = { pdf: `/api/invoices/${number}.pdf`, xml: `/api/invoices/${number}.xml` };
  return { number, document, accountName: buyer.name, issuedAt, issuedOn, ...optional, documents, ...taxed };
}
