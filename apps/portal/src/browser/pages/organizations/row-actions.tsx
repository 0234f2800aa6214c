import type { Account } from '../../api/answers.ts';
import { useSiteRights } from '../../api/rights.ts';
import { mayTransfer } from '../../frame/navigation.ts';
import { t } from '../../text/messages.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';

/** What the person may do with an organization (`may`), and where its parts are. */
export function RowActions({ account }: { account: Account }) {
  const ofSites = useSiteRights()(account);
  return (
    <span class="row-actions">
      {mayMove(account) && (
        <a
          class="button quiet"
          href={`/transfer?from=${encodeURIComponent(account.accountId)}`}
          aria-label={t.organizations.transferFrom(account.name)}
          data-over
        >
          {t.transfer.short}
        </a>
      )}
      <Menu
        label=""
        name={t.grid.actionsOf(account.name)}
        icon="more"
        class="quiet square"
        items={[...actionsOf(account, ofSites), ...partsOf(account)]}
      />
    </span>
  );
}

function mayMove({ may, kind }: Account): boolean {
  return may.transfer && mayTransfer() && kind === 'customer';
}

/** The program of license keys: the one that support decides about (K8). */
const keyProgram = 'meraki';

function actionsOf(account: Account, ofSites: ReturnType<ReturnType<typeof useSiteRights>>): MenuItem[] {
  const { accountId, may, programs } = account;
  const id = encodeURIComponent(accountId);
  const all: (MenuItem | false)[] = [
    mayMove(account) && { label: t.bulk.action, href: `/transfer/bulk?from=${id}` },
    ofSites.purchase && { label: t.management.purchase, href: `/license-management/purchase?for=${id}` },
    ofSites.decrease && { label: t.management.decrease, href: `/license-management/decrease?for=${id}` },
    may.stock && { label: t.stock.purchase, href: '/stock/purchase' },
    may.case &&
      programs.some(({ program }) => program === keyProgram) && {
        label: t.organizations.askSupport,
        href: `/cases/new?from=${id}`,
      },
  ];
  return all.filter((item) => item !== false);
}

function partsOf({ accountId }: Account): MenuItem[] {
  const id = encodeURIComponent(accountId);
  return [
    { label: t.organization.licenses, href: `/organizations/${id}/licenses` },
    { label: t.transfer.invoice, href: `/invoices/next/${id}` },
    { label: t.eventLog.title, href: `/event-log?account=${id}` },
  ];
}
