import type { Month } from '#domain/values/calendar.ts';
import type { DraftInvoice, Invoice } from '../documents/invoice.ts';
import { canonicalRate } from '../documents/tax.ts';
import type { DraftLine } from '../owed/line.ts';
import type { LooseLine } from './month-lines.ts';

/**
 * The invoices of a month: one for each currency, in the order of their codes, and where the account wants it one for each purchase order,
 * with the one of lines that name none in front (I17). None without lines.
 */
export function draftsOf(accountId: string, period: Month, lines: readonly LooseLine[]): DraftInvoice[] {
  const groups = Map.groupBy(lines, draftKey);
  return [...groups.values()]
    .flatMap((of) => {
      const [first] = of;
      if (!first) return [];
      const { currency, purchaseOrder } = first;
      const netMinor = of.reduce((sum, { line }) => sum + line.amountMinor, 0n);
      const head = { accountId, period, currency, ...(purchaseOrder && { purchaseOrder }) };
      return { ...head, lines: inOrder(of.map(({ line }) => line)), netMinor };
    })
    .sort(
      (one, other) =>
        byText(one.currency, other.currency) || byText(one.purchaseOrder ?? '', other.purchaseOrder ?? ''),
    );
}

/** The name of a draft among those of its account and month. */
export function draftKey({ currency, purchaseOrder = '' }: Pick<Invoice, 'currency' | 'purchaseOrder'>): string {
  return purchaseOrder === '' ? currency : `${currency} ${purchaseOrder}`;
}

/** True where nothing is to be paid at whatever rate: there are no amounts, or those of each rate cancel out (I11). */
export function isNothingToPay({ lines }: DraftInvoice): boolean {
  // Most invoices take nothing back: of those one amount decides.
  if (lines.every(({ amountMinor }) => amountMinor >= 0n)) return lines.every(({ amountMinor }) => amountMinor === 0n);
  const nets = new Map<string, bigint>();
  for (const { taxRate, suppliedOn: on, amountMinor } of lines) {
    const rate = taxRate === undefined ? `unknown on ${on}` : canonicalRate(taxRate);
    nets.set(rate, (nets.get(rate) ?? 0n) + amountMinor);
  }
  return [...nets.values()].every((net) => net === 0n);
}

const kinds = ['recurring', 'order', 'adjustment'] as const;

// By kind, then by site and cause: a preview and the run give the same lines in the same places, whatever the rows came in.
function inOrder(lines: readonly DraftLine[]): DraftLine[] {
  return lines.toSorted(
    (one, other) =>
      byKind(one, other) ||
      // What recurs has no cause, and most invoices are about one account.
      (one.site === other.site ? 0 : byText(one.site?.accountId ?? '', other.site?.accountId ?? '')) ||
      (one.cause === other.cause ? 0 : byText(one.cause?.at ?? '', other.cause?.at ?? '')) ||
      byText(one.sku, other.sku) ||
      byText(one.name, other.name) ||
      byText(one.month, other.month) ||
      byText(lastKey(one), lastKey(other)),
  );
}

function byKind({ kind: one }: DraftLine, { kind: other }: DraftLine): number {
  return one === other ? 0 : kinds.indexOf(one) - kinds.indexOf(other);
}

function byText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function lastKey({ adjustmentId, unitPriceMinor }: DraftLine): string {
  return adjustmentId ?? unitPriceMinor.toString().padStart(20, '0');
}
