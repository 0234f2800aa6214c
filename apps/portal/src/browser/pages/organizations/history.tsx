import type { Account, AccountChange } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Grid } from '../../ui/grid/grid.tsx';

/** What changed of an organization and of its administrators. */
export function History({ account }: { account: Account }) {
  const list = useList<AccountChange>(`/api/accounts/${encodeURIComponent(account.accountId)}/history?limit=100`);
  return (
    <Grid
      page="history"
      caption={t.organization.history}
      list={list}
      keyOf={({ id }) => id}
      nameOf={({ at }) => format.instant(at)}
      empty={{ title: t.organization.noHistory }}
      columns={[
        { id: 'when', title: t.organization.when, cell: ({ at }) => <time>{format.instant(at)}</time> },
        {
          id: 'what',
          title: t.organization.what,
          cell: ({ what, email }) => [t.organization.changes[what], email].filter(Boolean).join(' '),
        },
        {
          id: 'fields',
          title: t.organization.fields,
          cell: ({ fields }) =>
            fields.map(({ field }) => t.organization.fieldNames[field] ?? field).join(', ') || t.common.none,
        },
        { id: 'by', title: t.organization.by, cell: ({ changedBy, source }) => changedBy ?? source },
      ]}
    />
  );
}
