import type { Account, Page, Product } from '../../api/answers.ts';
import { type List, useAnswer, useList } from '../../api/cache.ts';
import { siteProgram, useMissingRoles } from '../../api/rights.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Use } from '../organizations/use.tsx';

interface SiteProduct {
  readonly account: Account;
  readonly product: Account['products'][number];
}

/** All accounts that pay by monthly invoice (D2). */
export function useSites(): List<Account> {
  const list = useList<Account>('/api/accounts?kind=customer&limit=100');
  return { ...list, items: list.items.filter(({ paymentType }) => paymentType === 'monthly-invoice') };
}

/** The sites that pay by monthly invoice, with the figures of each product (D2). */
export function Sites() {
  const list = useSites();
  const missing = useMissingRoles();
  const catalog = useAnswer<Page<Product>>('/api/products?program=miradore&limit=200');
  const own = new Set(catalog.data?.items.map(({ sku }) => sku));
  const items = list.items.flatMap((account) =>
    account.products.filter(({ sku }) => own.has(sku)).map((product): SiteProduct => ({ account, product })),
  );
  return (
    <Grid
      page="sites"
      caption={t.management.figures}
      list={{ ...list, items }}
      keyOf={({ account, product }) => `${account.accountId} ${product.sku}`}
      nameOf={({ account }) => account.name}
      empty={{ title: t.management.noSites, help: t.management.noSitesHelp }}
      actions={(row) => missing(siteProgram, row.account) === undefined && <Actions row={row} />}
      columns={[
        {
          id: 'site',
          title: t.management.site,
          cell: ({ account }) => <a href={`/organizations/${encodeURIComponent(account.accountId)}`}>{account.name}</a>,
        },
        { id: 'product', title: t.management.product, cell: ({ product }) => <code>{product.sku}</code> },
        {
          id: 'available',
          title: t.management.available,
          isNumber: true,
          cell: ({ product }) => (
            <span class={product.available < 0 ? 'over' : undefined}>{format.count(product.available)}</span>
          ),
        },
        { id: 'use', title: t.organizations.use, cell: ({ product }) => <Use {...product} /> },
        {
          id: 'total',
          title: t.management.total,
          isNumber: true,
          cell: ({ product }) => format.count(product.total),
        },
      ]}
    />
  );
}

function Actions({ row: { account, product } }: { row: SiteProduct }) {
  const sku = encodeURIComponent(product.sku);
  const id = encodeURIComponent(account.accountId);
  const base = '/license-management';
  const name = `${account.name}, ${product.sku}`;
  return (
    <span class="row-actions">
      <a
        class="button quiet"
        href={`${base}/transfer?from=${id}&sku=${sku}`}
        aria-label={t.organizations.transferFrom(name)}
        data-over
      >
        {t.transfer.short}
      </a>
      <Menu
        label=""
        name={t.grid.actionsOf(name)}
        icon="more"
        class="quiet square"
        items={[
          { label: t.management.purchase, href: `${base}/purchase?for=${id}&sku=${sku}`, over: true },
          { label: t.management.decrease, href: `${base}/decrease?for=${id}&sku=${sku}`, over: true },
        ]}
      />
    </span>
  );
}
