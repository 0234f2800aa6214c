import type { CalendarDate } from '#domain/values/calendar.ts';
import { type Books, coverOn, heldOf, inUseOf } from '../books/books.ts';
import { type Counted, countedOf, countingDay, isActiveOn, type Lot } from '../books/lot.ts';

/**
 * What an account still has while a plan takes lot after lot from it; the books stay as they are. `free` is min(held,
 * cover − in use), never below 0 (L4).
 */
export interface Draft {
  held(lot: Lot): number;
  free(lot: Lot): number;
  take(lot: Lot, quantity: number): void;
}

/**
 * Opens a draft of what an account has, on a day of its calendar.
 *
 * @param begun until which day what starts has begun there (`begunBy`), where that is further
 */
export function draftOf(books: Books, accountId: string, today: CalendarDate, begun: CalendarDate = today): Draft {
  const taken = new Map<string, { readonly lot: Lot; readonly quantity: number }>();
  const covers = new Map<Counted, Map<CalendarDate, number>>();

  const counts = (lot: Lot, day: CalendarDate) => isActiveOn(lot, day) || (day === begun && lot.endsOn === today);

  function cover(counted: Counted, day: CalendarDate): number {
    const days = covers.get(counted) ?? new Map<CalendarDate, number>();
    covers.set(counted, days);
    const known = days.get(day);
    if (known !== undefined) return known;
    let sum = coverOn(books, accountId, counted, day) + lastHours(counted, day);
    for (const { lot, quantity } of taken.values()) {
      if (counts(lot, day) && countedOf(lot).includes(counted)) sum -= quantity;
    }
    days.set(day, sum);
    return sum;
  }

  // F11: where UTC is a day further, what ends today still covers devices.
  function lastHours(counted: Counted, day: CalendarDate): number {
    if (day !== begun || begun === today) return 0;
    let sum = 0;
    for (const [lotId, quantity] of books.holdings.get(accountId) ?? []) {
      const lot = books.lots.get(lotId);
      if (lot?.endsOn === today && countedOf(lot).includes(counted)) sum += quantity;
    }
    return sum;
  }

  const held = (lot: Lot) => heldOf(books, accountId, lot.lotId) - (taken.get(lot.lotId)?.quantity ?? 0);

  return {
    held,
    free(lot) {
      const day = countingDay(lot, begun);
      const spare = countedOf(lot).map((counted) => cover(counted, day) - inUseOf(books, accountId, counted));
      return Math.max(0, Math.min(held(lot), ...spare));
    },
    take(lot, quantity) {
      taken.set(lot.lotId, { lot, quantity: (taken.get(lot.lotId)?.quantity ?? 0) + quantity });
      for (const counted of countedOf(lot)) {
        const days = covers.get(counted);
        for (const [day, sum] of days ?? []) if (counts(lot, day)) days?.set(day, sum - quantity);
      }
    },
  };
}
