import { useEffect, useRef } from 'preact/hooks';
import type { Parameters } from '../../addresses.ts';
import { path } from '../../api/address.ts';
import type { ShownAccount as Account } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { Page } from '../../frame/frame.tsx';
import { mayTransfer } from '../../frame/navigation.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { EntitlementGrid } from '../entitlements/entitlement-grid.tsx';
import { InvoiceGrid } from '../invoices/invoice-grid.tsx';
import { NextAmount } from '../invoices/next/next-amount.tsx';
import { Flows } from '../map/flows.tsx';
import { OrderGrid } from '../orders/order-grid.tsx';
import { AccountSettings } from './account-settings.tsx';
import { AccountStock } from './account-stock.tsx';
import { History } from './history.tsx';
import { Licenses } from './licenses.tsx';
import { PaidFor } from './paid-for.tsx';
import { People } from './people.tsx';
import { Use } from './use.tsx';

/** One organization: what it has of each product, then its parts, each at an address of its own. */
export default function OrganizationPage({ parameters }: { parameters: Parameters }) {
  const id = encodeURIComponent(parameters.id ?? '');
  const { data, error, retry } = useAnswer<Account>(`/api/accounts/${id}`);
  if (error && !data) {
    return (
      <Page title={error.status === 404 ? t.state.missing : t.organizations.title}>
        <Failure error={error} retry={retry} isTitled />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title={t.organizations.title} facts={'\u00a0'}>
        <Skeleton />
      </Page>
    );
  }
  return (
    <Page
      title={data.name}
      facts={
        <>
          {t.organization.kindAndId(t.kind[data.kind] ?? data.kind, data.accountId)} · {t.transfer.invoice}{' '}
          <NextAmount accountId={data.accountId} />
        </>
      }
      actions={
        mayTransfer() && (
          <a class="button main" href={`/transfer?from=${id}`} data-over>
            {t.transfer.action}
          </a>
        )
      }
    >
      <Figures account={data} />
      <Tabs base={`/organizations/${id}`} account={data} />
      <Part account={data} />
    </Page>
  );
}

function Figures({ account }: { account: Account }) {
  if (account.products.length === 0) return null;
  return (
    <ul class="figures">
      {account.products.map(({ sku, total, inUse, available }) => (
        <li key={sku} class="card">
          <p class="muted">{sku}</p>
          <p class="figure">
            {format.count(total)} <span class="muted">{t.organizations.total}</span>
          </p>
          <p class={available < 0 ? 'over' : undefined}>
            {format.count(available)} {t.organizations.available}
          </p>
          <Use total={total} inUse={inUse} />
        </li>
      ))}
    </ul>
  );
}

function Tabs({ base, account }: { base: string; account: Account }) {
  const tabs = [
    ['licenses', t.organization.licenses],
    ...(account.kind === 'reseller' ? [['stock', t.stock.title] as const] : []),
    ['entitlements', t.entitlements.title],
    ['orders', t.orders.title],
    ['invoices', t.invoices.title],
    ['map', t.map.short],
    ['people', t.organization.people],
    ['history', t.organization.history],
    ...(account.may.administer ? [['settings', t.settings.title] as const] : []),
  ] as const;
  const here = partOf(path.value);
  const shown = useRef<HTMLElement>(null);
  // On a phone there are more than fit.
  useEffect(() => {
    shown.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return (
    <nav ref={shown} class="tabs" aria-label={t.organization.tabs}>
      {tabs.map(([part, label]) => (
        <a key={part} href={`${base}/${part}`} aria-current={here === part ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

function Part({ account }: { account: Account }) {
  const show = parts[partOf(path.value) as keyof typeof parts] ?? parts.licenses;
  return show(account);
}

const parts = {
  licenses: (account: Account) => <Licenses account={account} />,
  stock: (account: Account) => <AccountStock account={account} />,
  entitlements: ({ accountId }: Account) => <EntitlementGrid account={accountId} />,
  orders: ({ accountId }: Account) => <OrderGrid account={accountId} />,
  invoices: (account: Account) => (
    <>
      <PaidFor account={account} />
      <InvoiceGrid account={account.accountId} />
    </>
  ),
  map: ({ accountId }: Account) => <Flows account={accountId} />,
  people: (account: Account) => <People account={account} />,
  history: (account: Account) => <History account={account} />,
  settings: (account: Account) => (
    <>
      <AccountSettings key={account.accountId} account={account} />
      <PaidFor account={account} />
    </>
  ),
};

function partOf(here: string): string {
  return here.split('/')[3] ?? 'licenses';
}
