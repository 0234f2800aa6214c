import { lotPath } from '../../addresses.ts';
import type { ShownLot } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { t } from '../../text/messages.ts';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { Holders } from '../lots/holders.tsx';

/** Who holds the licenses of an entitlement now; its lot has everything that was done with them (R4). */
export function HeldNow({ lotId }: { lotId: string }) {
  const { data, error, retry } = useAnswer<ShownLot>(lotPath(lotId));
  // Fulfillment tells of it before the ledger has posted it.
  const isMissing = !data && error?.status === 404;
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t.entitlements.heldNow}</h2>
        {data && <a href={`/lots/${encodeURIComponent(lotId)}`}>{t.lots.timeline}</a>}
      </div>
      {data && data.holders.length > 0 && <Holders holders={data.holders} />}
      {data?.holders.length === 0 && <p class="muted">{t.entitlements.heldByNobody}</p>}
      {isMissing && <p class="muted">{t.entitlements.notPosted}</p>}
      {error && !data && !isMissing && <Failure error={error} retry={retry} />}
      {!data && !error && <Skeleton rows={2} />}
    </section>
  );
}
