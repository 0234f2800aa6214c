import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { OrderGrid } from './order-grid.tsx';

/** Orders of the person's accounts (P7). */
export default function OrdersPage() {
  return (
    <Page title={t.orders.title} facts={t.orders.facts}>
      <OrderGrid />
    </Page>
  );
}
