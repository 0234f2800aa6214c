import type { Account, Page, TransferCase } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { t } from '../../text/messages.ts';
import { Status, type Tone } from '../../ui/status.tsx';

/** What cases, their states and their accounts are called. */

const tones: Readonly<Record<TransferCase['state'], Tone>> = {
  submitted: 'warn',
  executed: 'good',
  refused: 'bad',
  withdrawn: 'neutral',
};

export function CaseState({ state }: Pick<TransferCase, 'state'>) {
  return <Status tone={tones[state]}>{t.cases.states[state]}</Status>;
}

/** How many licenses a case is about. */
export function licensesOf({ lines }: Pick<TransferCase, 'lines'>): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Finds names of the person's accounts; what they do not see keeps its id. */
export function useNames(): (accountId: string) => string {
  const { data } = useAnswer<Page<Account>>('/api/accounts?limit=100');
  return (accountId) => data?.items.find((one) => one.accountId === accountId)?.name ?? accountId;
}
