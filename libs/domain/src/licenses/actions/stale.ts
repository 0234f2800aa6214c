import type { Violation } from '#domain/values/violation.ts';
import { refusal } from '../authority/asked.ts';
import type { LicenseEvent, LicensesRefused } from '../books/events.ts';

/** L8: what is not moved, whatever was decided about it, because the preview that it belongs to is stale (L3). */
export function refusedAsStale(
  events: readonly LicenseEvent[],
  requestId: string,
  stale: Violation,
): LicensesRefused[] {
  return events.flatMap((decided): LicensesRefused[] => {
    if (decided.type === 'LicensesRefused') return [{ ...decided, violations: [stale] }];
    if (decided.type !== 'LicensesTransferred' && decided.type !== 'StockMoved') return [];
    const { journal, plan } = decided;
    const { at, initiatedBy, source, target, quantity } = journal;
    const action = decided.type === 'StockMoved' ? 'stock-move' : 'transfer';
    return [refusal({ id: requestId, at, initiatedBy }, action, { source, target, quantity, plan }, [stale])];
  });
}
