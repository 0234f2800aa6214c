import { closeOver } from '../../api/address.ts';
import { t } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TransferForm } from './transfer-form.tsx';

/** Transfer Subscriptions (Mist): a layer over the page that it was opened from. */
export default function TransferPage({ query }: { query: URLSearchParams }) {
  const close = () => closeOver('/organizations');
  return (
    <Dialog title={t.transfer.title} kind="wide" onClose={close}>
      <TransferForm query={query} onClose={close} />
    </Dialog>
  );
}
