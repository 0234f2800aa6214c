import type { Account } from '../../../api/answers.ts';
import { useList } from '../../../api/cache.ts';
import { t } from '../../../text/messages.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { NextAmount } from './next-amount.tsx';

/** What the monthly run would bill each account now. */
export function NextGrid() {
  const list = useList<Account>(nextAccountsPath);
  return (
    <Grid
      page="next-invoices"
      caption={t.invoices.nextOnes}
      list={list}
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
          cell: ({ accountId }) => <NextAmount accountId={accountId} among={askedTogether(list.items, accountId)} />,
        },
      ]}
    />
  );
}

/** The accounts of a page are asked for at once. */
function askedTogether(items: readonly Account[], accountId: string): string[] {
  const ids = items.map((one) => one.accountId);
  const first = Math.floor(ids.indexOf(accountId) / pageSize) * pageSize;
  return ids.slice(first, first + pageSize);
}

const pageSize = 20;
export const nextAccountsPath = `/api/accounts?kind=customer&limit=${pageSize}`;
