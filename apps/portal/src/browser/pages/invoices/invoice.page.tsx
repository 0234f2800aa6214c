import { useState } from 'preact/hooks';
import type { Parameters } from '../../addresses.ts';
import type { Invoice } from '../../api/answers.ts';
import { changed } from '../../api/cache.ts';
import { portalPath } from '../../api/call.ts';
import { session } from '../../api/shell.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { toast } from '../../ui/toast.tsx';
import { CreditForm } from './credit-form.tsx';
import { LineTable } from './line-table.tsx';
import { PaymentForm } from './payment-form.tsx';
import { Payments } from './payments.tsx';
import { Standing } from './standing.tsx';
import { Totals } from './totals.tsx';

/** One issued invoice or credit note with its lines and documents (P8). */
export default function InvoicePage({ parameters }: { parameters: Parameters }) {
  const number = parameters.number ?? '';
  const path = `/api/invoices/${encodeURIComponent(number)}`;
  return (
    <Answered<Invoice> path={path} title={number}>
      {(invoice) => (
        <Page
          title={`${t.invoices.documents[invoice.document]} ${invoice.number}`}
          facts={`${invoice.accountName} · ${format.month(invoice.period)}`}
          actions={
            <>
              <a class="button main" href={portalPath(`${path}.pdf`)} download>
                {t.invoices.pdf}
              </a>
              <a class="button" href={portalPath(`${path}.xml`)} download>
                {t.invoices.xml}
              </a>
              <Actions invoice={invoice} path={path} />
            </>
          }
        >
          {invoice.legalWay && <p class="hint">{t.invoices.legalWays[invoice.legalWay]}</p>}
          <section class="card">
            <Facts
              facts={[
                [t.invoices.issued, format.day(invoice.issuedOn)],
                [t.invoices.due, invoice.dueOn && format.day(invoice.dueOn)],
                [t.invoices.total, <strong key="total">{format.money(invoice.total, invoice.currency)}</strong>],
                [t.invoices.purchaseOrder, invoice.purchaseOrder],
                [t.invoices.reason, invoice.reason],
                [t.invoices.payment, invoice.payment && <Standing key="payment" payment={invoice.payment} />],
                [t.invoices.left, invoice.payment && format.money(invoice.payment.open, invoice.currency)],
              ]}
            />
          </section>
          <LineTable lines={invoice.lines} currency={invoice.currency} />
          <Totals {...invoice} />
          <Payments invoice={invoice} path={path} />
        </Page>
      )}
    </Answered>
  );
}

/** What operators do with an invoice: tell what came for it (I14), and take it back (I12). */
function Actions({ invoice, path }: { invoice: Invoice; path: string }) {
  const [shown, show] = useState<'payment' | 'credit'>();
  if (!session().operator || invoice.document !== 'invoice') return null;
  const Form = shown === 'payment' ? PaymentForm : CreditForm;
  const done = (said: string) => {
    show(undefined);
    toast(said);
    changed('/api/invoices');
  };
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => show('payment')}>
        {t.invoices.recordPayment}
      </button>
      <button type="button" aria-haspopup="dialog" onClick={() => show('credit')}>
        {t.invoices.credit}
      </button>
      {shown && <Form invoice={invoice} path={path} onClose={() => show(undefined)} onDone={done} />}
    </>
  );
}
