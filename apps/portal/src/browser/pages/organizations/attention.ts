import type { Account } from '../../api/answers.ts';

/** What of an organization somebody has to look at: it uses more than it has, or something ends soon. */

const soonDays = 60;
const dayMilliseconds = 86_400_000;

/** The next day on which something of it ends; undefined: nothing does. */
export function nextEndOf({ programs }: Pick<Account, 'programs'>): string | undefined {
  return programs
    .flatMap(({ nextEnd }) => nextEnd ?? [])
    .toSorted()
    .at(0);
}

/** Whether a day is so near that something is to be done; `now` in milliseconds. */
export function isSoon(day: string, now: number): boolean {
  return Date.parse(`${day}T00:00:00Z`) - now <= soonDays * dayMilliseconds;
}

export function needsAttention(account: Pick<Account, 'products' | 'deviceTypes' | 'programs'>, now: number): boolean {
  const end = nextEndOf(account);
  const isOver = [...account.products, ...account.deviceTypes].some(({ available }) => available < 0);
  return isOver || (end !== undefined && isSoon(end, now));
}
