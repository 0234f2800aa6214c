import { useAccountChoice, useAccountChoices } from '../../api/account-choices.ts';
import type { Account } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';

/** Sites and their products, as the forms of license management choose them. */

export interface Site {
  readonly choice: ReturnType<typeof useAccountChoice>;
  readonly account: Account | undefined;
}

/** The site that is chosen, with what it has. */
export function useSite(accountId: string | undefined): Site {
  const choice = useAccountChoice(accountId);
  const { data } = useAnswer<Account>(accountId ? `/api/accounts/${encodeURIComponent(accountId)}` : null);
  return { choice, account: accountId === undefined ? undefined : data };
}

export function useSiteChoices(asked: Readonly<Record<string, string | undefined>> = {}) {
  return useAccountChoices({ kind: 'customer', ...asked });
}
