import { useRef } from 'preact/hooks';
import { stockPath } from '../../addresses.ts';
import { closeOver, path } from '../../api/address.ts';
import type { StockLot } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { MoveForm } from './move-form.tsx';
import { PurchaseForm } from './purchase-form.tsx';
import { Expired, StockGrid } from './stock-grid.tsx';

/** Stock of a reseller: what can be moved and for how long, what is past its year, and the two things to do (S1 to S7). */
export default function StockPage({ query }: { query: URLSearchParams }) {
  const list = useList<StockLot>(stockPath);
  const isPast = ({ daysLeft }: StockLot) => daysLeft !== undefined && daysLeft < 0;
  const giver = list.items.find((lot) => !isPast(lot))?.accountId;
  return (
    <Page
      title={t.stock.title}
      facts={t.stock.facts}
      actions={
        <>
          {giver !== undefined && (
            <a class="button" href={`/stock/bulk?from=${encodeURIComponent(giver)}`}>
              {t.stock.bulk}
            </a>
          )}
          <a class="button main" href="/stock/purchase" data-over>
            {t.stock.purchase}
          </a>
        </>
      }
    >
      <StockGrid list={{ ...list, items: list.items.filter((lot) => !isPast(lot)) }} />
      <Expired lots={list.items.filter(isPast)} />
      <Action query={query} lots={list.items} />
    </Page>
  );
}

function Action({ query, lots }: { query: URLSearchParams; lots: readonly StockLot[] }) {
  // Once all of it has moved it is on no list any more; what was done is still told.
  const last = useRef<StockLot>();
  const [, , what = '', action] = path.value.split('/');
  const close = () => closeOver('/stock');
  if (what === 'purchase' && action === undefined) {
    return (
      <Dialog key="purchase" title={t.stock.purchase} onClose={close}>
        <PurchaseForm onClose={close} />
      </Dialog>
    );
  }
  if (action !== 'move') return null;
  const lotId = decodeURIComponent(what);
  const from = query.get('from');
  const found = lots.find((one) => one.lotId === lotId && (from === null || one.accountId === from));
  if (found) last.current = found;
  const lot = last.current?.lotId === lotId ? last.current : undefined;
  return (
    <Dialog key="move" title={t.stock.move} onClose={close}>
      {lot ? <MoveForm lot={lot} onClose={close} /> : <p class="muted">{t.stock.notThere}</p>}
    </Dialog>
  );
}
