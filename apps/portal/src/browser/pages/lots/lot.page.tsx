import { lotHistoryPath, type Parameters } from '../../addresses.ts';
import type { LotJournal, ShownLot } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';

/** One lot: its terms, who holds it now, and everything that was done with it (R4). */
export default function LotPage({ parameters }: { parameters: Parameters }) {
  const id = parameters.id ?? '';
  return (
    <Answered<ShownLot> path={`/api/lots/${encodeURIComponent(id)}`} title={t.lots.one}>
      {(lot) => (
        <Page title={lot.name} facts={<code>{lot.lotId}</code>}>
          <section class="card">
            <Facts
              facts={[
                [t.entitlements.product, <code key="sku">{lot.sku}</code>],
                [t.organization.starts, format.day(lot.startsOn)],
                [t.organization.ends, lot.endsOn ? format.day(lot.endsOn) : t.organization.perpetual],
                [t.entitlements.graceEnds, lot.graceEndsOn && format.day(lot.graceEndsOn)],
                [t.invoices.price, lot.unitPrice && lot.currency && format.money(lot.unitPrice, lot.currency)],
                [t.organization.order, lot.orderNumber && <OrderLink key="order" number={lot.orderNumber} />],
                [t.lots.licenseKey, lot.licenseKey && <code key="key">{lot.licenseKey}</code>],
                [
                  t.lots.holders,
                  <ul key="holders">
                    {lot.holders.map(({ accountId, name, quantity }) => (
                      <li key={accountId ?? name}>
                        <strong>{format.count(quantity)}</strong> <Party accountId={accountId} name={name} />
                      </li>
                    ))}
                  </ul>,
                ],
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

/** Somebody on one side; who the person does not see has no id. */
function Party({ accountId, name }: { accountId?: string; name: string }) {
  return accountId ? <a href={`/organizations/${encodeURIComponent(accountId)}`}>{name}</a> : <span>{name}</span>;
}

function History({ id }: { id: string }) {
  const list = useList<LotJournal>(lotHistoryPath(id));
  return (
    <section class="card" aria-busy={list.isLoading}>
      <h2>{t.organization.history}</h2>
      {list.error && list.items.length === 0 && <Failure error={list.error} retry={list.retry} />}
      {list.isFirst && <Skeleton rows={3} />}
      <ul class="events">
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
            <span class="muted">{initiatedBy}</span>
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <button type="button" onClick={list.more} disabled={list.isLoading}>
          {t.grid.more}
        </button>
      )}
    </section>
  );
}
