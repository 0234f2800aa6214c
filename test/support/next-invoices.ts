import { invoiceView } from '#apps/invoicing/src/views/invoicing.views.ts';
import { type LinesQuery, nextInvoice } from '#apps/invoicing/src/views/next-invoice.views.ts';
import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import { type DraftInvoice, type Invoice, issuedAs } from '#domain/invoices/documents/invoice.ts';
import type { NextInvoices } from '#domain/invoices/issue.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Database } from '#runtime/postgres/database.ts';

/** R17: the next invoices as people read them, from sums and pages of PostgreSQL. */
export async function shownInvoices(
  database: Database,
  accountId: string,
  next: NextInvoices,
  settings: InvoicingSettings,
) {
  const shown = [];
  for (const { currency, purchaseOrder = '' } of draftsOf(next)) {
    const page = async (query: LinesQuery) => {
      const of = { ...query, purchaseOrder };
      return await nextInvoice(database, accountId, currency, '2026-01-01T00:00:00.000Z', settings, of);
    };
    const whole = await page({});
    const first = await page({ limit: '2' });
    const second = first?.nextCursor ? await page({ limit: '5000', cursor: first.nextCursor }) : undefined;
    const { closing: _closing, review: _review, billedWith: _payer, purchaseOrders: _orders, ...invoice } = whole ?? {};
    shown.push({ ...invoice, pages: [...(first?.lines ?? []), ...(second?.lines ?? [])] });
  }
  return shown;
}

/** The same from the domain's arithmetic on every adjustment. */
export function domainInvoices(next: NextInvoices) {
  const drafts = draftsOf(next);
  const currencies = [...new Set(drafts.map(({ currency }) => currency))];
  return drafts.map((draft) => {
    const { lines, tax, total, ...facts } = invoiceView(draft, currencies);
    const view = { ...facts, ...(draft.purchaseOrder && { purchaseOrder: draft.purchaseOrder }) };
    const zero = formatMinor(0n, draft.currency);
    const counted = { lineCount: lines.length, nextCursor: null, lines, pages: lines };
    if (next.state === 'held') return { ...view, ...counted, tax, total, state: 'held', missing: next.missing };
    if ('taxes' in draft) return { ...view, ...counted, tax, total, state: 'open', document: issuedAs(draft) };
    return { ...view, ...counted, tax: zero, total: zero, state: 'nothing-to-pay' };
  });
}

function draftsOf(next: NextInvoices): readonly (DraftInvoice | Invoice)[] {
  return next.state === 'held' ? next.drafts : [...next.invoices, ...next.nothingToPay];
}
