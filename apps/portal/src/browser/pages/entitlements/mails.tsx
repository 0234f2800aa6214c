import { shipmentMailsPath } from '../../addresses.ts';
import type { Page as ListPage, Mail } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { MailState, Recipients } from '../operations/mail-fate.tsx';

/** The mails of a shipment, the newest first: what became of each, for each address, and when (F8). */
export function Mails({ shipmentId }: { shipmentId: string }) {
  const { data, error, retry } = useAnswer<ListPage<Mail>>(shipmentMailsPath(shipmentId));
  return (
    <section class="card">
      <h2>{t.entitlements.mails}</h2>
      {data?.items.length === 0 && <p class="muted">{t.entitlements.noMail}</p>}
      <ul class="mails">
        {data?.items.map(({ id, state, recipients, round, part, parts, queuedAt, settledAt }) => (
          <li key={id}>
            <MailState state={state} />
            <div>
              <time>{format.instant(settledAt ?? queuedAt)}</time>
              {round > 1 && <span class="muted"> {t.operations.round(format.count(round))}</span>}
              {parts > 1 && (
                <span class="muted">
                  {' '}
                  {format.count(part)}/{format.count(parts)}
                </span>
              )}
              <Recipients recipients={recipients} />
            </div>
          </li>
        ))}
      </ul>
      {error && !data && <Failure error={error} retry={retry} />}
      {!data && !error && <Skeleton rows={2} />}
    </section>
  );
}
