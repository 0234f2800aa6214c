import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import type { Share } from '#domain/values/settlement.ts';

/**
 * A line as it is kept in its document's row, in the order of the columns of view `invoice_line`; names would be most of what
 * is written. Where the amount is quantity × unit price it is not kept; the price is text, because JSON has no integers of
 * its size. What few lines have stands in an object at the end.
 */
export type LineRow = readonly [
  kind: InvoiceLine['kind'],
  sku: string,
  name: string,
  month: string,
  quantity: number,
  unitPriceMinor: string,
  taxRate: string,
  adjustmentId?: string | null,
  cause?: InvoiceLine['cause'] | null,
  more?: MoreOfLine,
];

/** What few lines have. */
interface MoreOfLine {
  readonly share?: Share;
  /** Of a line with a share. */
  readonly amount?: string;
  readonly lots?: InvoiceLine['lots'];
  readonly lotCount?: number;
  readonly credits?: number;
  readonly term?: InvoiceLine['term'];
  readonly site?: InvoiceLine['site'];
}

/** A line as it is kept. */
export function lineRow(line: InvoiceLine): LineRow {
  const { kind, sku, name, month, quantity, unitPriceMinor, taxRate, adjustmentId, cause } = line;
  const row = [kind, sku, name, month, quantity, unitPriceMinor.toString(), taxRate] as const;
  const more = moreOf(line);
  if (more) return [...row, adjustmentId ?? null, cause ?? null, more];
  return adjustmentId === undefined ? row : [...row, adjustmentId, cause];
}

function moreOf({ share, amountMinor, lots, lotCount, credits, term, site }: InvoiceLine): MoreOfLine | undefined {
  const shared = share && { share, amount: amountMinor.toString() };
  if (!shared && !lots && !credits && !term && !site) return undefined;
  return { ...shared, lots, lotCount, credits, term, site };
}

/** A line as it was issued. */
export function issuedLine([
  kind,
  sku,
  name,
  month,
  quantity,
  price,
  taxRate,
  adjustmentId,
  cause,
  more,
]: LineRow): InvoiceLine {
  const unitPriceMinor = BigInt(price);
  const amountMinor = more?.amount === undefined ? BigInt(quantity) * unitPriceMinor : BigInt(more.amount);
  return {
    kind,
    sku,
    name,
    month,
    quantity,
    unitPriceMinor,
    amountMinor,
    taxRate,
    ...(adjustmentId && { adjustmentId }),
    ...(cause && { cause }),
    ...(more?.share && { share: more.share }),
    ...(more?.lots && { lots: more.lots, lotCount: more.lotCount }),
    ...(more?.credits !== undefined && { credits: more.credits }),
    ...(more?.term && { term: more.term }),
    ...(more?.site && { site: more.site }),
  };
}
