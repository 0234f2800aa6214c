import type { StockLine } from '#domain/licenses/actions/stock-lines.ts';
import type { TransferLine } from '#domain/licenses/books/plan.ts';

/** Lines of requests, as they come and as the domain reads them. */

/** A line of the wire, where three names are optional and exactly one is there. */
export interface WireLine {
  readonly lotId?: string;
  readonly licenseKey?: string;
  readonly deviceType?: string;
  readonly sku?: string;
  readonly quantity: number;
}

/** The domain's line of a wire line. */
export function lineOf({ lotId, licenseKey, deviceType, sku, quantity }: WireLine): TransferLine {
  if (lotId !== undefined) return { lotId, quantity };
  if (licenseKey !== undefined) return { licenseKey: licenseKey.toUpperCase(), deviceType, quantity };
  return { sku: sku ?? '', quantity };
}

/** What a stock move names its stock by: itself, or in lines. */
export interface WireStock extends Pick<WireLine, 'lotId' | 'sku'> {
  readonly quantity?: number;
  readonly lines?: readonly WireLine[];
}

/** The lines of a stock move, of which a lot or product of its own is one. */
export function stockLinesOf({ lotId, sku, quantity = 0, lines }: WireStock): readonly WireLine[] {
  return lines ?? [{ lotId, sku, quantity }];
}

/** The domain's line of a wire line that names a lot or a product. */
export function stockLineOf({ lotId, sku, quantity }: WireLine): StockLine {
  return lotId === undefined ? { sku: sku ?? '', quantity } : { lotId, quantity };
}
