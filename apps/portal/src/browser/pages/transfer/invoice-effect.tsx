import type { InvoiceChange, NextInvoice, NextInvoicePreview } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { usePreview } from '../../api/preview.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';

interface InvoiceEffectProps {
  readonly accountId: string;
  readonly plan: { readonly nextInvoice?: readonly InvoiceChange[] };
}

/** D7, I7: what the next invoice comes to now and with this, both with tax (R13); what is paid once changes nothing. */
export function InvoiceEffect({ accountId, plan }: InvoiceEffectProps) {
  const changes = plan.nextInvoice?.filter((change) => change.accountId === accountId) ?? [];
  return changes.length === 0 ? <Stays accountId={accountId} /> : <Changes accountId={accountId} changes={changes} />;
}

function Stays({ accountId }: { accountId: string }) {
  const { data } = useAnswer<NextInvoice>(`${nextInvoiceOf(accountId)}?limit=1`);
  const now = data?.currency ? format.money(data.total ?? data.net, data.currency) : undefined;
  return <span>{now ? t.transfer.invoiceStays(now) : t.transfer.unchanged}</span>;
}

function Changes({ accountId, changes }: { accountId: string; changes: readonly InvoiceChange[] }) {
  const { plan } = usePreview<NextInvoicePreview>(nextInvoiceOf(accountId), { nextInvoice: changes });
  const touched = plan?.invoices.filter(({ currency }) => changes.some((change) => change.currency === currency));
  // Until that is there, and for those who do not see the invoice: what the plan itself says, without tax.
  if (!touched || touched.length === 0) {
    const net = changes.map(({ amount, currency }) => format.money(amount, currency, 'exceptZero')).join(', ');
    return <strong>{t.transfer.invoiceNet(net)}</strong>;
  }
  return (
    <>
      {touched.map(({ currency, before, after }) => (
        <span key={currency} class="change">
          {format.money(before.total ?? before.net, currency)} →{' '}
          <strong>{format.money(after.total ?? after.net, currency)}</strong>
          {after.total === null && <span class="muted"> {t.transfer.invoiceWithoutTax}</span>}
        </span>
      ))}
    </>
  );
}

function nextInvoiceOf(accountId: string): string {
  return `/api/accounts/${encodeURIComponent(accountId)}/next-invoice`;
}
