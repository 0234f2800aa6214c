import type { Parameters } from '../../addresses.ts';
import type { Transfer } from '../../api/answers.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { initiator } from '../../text/initiator.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { Status } from '../../ui/status.tsx';
import { Change } from '../transfer/change.tsx';
import { Effect } from './effect.tsx';
import { Return } from './return.tsx';
import { Side } from './side.tsx';
import { countOf } from './transfer-words.ts';

/** What one transfer moved, from whom to whom, who did it, and the way back while the rules allow one (M5). */
export default function TransferRecordPage({ parameters }: { parameters: Parameters }) {
  const path = `/api/transfers/${encodeURIComponent(parameters.id ?? '')}`;
  return (
    <Answered<Transfer> path={path} title={t.transfer.doneId}>
      {(transfer) => <Shown key={transfer.transferId} transfer={transfer} />}
    </Answered>
  );
}

function Shown({ transfer }: { transfer: Transfer }) {
  const { lots: words } = t;
  const { from, fromName, to, toName, sides = [], stockBefore, stockAfter } = transfer;
  const isReturned = transfer.returnedBy !== undefined;
  return (
    <Page
      title={words.moved(countOf(transfer))}
      facts={
        <>
          <Status tone={isReturned ? 'neutral' : 'good'}>
            {isReturned ? words.wasReturned : (t.eventLog.types[transfer.action] ?? transfer.action)}
          </Status>{' '}
          {format.instant(transfer.at)}
        </>
      }
      actions={<Return transfer={transfer} />}
    >
      <section class="card">
        <Facts
          facts={[
            [t.transfer.source, <Side key="from" id={from} name={fromName} />],
            [t.transfer.destination, <Side key="to" id={to} name={toName} />],
            [t.eventLog.initiatedBy, initiator(transfer.initiatedBy)],
            [t.transfer.note, transfer.note],
            [
              t.transfers.stock,
              stockBefore !== undefined && stockAfter !== undefined ? (
                <Change key="stock" before={stockBefore} after={stockAfter} />
              ) : undefined,
            ],
            [words.returnOf, transfer.returnOf && <TransferLink key="of" id={transfer.returnOf} />],
            [words.returnedBy, transfer.returnedBy && <TransferLink key="by" id={transfer.returnedBy} />],
            [t.transfer.doneId, <code key="id">{transfer.transferId}</code>],
          ]}
        />
      </section>
      {sides.length > 0 && <Effect transfer={transfer} />}
      <section class="stack">
        <h2>{t.transfers.what}</h2>
        <Moved moved={transfer.moved} />
      </section>
    </Page>
  );
}

function TransferLink({ id }: { id: string }) {
  return <a href={`/transfers/${encodeURIComponent(id)}`}>{id}</a>;
}

function Moved({ moved }: Pick<Transfer, 'moved'>) {
  return (
    <div class="table-scroll">
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{t.organization.subscription}</th>
            <th scope="col" class="number">
              {t.organization.quantity}
            </th>
            <th scope="col">{t.organization.ends}</th>
            <th scope="col">{t.lots.licenseKey}</th>
          </tr>
        </thead>
        <tbody>
          {moved.map(({ quantity, licenseKey, lot }) => (
            <tr key={`${lot.lotId} ${licenseKey ?? ''}`}>
              <td>
                <a href={`/lots/${encodeURIComponent(lot.lotId)}`}>{lot.name}</a> <code class="muted">{lot.sku}</code>
              </td>
              <td class="number" data-title={t.organization.quantity}>
                {format.count(quantity)}
              </td>
              <td data-title={t.organization.ends}>
                {lot.endsOn ? <time>{format.day(lot.endsOn)}</time> : t.organization.perpetual}
              </td>
              <td data-title={t.lots.licenseKey}>{licenseKey ? <code>{licenseKey}</code> : t.common.none}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
