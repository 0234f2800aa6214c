import type { Account, Administrator } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { mayManage } from '../../frame/navigation.ts';
import { t } from '../../text/messages.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { MailLanguage } from './mail-language.tsx';

/** Who administers an organization, and as what. */
export function People({ account }: { account: Account }) {
  const list = useList<Administrator>(
    `/api/accounts/${encodeURIComponent(account.accountId)}/administrators?limit=100`,
  );
  return (
    <>
      {mayManage() && <MailLanguage key={account.accountId} account={account} />}
      <Grid
        page="people"
        caption={t.organization.people}
        list={list}
        keyOf={({ email }) => email}
        nameOf={({ email }) => email}
        empty={{ title: t.organization.noPeople, help: t.organization.noPeopleHelp }}
        columns={[
          { id: 'person', title: t.organization.person, cell: ({ email }) => email },
          { id: 'role', title: t.organization.role, cell: ({ role }) => t.role[role] ?? role },
          { id: 'access', title: t.organization.access, cell: ({ access }) => t.organization[access ?? 'full'] },
        ]}
      />
    </>
  );
}
