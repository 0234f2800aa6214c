import type { Account } from '../../api/answers.ts';
import { isSoon } from '../organizations/attention.ts';

/** Licenses of an organization under one program, of which some end soon. */
export interface SoonEnd {
  readonly account: Pick<Account, 'accountId' | 'name'>;
  readonly program: string;
  /** The first day on which some of them end. */
  readonly day: string;
}

/** What ends within 60 days, the first at the front; `now` in milliseconds. */
export function soonEnds(
  accounts: readonly Pick<Account, 'accountId' | 'name' | 'programs'>[],
  now: number,
): SoonEnd[] {
  return accounts
    .flatMap((account) =>
      account.programs.flatMap(({ program, nextEnd }) =>
        nextEnd !== undefined && isSoon(nextEnd, now) ? [{ account, program, day: nextEnd }] : [],
      ),
    )
    .toSorted((one, other) => one.day.localeCompare(other.day));
}
