import { closeOver, path } from '../../api/address.ts';
import { siteProgram, useMissingRoles } from '../../api/rights.ts';
import { session } from '../../api/shell.ts';
import { Page } from '../../frame/frame.tsx';
import { mayHaveStock, mayManageSites } from '../../frame/navigation.ts';
import { t } from '../../text/messages.ts';
import { WhoCould } from '../../ui/command/who-could.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Note } from '../../ui/states.tsx';
import { EventGrid } from '../event-log/event-grid.tsx';
import { CountForm } from './count-form.tsx';
import { SiteTransferForm } from './site-transfer-form.tsx';
import { Sites, useSites } from './sites.tsx';

/** License management (Miradore): three actions, the sites' figures, the event log (D4 to D8). */
export default function LicenseManagementPage({ query }: { query: URLSearchParams }) {
  const sites = useSites();
  const missing = useMissingRoles();
  const [first] = sites.items;
  const asked = missing(siteProgram, first);
  const isAble = sites.items.length === 0 || sites.items.some((site) => missing(siteProgram, site) === undefined);
  if (!mayManageSites() && mayHaveStock() && !session().operator && sites.items.length === 0 && !sites.hasMore)
    return <InStock />;
  return (
    <Page
      title={t.management.title}
      facts={t.management.changesInvoice}
      actions={
        isAble && (
          <>
            <a class="button main" href="/license-management/transfer" data-over>
              {t.management.transfer}
            </a>
            <a class="button" href="/license-management/purchase" data-over>
              {t.management.purchase}
            </a>
            <a class="button" href="/license-management/decrease" data-over>
              {t.management.decrease}
            </a>
          </>
        )
      }
    >
      {!isAble && first && asked && (
        <section class="card warning">
          <h2>{t.rights.cannot}</h2>
          <WhoCould asked={asked} account={first} />
        </section>
      )}
      <Sites />
      <h2>{t.eventLog.title}</h2>
      <EventGrid page="license-management" />
      <Action query={query} />
    </Page>
  );
}

/** What a reseller has is elsewhere. */
function InStock() {
  return (
    <Page title={t.management.title}>
      <Note title={t.management.inStock} help={t.management.inStockHelp}>
        <a class="button" href="/stock">
          {t.nav.stock}
        </a>
      </Note>
    </Page>
  );
}

function Action({ query }: { query: URLSearchParams }) {
  const action = path.value.split('/')[2];
  const close = () => closeOver('/license-management');
  if (action === 'transfer') {
    return (
      <Dialog key={action} title={t.management.transfer} onClose={close}>
        <SiteTransferForm query={query} onClose={close} />
      </Dialog>
    );
  }
  if (action !== 'purchase' && action !== 'decrease') return null;
  return (
    <Dialog key={action} title={t.management[action]} onClose={close}>
      <CountForm key={action} action={action} query={query} onClose={close} />
    </Dialog>
  );
}
