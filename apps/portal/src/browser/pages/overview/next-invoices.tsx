import type { Account, NextInvoice } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';

const shown = 6;

/** What the monthly run would bill now. */
export function NextInvoices({ accounts }: { accounts: readonly Account[] }) {
  const billed = accounts.filter(({ products }) => products.length > 0).slice(0, shown);
  if (billed.length === 0) return <p class="muted">{t.overview.noInvoices}</p>;
  return (
    <ul class="invoices">
      {billed.map((account) => (
        <Row key={account.accountId} account={account} />
      ))}
    </ul>
  );
}

function Row({ account: { accountId, name } }: { account: Account }) {
  const { data, error } = useAnswer<NextInvoice>(`/api/accounts/${encodeURIComponent(accountId)}/next-invoice?limit=1`);
  return (
    <li>
      <a href={`/invoices/next/${encodeURIComponent(accountId)}`}>{name}</a>
      <span class="number">{data ? amountOf(data) : error ? t.common.none : '…'}</span>
    </li>
  );
}

/** The amount to be paid; without tax while none is known. */
export function amountOf({ total, net, currency }: NextInvoice): string {
  if (currency === null) return t.common.none;
  return format.money(total ?? net, currency);
}
