import { withQuery } from '../../../addresses.ts';
import type { Invoice, InvoiceHead, Page as ListPage, NextInvoice, Order } from '../../../api/answers.ts';
import { useAnswer, useAsked } from '../../../api/cache.ts';
import { call } from '../../../api/call.ts';
import { type LineTrace, payerOf } from './trace.ts';

/** On which invoice a line is, or will be. */
export type Billing =
  | {
      readonly kind: 'issued';
      readonly number: string;
      readonly at: string;
      readonly amount: string;
      readonly currency: string;
    }
  | {
      readonly kind: 'next' | 'monthly';
      readonly accountId: string;
      readonly period?: string;
      readonly amount?: string;
      readonly currency: string;
    };

/** An order is on few documents: one for each month in which something of it was released, and what credits them. */
const mostInvoices = 6;

/** Where each line of an order is billed, by line number; lines that are not in the ledger yet are on nothing. */
export function useBilling(order: Order, lines: readonly LineTrace[]): ReadonlyMap<number, Billing> {
  const path = withQuery('/api/invoices', { orderNumber: order.orderNumber, limit: mostInvoices });
  const heads = useAnswer<ListPage<InvoiceHead>>(path);
  const numbers = heads.data?.items.flatMap(({ number, document }) => (document === 'invoice' ? [number] : []));
  const { data: issued = [] } = useAsked(
    numbers === undefined || numbers.length === 0 ? null : `${path} ${numbers.join(' ')}`,
    (signal) =>
      Promise.all(
        (numbers ?? []).map((number) => call<Invoice>(`/api/invoices/${encodeURIComponent(number)}`, { signal })),
      ),
  );
  const payer = payerOf(order)?.accountId;
  const posted = lines.filter(({ posted: event }) => event && !event.violations);
  const open = posted.filter(({ line }) => !issuedFor(issued, order.orderNumber, line.lineNumber));
  const next = useAnswer<NextInvoice>(
    payer === undefined || !heads.data || open.length === 0
      ? null
      : withQuery(`/api/accounts/${encodeURIComponent(payer)}/next-invoice`, { currency: order.currency, limit: 500 }),
  );
  return new Map(
    posted.flatMap(({ line }) => {
      const found =
        issuedFor(issued, order.orderNumber, line.lineNumber) ??
        (payer === undefined ? undefined : nextFor(next.data, payer, order, line));
      return found ? [[line.lineNumber, found]] : [];
    }),
  );
}

function issuedFor(invoices: readonly Invoice[], orderNumber: string, lineNumber: number): Billing | undefined {
  for (const { number, issuedAt: at, currency, lines } of invoices) {
    const found = lines.find(({ cause }) => cause?.reference === `${orderNumber}/${lineNumber}`);
    if (found) return { kind: 'issued', number, at, amount: found.amount, currency };
  }
  return undefined;
}

function nextFor(
  next: NextInvoice | undefined,
  accountId: string,
  { orderNumber, currency }: Order,
  line: Order['lines'][number],
): Billing | undefined {
  if (line.product.billing === 'monthly') return { kind: 'monthly', accountId, period: next?.period, currency };
  const found = next?.lines.find(({ cause }) => cause?.reference === `${orderNumber}/${line.lineNumber}`);
  return found && { kind: 'next', accountId, period: next?.period, amount: found.amount, currency };
}
