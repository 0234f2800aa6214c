import type { Instant, Month } from '../values/calendar.ts';
import { type BilledAccount, isPaidAhead } from './account/account.ts';
import { billedWith } from './account/billed-with.ts';
import { rateOn } from './account/tax-rates.ts';
import type { InvoicingBooks } from './books.ts';
import type { InvoicingEvent } from './events.ts';
import { type Adjustment, adjustmentsOf, suppliedOn } from './owed/adjustment.ts';
import type { Movement } from './owed/movement.ts';
import { firstOpenPeriod } from './owed/period.ts';

/**
 * Movements as events, with what each adds to the open invoice of its account; the first movement of an account opens its first
 * period.
 *
 * @param known the account of an id, as it is before
 * @param now an account's first invoice is never one of a month before it
 */
export function recordMovements(
  known: (accountId: string) => BilledAccount,
  movements: readonly Movement[],
  now: Instant,
  { accounts, settings, closedThrough }: Pick<InvoicingBooks, 'accounts' | 'settings' | 'closedThrough'>,
): InvoicingEvent[] {
  const opened = new Map<string, Month>();
  const events: InvoicingEvent[] = [];
  for (const movement of movements) {
    const account = known(movement.accountId);
    let period = account.openPeriod ?? opened.get(account.accountId);
    if (period === undefined) {
      period = firstOpenPeriod(movement.lands, now, account.timeZone, closedThrough);
      opened.set(account.accountId, period);
      events.push({ type: 'AccountChanged', account: { ...account, openPeriod: period } });
    }
    const { proration } = settings;
    const other = billedWith(accounts, account, period);
    const payer = other === undefined ? account : known(other);
    const adjustments = adjustmentsOf(movement, period, proration).map((adjustment): Adjustment => {
      const expectedTaxRate = rateOn(payer.taxRates, suppliedOn(adjustment, account.timeZone));
      const prepaid = isPaidAhead(account, adjustment);
      return {
        ...adjustment,
        ...(expectedTaxRate && { expectedTaxRate }),
        ...(prepaid && { prepaid }),
        ...(other !== undefined && { billedWith: other }),
      };
    });
    events.push({ type: 'MovementRecorded', movement, adjustments, proration });
  }
  return events;
}
