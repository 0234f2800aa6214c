import type { CalendarDate } from '#domain/values/calendar.ts';
import type { Account } from '../books/account.ts';
import { type Books, coverOn, heldOf, inUseOf } from '../books/books.ts';
import { countedOf, countingDay, isActiveOn } from '../books/lot.ts';
import type { MovedLine, Remaining, Side } from '../books/plan.ts';
import { countedAt, standing } from '../figures/transferable.ts';
import { lotsHeld } from './transfer-lines.ts';

/** What an account has of each product before and after it gives (-1) or gets (1) the lines. */
export function sidesOf(
  books: Books,
  account: Account,
  lines: readonly MovedLine[],
  sign: 1 | -1,
  today: CalendarDate,
): Side[] {
  const { accountId, name } = account;
  const counts = new Set(lines.map(({ lot }) => countedAt(books, accountId, lot)));
  return [...counts].map((counted) => {
    // Products that are counted by themselves are of a device type nevertheless, and change what there is of it.
    const group = lines.filter(({ lot }) => countedOf(lot).includes(counted));
    const day = group.map(({ lot }) => countingDay(lot, today)).reduce((a, b) => (a > b ? a : b));
    const change = group.reduce((sum, { lot, quantity }) => sum + (isActiveOn(lot, day) ? quantity : 0), 0);
    const [total, inUse] = [coverOn(books, accountId, counted, day), inUseOf(books, accountId, counted)];
    const product = counted.slice(counted.indexOf(':') + 1);
    return { accountId, name, product, before: standing(total, inUse), after: standing(total + sign * change, inUse) };
  });
}

/** What the source keeps of the lots that move, and of all that is under their keys (K9). */
export function remainingOf(books: Books, source: Account, lines: readonly MovedLine[]): Remaining[] {
  const keys = new Set(lines.flatMap(({ lot }) => lot.licenseKey ?? []));
  const moved = new Map(lines.map(({ lot, quantity }) => [lot, quantity]));
  const underKeys =
    keys.size === 0
      ? []
      : lotsHeld(books, source.accountId, (lot) => lot.licenseKey !== undefined && keys.has(lot.licenseKey));
  return [...new Set([...moved.keys(), ...underKeys])].map((lot) => ({
    lotId: lot.lotId,
    sku: lot.sku,
    ...(lot.licenseKey === undefined ? {} : { licenseKey: lot.licenseKey }),
    ...(lot.deviceType === undefined ? {} : { deviceType: lot.deviceType }),
    quantity: heldOf(books, source.accountId, lot.lotId) - (moved.get(lot) ?? 0),
  }));
}
