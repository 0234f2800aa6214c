import type { Account, Standing } from '../../api/answers.ts';

/** All that an account has: by type of device, where nothing is counted twice. */
export function standingOf({ deviceTypes }: Pick<Account, 'deviceTypes'>): Standing {
  const sum = { total: 0, inUse: 0, available: 0 };
  for (const { total, inUse, available } of deviceTypes) {
    sum.total += total;
    sum.inUse += inUse;
    sum.available += available;
  }
  return sum;
}
