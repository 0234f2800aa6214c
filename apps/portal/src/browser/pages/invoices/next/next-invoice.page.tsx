import { useState } from 'preact/hooks';
import { nextInvoicePath, type Parameters } from '../../../addresses.ts';
import { useAccountName } from '../../../api/account-choices.ts';
import { setQuery } from '../../../api/address.ts';
import type { NextInvoice } from '../../../api/answers.ts';
import { useAnswer } from '../../../api/cache.ts';
import { live } from '../../../api/live.ts';
import { Page } from '../../../frame/frame.tsx';
import * as format from '../../../text/format.ts';
import { t } from '../../../text/messages.ts';
import { Select } from '../../../ui/field.tsx';
import { Failure, Note, Refusals, Skeleton } from '../../../ui/states.tsx';
import { Status } from '../../../ui/status.tsx';
import { LineTable } from '../line-table.tsx';
import { Review } from '../review.tsx';
import { Totals } from '../totals.tsx';

const linesAtOnce = 200;

/** What the monthly run would bill at this moment, every line with why it is there, and what is missing where it is held (I4, I8). */
export default function NextInvoicePage({ parameters, query }: { parameters: Parameters; query: URLSearchParams }) {
  const id = parameters.account ?? '';
  const [limit, setLimit] = useState(linesAtOnce);
  const name = useAccountName(id);
  const path = nextInvoicePath(id, query.get('currency'), limit, query.get('purchaseOrder'));
  const { data, error, retry, isLoading } = useAnswer<NextInvoice>(path);
  const payer = useAccountName(data?.billedWith);
  if (!data || data.accountId !== id) {
    return (
      <Page title={error?.status === 404 ? t.state.missing : t.invoices.next} facts={'\u00a0'}>
        {error ? <Failure error={error} retry={retry} isTitled /> : <Skeleton />}
      </Page>
    );
  }
  const organization = `/organizations/${encodeURIComponent(id)}`;
  return (
    <Page
      title={t.invoices.nextOf(format.month(data.period))}
      facts={
        <>
          <a href={organization}>{name}</a> · {t.invoices.asOfNow} · {t.live[live.value]}
        </>
      }
      actions={
        <>
          {data.currencies.length > 1 && (
            <Select
              label={t.invoices.currency}
              hideLabel
              value={data.currency ?? ''}
              options={data.currencies.map((currency) => [currency, currency])}
              onChange={(currency) => setQuery({ currency })}
            />
          )}
          {data.purchaseOrders && data.purchaseOrders.length > 1 && (
            <Select
              label={t.invoices.purchaseOrder}
              hideLabel
              value={data.purchaseOrder ?? ''}
              options={data.purchaseOrders.map((order) => [order, order || t.invoices.withoutOrder])}
              onChange={(purchaseOrder) => setQuery({ purchaseOrder })}
            />
          )}
          <a class="button" href={`${organization}/invoices`}>
            {t.invoices.past}
          </a>
        </>
      }
    >
      {data.billedWith !== undefined && <Note title={t.invoices.billedWith(payer ?? data.billedWith)} />}
      <Standing invoice={data} accountId={id} />
      {data.currency !== null && data.lines.length > 0 ? (
        <section class="stack" aria-busy={isLoading}>
          <LineTable lines={data.lines} currency={data.currency} />
          {data.lines.length < data.lineCount && (
            <button type="button" class="more" onClick={() => setLimit(limit + linesAtOnce)}>
              {t.invoices.moreLines(data.lineCount - data.lines.length)}
            </button>
          )}
          <Totals {...data} currency={data.currency} />
        </section>
      ) : (
        <Note title={t.invoices.nothingYet} help={t.invoices.nothingYetHelp} />
      )}
    </Page>
  );
}

/** What it comes to, or what it lacks and who can tell it. */
function Standing({ invoice, accountId }: { invoice: NextInvoice; accountId: string }) {
  const { state, currency, net, total, missing } = invoice;
  if (currency === null) return null;
  return (
    <section class={state === 'held' ? 'card warning' : 'card'}>
      <p class="figure">
        {format.money(total ?? net, currency)}{' '}
        <span class="muted">{total === null ? t.invoices.withoutTax : t.invoices.withTax}</span>
      </p>
      {invoice.document === 'credit-note' && (
        <p>
          <Status tone="neutral">{t.invoices.documents[invoice.document]}</Status> {t.invoices.becomesCredit}
        </p>
      )}
      {state !== 'open' && (
        <p>
          <Status tone={state === 'held' ? 'warn' : 'neutral'}>{t.invoices.nextStates[state]}</Status>{' '}
          {state === 'held' ? t.invoices.heldHelp : t.invoices.nothingToPayHelp}
        </p>
      )}
      <Refusals violations={missing ?? []} />
      {invoice.review && <Review review={invoice.review} accountId={accountId} />}
      {state === 'held' && (
        <p>
          <a href={`/organizations/${encodeURIComponent(accountId)}/people`}>{t.invoices.whoCould}</a>
        </p>
      )}
    </section>
  );
}
