import type { Account } from '../../api/answers.ts';
import { useMissingRoles } from '../../api/rights.ts';
import { mayTransfer } from '../../frame/navigation.ts';
import { t } from '../../text/messages.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';

/** What the person may do with an organization (`may`), and where its parts are. */
export function RowActions({ account }: { account: Account }) {
  const missing = useMissingRoles();
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
        items={[...actionsOf(account, missing(siteProgram, account) === undefined), ...partsOf(account)]}
      />
    </span>
  );
}

function mayMove({ may, kind }: Account): boolean {
  return may.transfer && mayTransfer() && kind === 'customer';
}

/** The program of license keys: the one that support decides about (K8). */
const keyProgram = 'meraki';

/** The program whose licenses sites buy and give up (D1). */
const siteProgram = 'miradore';

function actionsOf(account: Account, hasSiteRole: boolean): MenuItem[] {
  const { accountId, may, paymentType, programs } = account;
  const id = encodeURIComponent(accountId);
  const isSite = paymentType === 'monthly-invoice' && hasSiteRole;
  const all: (MenuItem | false)[] = [
    mayMove(account) && { label: t.bulk.action, href: `/transfer/bulk?from=${id}` },
    may.purchase && isSite && { label: t.management.purchase, href: `/license-management/purchase?for=${id}` },
    may.decrease && isSite && { label: t.management.decrease, href: `/license-management/decrease?for=${id}` },
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
