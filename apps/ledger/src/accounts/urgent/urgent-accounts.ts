import { addDays, type CalendarDate } from '#domain/values/calendar.ts';
import { type Page, pageSize } from '#runtime/http/paging.ts';
import type { AccountFigures } from '../account-figures.views.ts';
import type { AccountQuery } from '../accounts.views.ts';

/** Something that ends within so many days has to be looked at. */
const soonDays = 60;
/** Pages that are looked through for one answer; a page may be short. */
const mostPages = 20;

/** Whether somebody has to look at an account: it uses more than it has, or something of it ends soon (P2). */
export function isUrgent({ products, deviceTypes, programs }: AccountFigures, today: CalendarDate): boolean {
  const last = addDays(today, soonDays);
  return (
    [...products, ...deviceTypes].some(({ available }) => available < 0) ||
    programs.some(({ nextEnd }) => nextEnd !== undefined && nextEnd <= last)
  );
}

/** Those of a list that are urgent, in its order. Figures are no column: pages are looked through until one answer is full. */
export async function urgentOf<View extends AccountFigures>(
  list: (query: AccountQuery) => Promise<Page<View>>,
  query: AccountQuery,
  today: CalendarDate,
): Promise<Page<View>> {
  const size = pageSize(query.limit);
  const items: View[] = [];
  let cursor = query.cursor;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await list({ ...query, cursor, limit: String(size) });
    const urgent = page.items.filter((account) => isUrgent(account, today));
    // What no longer fits is found again from where this page began.
    if (items.length + urgent.length > size) break;
    items.push(...urgent);
    if (page.nextCursor === null) return { items, nextCursor: null };
    cursor = page.nextCursor;
  }
  return { items, nextCursor: cursor ?? null };
}
