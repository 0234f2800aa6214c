import { factValues } from '#domain/values/order-facts.ts';
import type { DraftLine, LotOfLine } from './line.ts';
import type { Cause } from './movement.ts';

/** How many lots a line names at most; what it counts beyond them is in the adjustments. */
export const namedLots = 100;

/** What the adjustments of one line come to. */
export interface MergedSum {
  readonly quantity: number;
  readonly amountMinor: bigint;
  /** Those that it names, in the order of their adjustments. */
  readonly lots: readonly LotOfLine[];
  readonly lotCount: number;
}

/**
 * I11: one cause is one line per product, price, rate and month, with the lots in its detail: a price change of a site with
 * fifteen purchases is two lines and not thirty. Amounts are added up as they were announced. What comes to nothing is no line.
 *
 * @param lines of one currency, each with the lot that it is about
 */
export function mergedByCause(lines: readonly (readonly [DraftLine, lotId: string])[]): DraftLine[] {
  const groups = new Map<string, [DraftLine, string][]>();
  for (const [line, lotId] of lines) {
    const key = keyOf(line);
    const group = groups.get(key);
    if (group) group.push([line, lotId]);
    else groups.set(key, [[line, lotId]]);
  }
  return [...groups.values()].flatMap((group) => merged(group) ?? []);
}

function merged(group: readonly (readonly [DraftLine, string])[]): DraftLine | undefined {
  const sorted = group.toSorted(([one], [other]) => ((one.adjustmentId ?? '') < (other.adjustmentId ?? '') ? -1 : 1));
  const [first] = sorted;
  if (!first || sorted.length === 1) return first?.[0];
  const quantity = sorted.reduce((sum, [line]) => sum + line.quantity, 0);
  const amountMinor = sorted.reduce((sum, [line]) => sum + line.amountMinor, 0n);
  if (quantity === 0 && amountMinor === 0n) return undefined;
  const lots = lotsOf(sorted);
  // What left and came back has the cause of what is there.
  const [line] = sorted.find(([each]) => each.quantity > 0 === quantity > 0) ?? first;
  return mergedLine(line, { quantity, amountMinor, lots: lots.slice(0, namedLots), lotCount: lots.length });
}

/** The line of several adjustments, of one with its cause (I11). */
export function mergedLine(line: DraftLine, { quantity, amountMinor, lots, lotCount }: MergedSum): DraftLine {
  if (lotCount === 1) return { ...line, quantity, amountMinor };
  return { ...line, quantity, amountMinor, lots, lotCount };
}

/** A lot stands there once, whatever moved away and came back; what left for good does not. */
function lotsOf(lines: readonly (readonly [DraftLine, string])[]): LotOfLine[] {
  return [...Map.groupBy(lines, ([, lotId]) => lotId)].flatMap(([lotId, of]) => {
    const quantity = of.reduce((sum, [line]) => sum + line.quantity, 0);
    return quantity === 0 ? [] : [{ lotId, quantity, adjustmentId: of[0]?.[0].adjustmentId ?? '' }];
  });
}

function keyOf({ kind, sku, name, month, unitPriceMinor, share, taxRate, suppliedOn, cause }: DraftLine): string {
  const priced = [unitPriceMinor.toString(), share?.days, share?.of, taxRate, suppliedOn];
  return JSON.stringify([kind, sku, name, month, ...priced, ...(cause ? causeKey(cause) : [])]);
}

function causeKey(cause: Cause): unknown[] {
  const { type, id, at, initiatedBy, counterparty, reference, settlement, site } = cause;
  return [type, id, at, initiatedBy, counterparty, reference, ...factValues(cause), settlement, site?.accountId];
}
