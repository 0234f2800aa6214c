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
import { WhenSeen } from '../../ui/grid/when-seen.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Status } from '../../ui/status.tsx';
import { NextAmount } from '../invoices/next/next-amount.tsx';
import { isSoon, needsAttention, nextEndOf } from './attention.ts';
import { RowActions } from './row-actions.tsx';
import { standingOf } from './standing.ts';
import { Use } from './use.tsx';

/** Organizations with what they have, what of it is in use, and what is free (P2). */
export default function OrganizationsPage({ query: asked }: { query: URLSearchParams }) {
  const list = useList<Account>(accountsPath(asked));
  const isFiltered = ['q', 'kind', 'attention'].some((name) => asked.has(name));
  const now = Date.now();
  const urgent = list.items.filter((account) => needsAttention(account, now));
  return (
    <Page
      title={organizationsTitle()}
      facts={list.isFirst ? '\u00a0' : factsOf(list)}
      actions={
        mayTransfer() && (
          <>
            <a class="button" href="/organizations/map">
              {t.map.short}
            </a>
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
        columns={columns(list.items)}
        list={list}
        keyOf={({ accountId }) => accountId}
        nameOf={({ name }) => name}
        sorting={{ sort: asked.get('sort') ?? 'id', onSort: (sort) => setQuery({ sort }) }}
        filters={<Filters urgent={urgent.length} hasMore={list.hasMore} />}
        onClear={isFiltered ? () => setQuery({ q: null, kind: null, attention: null }) : undefined}
        empty={{ title: t.organizations.empty, help: t.organizations.emptyHelp }}
        actions={(account) => <RowActions account={account} />}
      />
    </Page>
  );
}

function Filters({ urgent, hasMore }: { urgent: number; hasMore: boolean }) {
  const isOn = query.value.has('attention');
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
      {(urgent > 0 || isOn) && (
        <button type="button" aria-pressed={isOn} onClick={() => setQuery({ attention: isOn ? null : 'true' })}>
          <Status tone="warn">{t.organizations.attention(urgent, hasMore)}</Status>
        </button>
      )}
    </>
  );
}

function factsOf({ items: accounts, hasMore }: { items: readonly Account[]; hasMore: boolean }): string {
  const sum = { total: 0, inUse: 0 };
  for (const account of accounts) {
    const { total, inUse } = standingOf(account);
    sum.total += total;
    sum.inUse += inUse;
  }
  return t.organizations.facts(accounts.length, format.count(sum.total), format.count(sum.inUse), hasMore);
}

/** So many rows are asked for together what their next invoices come to, when one of them is seen. */
const askedTogether = 50;

function billedTogether(items: readonly Account[], accountId: string): string[] {
  const billed = items.filter(isBilled).map((one) => one.accountId);
  const first = Math.floor(billed.indexOf(accountId) / askedTogether) * askedTogether;
  return billed.slice(first, first + askedTogether);
}

function isBilled({ kind }: Account): boolean {
  return kind === 'customer' || kind === 'reseller';
}

function columns(items: readonly Account[]): Column<Account>[] {
  const { organizations } = t;
  const figure = (id: string, title: string, value: (account: Account) => number): Column<Account> => ({
    id,
    title,
    isNumber: true,
    canSort: true,
    cell: (account) => {
      const count = value(account);
      return <span class={count < 0 ? 'over' : undefined}>{format.count(count)}</span>;
    },
  });
  return [
    {
      id: 'name',
      title: organizations.name,
      canSort: true,
      cell: ({ accountId, name }) => <a href={`/organizations/${encodeURIComponent(accountId)}`}>{name}</a>,
    },
    figure('available', organizations.available, (account) => standingOf(account).available),
    { id: 'use', title: organizations.use, cell: (account) => <Use {...standingOf(account)} /> },
    { id: 'end', title: organizations.nextEnd, canSort: true, cell: (account) => <NextEnd account={account} /> },
    {
      id: 'invoice',
      title: t.transfer.invoice,
      isNumber: true,
      cell: (account) =>
        isBilled(account) ? (
          <WhenSeen before="…">
            {() => <NextAmount accountId={account.accountId} among={billedTogether(items, account.accountId)} />}
          </WhenSeen>
        ) : (
          t.common.none
        ),
    },
    { id: 'programs', title: organizations.programs, cell: (account) => <Programs account={account} /> },
    {
      id: 'kind',
      title: organizations.kind,
      canSort: true,
      isExtra: true,
      cell: ({ kind }) => t.kind[kind] ?? kind,
    },
    { ...figure('total', organizations.total, (account) => standingOf(account).total), isExtra: true },
    { ...figure('inUse', organizations.inUse, (account) => standingOf(account).inUse), isExtra: true },
    {
      id: 'id',
      title: organizations.id,
      canSort: true,
      isExtra: true,
      cell: ({ accountId }) => <code>{accountId}</code>,
    },
    {
      id: 'parent',
      title: organizations.parent,
      canSort: true,
      isExtra: true,
      cell: ({ parentId }) => parentId ?? t.common.none,
    },
  ];
}

function Programs({ account: { programs } }: { account: Account }) {
  if (programs.length === 0) return <>{t.common.none}</>;
  return (
    <>
      {programs.map(({ program, total }) => (
        <span key={program} class="program">
          {program} {format.count(total)}
        </span>
      ))}
    </>
  );
}

function NextEnd({ account }: { account: Account }) {
  const end = nextEndOf(account);
  if (end === undefined) return <>{t.common.none}</>;
  const day = <time>{format.day(end)}</time>;
  return isSoon(end, Date.now()) ? <Status tone="warn">{day}</Status> : day;
}
