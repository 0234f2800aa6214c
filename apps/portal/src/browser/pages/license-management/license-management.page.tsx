import { closeOver, path } from '../../api/address.ts';
import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EventGrid } from '../event-log/event-grid.tsx';
import { CountForm } from './count-form.tsx';
import { SiteTransferForm } from './site-transfer-form.tsx';
import { Sites } from './sites.tsx';

/** License management (Miradore): three actions, the sites' figures, the event log (D4 to D8). */
export default function LicenseManagementPage({ query }: { query: URLSearchParams }) {
  return (
    <Page
      title={t.management.title}
      facts={t.management.changesInvoice}
      actions={
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
      }
    >
      <Sites />
      <h2>{t.eventLog.title}</h2>
      <EventGrid page="license-management" />
      <Action query={query} />
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
