import fc from '#test/support/samples/properties.ts';
import { dayAway } from './invoicing-accounts.ts';
import { type Ask, ask, setting } from './invoicing-asks.ts';

/** A year of thirteen accounts: months are closed on their first day, and looked at again when drafts may be released. */

/** Terms of a year. */
export const yearSetting = setting.map((terms) => ({ ...terms, customers: 10 }));

/** What happens in a year; about so many things. */
export function yearOf(things: number): fc.Arbitrary<Ask[]> {
  return fc.array(ask, { minLength: things, maxLength: things }).map((asks) => withMonths(asks, 365 / things));
}

const begins = '2026-01-08';
const runs = ['01', '04', '11'];

/** Spreads what happens over the days, with the monthly runs among it. */
function withMonths(asks: readonly Ask[], daysEach: number): Ask[] {
  const all: Ask[] = [];
  let [told, day] = [0, 0];
  const pass = (until: number, each: Ask | undefined) => {
    if (each) all.push({ ...each, days: until - told });
    told = each ? until : told;
    day = until;
  };
  for (const [index, each] of asks.entries()) {
    const until = Math.floor(index * daysEach);
    for (let next = day + 1; next <= until; next += 1) {
      if (runs.includes(dayAway(begins, next).slice(8))) pass(next, { ...each, kind: 'close', b: 1, late: 0 });
    }
    pass(until, each);
  }
  return all;
}
