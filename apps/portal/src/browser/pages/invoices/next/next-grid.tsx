import type { Account } from '../../../api/answers.ts';
import { useList } from '../../../api/cache.ts';
import { t } from '../../../text/messages.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { NextAmount } from './next-amount.tsx';

/** What the monthly run would bill each account now. */
export function NextGrid() {
  return (
    <Grid
      page="next-invoices"
      caption={t.invoices.nextOnes}
      list={useList<Account>(nextAccountsPath)}
      keyOf={({ accountId }) => accountId}
      nameOf={({ name }) => name}
      empty={{ title: t.organizations.empty, help: t.organizations.emptyHelp }}
      columns={[
        {
          id: 'account',
          title: t.entitlements.account,
          cell: ({ accountId, name }) => <a href={`/organizations/${encodeURIComponent(accountId)}`}>{name}</a>,
        },
        {
          id: 'next',
          title: t.transfer.invoice,
          isNumber: true,
          cell: ({ accountId }) => <NextAmount accountId={accountId} />,
        },
      ]}
    />
  );
}

/** Each has its own question: a page is short. */
export const nextAccountsPath = '/api/accounts?kind=customer&limit=20';
