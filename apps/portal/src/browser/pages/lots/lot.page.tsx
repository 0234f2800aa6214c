import { lotHistoryPath, lotPath, type Parameters } from '../../addresses.ts';
import type { LotJournal, ShownLot } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { initiator } from '../../text/initiator.ts';
import { t } from '../../text/messages.ts';
import { TermBar } from '../../ui/chart/term-bar.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { Holders, Party } from './holders.tsx';

/** One lot: its terms, who holds it now, and everything that was done with it (R4). */
export default function LotPage({ parameters }: { parameters: Parameters }) {
  const id = parameters.id ?? '';
  return (
    <Answered<ShownLot> path={lotPath(id)} title={t.lots.one}>
      {(lot) => (
        <Page title={lot.name} facts={<code>{lot.lotId}</code>}>
          <section class="card">
            <h2>{t.lots.term}</h2>
            <TermBar startsOn={lot.startsOn} endsOn={lot.endsOn} graceEndsOn={lot.graceEndsOn} />
            <Facts
              facts={[
                [t.entitlements.product, <code key="sku">{lot.sku}</code>],
                [t.invoices.price, lot.unitPrice && lot.currency && format.money(lot.unitPrice, lot.currency)],
                [t.organization.order, lot.orderNumber && <OrderLink key="order" number={lot.orderNumber} />],
                [t.lots.licenseKey, lot.licenseKey && <code key="key">{lot.licenseKey}</code>],
                [t.lots.holders, <Holders key="holders" holders={lot.holders} />],
              ]}
            />
          </section>
          <History id={id} />
        </Page>
      )}
    </Answered>
  );
}

function OrderLink({ number }: { number: string }) {
  return <a href={`/orders/${encodeURIComponent(number)}`}>{number}</a>;
}

function History({ id }: { id: string }) {
  const list = useList<LotJournal>(lotHistoryPath(id));
  return (
    <section class="card" aria-busy={list.isLoading}>
      <h2>{t.lots.timeline}</h2>
      {list.error && list.items.length === 0 && <Failure error={list.error} retry={list.retry} />}
      {list.isFirst && <Skeleton rows={3} />}
      <ol class="events timeline">
        {list.items.map(({ journalId, action, at, initiatedBy, quantity, from, to, note }) => (
          <li key={journalId}>
            <time>{format.instant(at)}</time>
            <strong>
              {t.eventLog.types[action] ?? action} {format.count(quantity)}
            </strong>
            <span>
              {from && <Party {...from} />} {'→'} {to ? <Party {...to} /> : t.common.none}
              {note && <span class="muted"> {note}</span>}
            </span>
            <span class="muted">{initiator(initiatedBy)}</span>
          </li>
        ))}
      </ol>
      {list.hasMore && (
        <button type="button" onClick={list.more} disabled={list.isLoading}>
          {t.grid.more}
        </button>
      )}
    </section>
  );
}
