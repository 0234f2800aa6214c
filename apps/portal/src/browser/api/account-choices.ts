import { useState } from 'preact/hooks';
import { withQuery } from '../addresses.ts';
import { wordsOf } from '../text/told.ts';
import type { Choice } from '../ui/combobox/combobox.tsx';
import type { Account, Page } from './answers.ts';
import { useAnswer, useAsked } from './cache.ts';
import { call } from './call.ts';

/** Accounts to choose from, searched by the server as somebody types. */

interface AccountChoices {
  readonly choices: readonly Choice[];
  readonly search: (text: string) => void;
}

const shown = 30;

/** Those that `asked` is about: what they can be, and whether each is eligible. */
export function useAccountChoices(asked: Readonly<Record<string, string | undefined>>): AccountChoices {
  const [typed, search] = useState('');
  const { data } = useAnswer<Page<Account>>(withQuery('/api/accounts', { q: typed.trim(), ...asked, limit: shown }));
  return { search, choices: data?.items.map(choiceOf) ?? [] };
}

export function choiceOf({ accountId, name, eligible, reasons }: Account): Choice {
  const told = reasons?.[0] && wordsOf(reasons[0]);
  const reason = eligible === false ? { text: told?.what ?? '', lang: told?.lang } : undefined;
  return { id: accountId, label: name, detail: accountId, reason };
}

const pathOf = (accountId: string) => `/api/accounts/${encodeURIComponent(accountId)}`;

/** The account that an address names, as something chosen. */
export function useAccountChoice(accountId: string | undefined): Choice | undefined {
  const { data } = useAnswer<Account>(accountId ? pathOf(accountId) : null);
  return data && data.accountId === accountId ? choiceOf(data) : undefined;
}

/** What an account is called; its id as long as that is not known, or to those who do not see it. */
export function useAccountName(accountId: string): string;
export function useAccountName(accountId: string | undefined): string | undefined;
export function useAccountName(accountId: string | undefined): string | undefined {
  return useAccountChoice(accountId)?.label ?? accountId;
}

/** What accounts are called, once it is known of all of them: a table that is drawn before that moves. Of those whom nobody here sees, the id. */
export function useAccountNames(accountIds: readonly string[]): Readonly<Record<string, string>> | undefined {
  const key = accountIds.length === 0 ? null : `/api/accounts names ${accountIds.join(' ')}`;
  const nameOf = (id: string, signal: AbortSignal) =>
    call<Account>(pathOf(id), { signal }).then(
      ({ name }) => name,
      () => id,
    );
  const { data } = useAsked(key, async (signal) =>
    Object.fromEntries(await Promise.all(accountIds.map(async (id) => [id, await nameOf(id, signal)] as const))),
  );
  return key === null ? {} : data;
}
