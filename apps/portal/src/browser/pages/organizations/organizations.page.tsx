import { accountsPath } from '../../addresses.ts';
import { query, setQuery } from '../../api/address.ts';
import type { Account } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { Page } from '../../frame/frame.tsx';
import { mayTransfer, organizationsTitle } from '../../frame/navigation.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import type { Column } from '../../ui/grid/grid-props.ts';
import { Menu } from '../../ui/menu.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { standingOf } from './standing.ts';
import { Use } from './use.tsx';

/** Organizations with what they have, what of it is in use, and what is free (P2). */
export default function OrganizationsPage({ query: asked }: { query: URLSearchParams }) {
  const list = useList<Account>(accountsPath(asked));
  const isFiltered = ['q', 'kind'].some((name) => asked.has(name));
  return (
    <Page
      title={organizationsTitle()}
      facts={list.isFirst ? '\u00a0' : factsOf(list.items)}
      actions={
        mayTransfer() && (
          <>
            <a class="button" href="/transfer/bulk">
              {t.bulk.action}
            </a>
            <a class="button main" href="/transfer" data-over>
              {t.transfer.action}
            </a>
          </>
        )
      }
    >
      <Grid
        page="organizations"
        caption={t.organizations.caption}
        columns={columns()}
        list={sortedList(list, asked.get('sort'))}
        keyOf={({ accountId }) => accountId}
        nameOf={({ name }) => name}
        sorting={list.hasMore ? undefined : { sort: asked.get('sort') ?? 'id', onSort: (sort) => setQuery({ sort }) }}
        filters={<Filters />}
        onClear={isFiltered ? () => setQuery({ q: null, kind: null }) : undefined}
        empty={{ title: t.organizations.empty, help: t.organizations.emptyHelp }}
        actions={(account) => <RowMenu account={account} />}
      />
    </Page>
  );
}

function Filters() {
  return (
    <>
      <SearchField name="q" label={t.organizations.search} />
      <Select
        label={t.organizations.kind}
        hideLabel
        value={query.value.get('kind') ?? ''}
        options={[['', `${t.organizations.kind}: ${t.grid.all}`], ...Object.entries(t.kind)]}
        onChange={(kind) => setQuery({ kind })}
      />
    </>
  );
}

function RowMenu({ account }: { account: Account }) {
  const id = encodeURIComponent(account.accountId);
  return (
    <Menu
      label=""
      name={t.grid.actionsOf(account.name)}
      icon="more"
      class="quiet square"
      items={[
        { label: t.organization.licenses, href: `/organizations/${id}/licenses` },
        ...(mayTransfer()
          ? [{ label: t.organizations.transferFrom(account.name), href: `/transfer?from=${id}`, over: true }]
          : []),
        { label: t.eventLog.title, href: `/event-log?account=${id}` },
      ]}
    />
  );
}

function factsOf(accounts: readonly Account[]): string {
  const sum = { total: 0, inUse: 0 };
  for (const account of accounts) {
    const { total, inUse } = standingOf(account);
    sum.total += total;
    sum.inUse += inUse;
  }
  return t.organizations.facts(accounts.length, format.count(sum.total), format.count(sum.inUse));
}

function columns(): Column<Account>[] {
  const { organizations } = t;
  return [
    {
      id: 'name',
      title: organizations.name,
      canSort: true,
      cell: ({ accountId, name }) => <a href={`/organizations/${encodeURIComponent(accountId)}`}>{name}</a>,
    },
    {
      id: 'available',
      title: organizations.available,
      canSort: true,
      isNumber: true,
      cell: (account) => {
        const { available } = standingOf(account);
        return <span class={available < 0 ? 'over' : undefined}>{format.count(available)}</span>;
      },
    },
    { id: 'use', title: organizations.use, cell: (account) => <Use {...standingOf(account)} /> },
    {
      id: 'total',
      title: organizations.total,
      canSort: true,
      isNumber: true,
      cell: (account) => format.count(standingOf(account).total),
    },
    {
      id: 'inUse',
      title: organizations.inUse,
      canSort: true,
      isNumber: true,
      cell: (account) => format.count(standingOf(account).inUse),
    },
    { id: 'kind', title: organizations.kind, canSort: true, cell: ({ kind }) => t.kind[kind] ?? kind },
    { id: 'id', title: organizations.id, canSort: true, cell: ({ accountId }) => <code>{accountId}</code> },
    { id: 'parent', title: organizations.parent, canSort: true, cell: ({ parentId }) => parentId ?? t.common.none },
  ];
}

type Sorted = ReturnType<typeof useList<Account>>;

// The interface lists accounts by id; what is here in full is sorted here.
function sortedList(list: Sorted, sort: string | null): Sorted {
  if (sort === null || list.hasMore) return list;
  const [id, sign] = sort.startsWith('-') ? [sort.slice(1), -1] : [sort, 1];
  const value = values[id];
  if (!value) return list;
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  return { ...list, items: list.items.toSorted((a, b) => sign * compare(value(a), value(b))) };
}

const values: Readonly<Record<string, (account: Account) => string | number>> = {
  name: ({ name }) => name,
  id: ({ accountId }) => accountId,
  kind: ({ kind }) => kind,
  parent: ({ parentId }) => parentId ?? '',
  total: (account) => standingOf(account).total,
  inUse: (account) => standingOf(account).inUse,
  available: (account) => standingOf(account).available,
};
