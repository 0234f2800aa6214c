import { nextInvoicesPath } from '../../addresses.ts';
import type { Account, InvoiceHead, Page as ListPage, NextInvoiceTotals } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Failure } from '../../ui/states.tsx';
import { sparkPoints } from './months.ts';

const shown = 6;

/** What the monthly run would bill now, beside what it billed before. */
export function NextInvoices({ accounts }: { accounts: readonly Account[] }) {
  const issued = useAnswer<ListPage<InvoiceHead>>('/api/invoices?limit=100');
  const billed = accounts.filter(({ products }) => products.length > 0).slice(0, shown);
  const asked = billed.length > 0 ? nextInvoicesPath(billed.map(({ accountId }) => accountId)) : null;
  const { data, error, retry } = useAnswer<ListPage<NextInvoiceTotals>>(asked);
  const amount = ({ accountId }: Account) => {
    const next = data?.items.find((one) => one.accountId === accountId);
    if (next) return amountOf(next);
    return data ? t.common.none : '…';
  };
  if (billed.length === 0) return <p class="muted">{t.overview.noInvoices}</p>;
  if (error && !data) return <Failure error={error} retry={retry} />;
  const past = (issued.data?.items ?? []).filter(({ document }) => document === 'invoice').toReversed();
  const ofShown = past.filter(({ accountId }) => billed.some((one) => one.accountId === accountId));
  return (
    <>
      <ul class="invoices">
        {billed.map((account) => (
          <Row
            key={account.accountId}
            account={account}
            amount={amount(account)}
            past={ofShown.filter(({ accountId }) => accountId === account.accountId)}
          />
        ))}
      </ul>
      {ofShown.length > 0 && <Past invoices={ofShown} />}
    </>
  );
}

interface RowProps {
  readonly account: Account;
  readonly amount: string;
  readonly past: readonly InvoiceHead[];
}

function Row({ account: { accountId, name }, amount, past }: RowProps) {
  return (
    <li>
      <a href={`/invoices/next/${encodeURIComponent(accountId)}`}>{name}</a>
      {past.length > 0 && (
        <svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <polyline points={sparkPoints(past.map(({ total }) => Number(total)))} />
        </svg>
      )}
      <span class="number">{amount}</span>
    </li>
  );
}

/** What the lines are drawn from. */
function Past({ invoices }: { invoices: readonly InvoiceHead[] }) {
  return (
    <details class="as-table">
      <summary>{t.overview.asTable}</summary>
      <div class="table-scroll">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{t.eventLog.account}</th>
              <th scope="col">{t.invoices.period}</th>
              <th scope="col" class="number">
                {t.invoices.total}
              </th>
            </tr>
          </thead>
          <tbody>
            {invoices.map(({ number, accountName, period, total, currency }) => (
              <tr key={number}>
                <td>
                  <bdi>{accountName}</bdi>
                </td>
                <td>
                  <a href={`/invoices/${encodeURIComponent(number)}`}>{format.month(period)}</a>
                </td>
                <td class="number">{format.money(total, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** The amount to be paid; without tax while none is known. */
function amountOf({ total, net, currency }: NextInvoiceTotals): string {
  if (currency === null) return t.common.none;
  return format.money(total ?? net, currency);
}
