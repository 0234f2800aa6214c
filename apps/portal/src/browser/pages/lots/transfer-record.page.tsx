import type { Parameters } from '../../addresses.ts';
import type { Transfer } from '../../api/answers.ts';
import { changed, licensesChanged } from '../../api/cache.ts';
import { useCommit } from '../../api/preview.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { Refusals, wordsFor } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { AccountLink } from './account-link.tsx';

/** What one transfer moved, from whom to whom, who did it, and the way back while the rules allow one (M5). */
export default function TransferRecordPage({ parameters }: { parameters: Parameters }) {
  const path = `/api/transfers/${encodeURIComponent(parameters.id ?? '')}`;
  return (
    <Answered<Transfer> path={path} title={t.transfer.doneId}>
      {(transfer) => <Shown key={transfer.transferId} transfer={transfer} path={path} />}
    </Answered>
  );
}

function Shown({ transfer, path }: { transfer: Transfer; path: string }) {
  const { lots: words } = t;
  const back = useCommit<unknown>(() => {
    changed(path);
    licensesChanged();
  });
  const moved = transfer.moved.reduce((sum, { quantity }) => sum + quantity, 0);
  const isReturned = transfer.returnedBy !== undefined || back.done !== undefined;
  return (
    <Page
      title={words.moved(moved)}
      facts={
        <>
          <Status tone={isReturned ? 'neutral' : 'good'}>
            {isReturned ? words.wasReturned : (t.eventLog.types[transfer.action] ?? transfer.action)}
          </Status>{' '}
          {format.instant(transfer.at)}
        </>
      }
      actions={
        transfer.action === 'transfer' &&
        !isReturned && (
          <button type="button" disabled={back.isRunning} onClick={() => void back.run(`${path}/return`, {})}>
            {words.giveBack(moved)}
          </button>
        )
      }
    >
      {back.error && (
        <div class="refused" role="alert">
          <p>{back.error.violations.length > 0 ? t.transfer.undoRefused : wordsFor(back.error).title}</p>
          <Refusals violations={back.error.violations} />
        </div>
      )}
      <section class="card">
        <Facts
          facts={[
            [t.transfer.source, <AccountLink key="from" accountId={transfer.from} />],
            [t.transfer.destination, <AccountLink key="to" accountId={transfer.to} />],
            [t.eventLog.initiatedBy, transfer.initiatedBy],
            [t.transfer.note, transfer.note],
            [words.returnOf, transfer.returnOf && <TransferLink key="of" id={transfer.returnOf} />],
            [words.returnedBy, transfer.returnedBy && <TransferLink key="by" id={transfer.returnedBy} />],
            [t.transfer.doneId, <code key="id">{transfer.transferId}</code>],
          ]}
        />
      </section>
      <Moved moved={transfer.moved} />
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
