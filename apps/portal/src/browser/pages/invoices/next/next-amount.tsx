import { nextInvoicesPath } from '../../../addresses.ts';
import type { NextInvoiceTotals, Page } from '../../../api/answers.ts';
import { useAnswer } from '../../../api/cache.ts';
import * as format from '../../../text/format.ts';
import { t } from '../../../text/messages.ts';
import { Status } from '../../../ui/status.tsx';

interface NextAmountProps {
  readonly accountId: string;
  /** Accounts that are asked for together with it, itself among them. */
  readonly among?: readonly string[];
}

/** What an account would be billed now, as a link to why; held where something is missing. */
export function NextAmount({ accountId, among = [accountId] }: NextAmountProps) {
  const id = encodeURIComponent(accountId);
  const { data, error } = useAnswer<Page<NextInvoiceTotals>>(nextInvoicesPath(among));
  const next = data?.items.find((each) => each.accountId === accountId);
  if (!next) return <span class="muted">{data ? t.common.none : error ? t.state.unread : '…'}</span>;
  const { currency, total, net, state } = next;
  if (currency === null && state !== 'held') return <span class="muted">{t.common.none}</span>;
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
