import type { NextInvoice } from '../../../api/answers.ts';
import { useAnswer } from '../../../api/cache.ts';
import * as format from '../../../text/format.ts';
import { t } from '../../../text/messages.ts';
import { Status } from '../../../ui/status.tsx';

/** What an account would be billed now, as a link to why; held where something is missing. */
export function NextAmount({ accountId }: { accountId: string }) {
  const id = encodeURIComponent(accountId);
  const { data, error } = useAnswer<NextInvoice>(`/api/accounts/${id}/next-invoice?limit=1`);
  if (!data) return <span class="muted">{error ? t.common.none : '…'}</span>;
  const { currency, total, net, state } = data;
  return (
    <a href={`/invoices/next/${id}`}>
      {currency === null ? t.common.none : format.money(total ?? net, currency)}
      {state === 'held' && (
        <>
          {' '}
          <Status tone="warn">{t.invoices.nextStates.held}</Status>
        </>
      )}
    </a>
  );
}
