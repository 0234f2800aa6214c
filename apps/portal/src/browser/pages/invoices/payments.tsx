import { useState } from 'preact/hooks';
import type { Invoice } from '../../api/answers.ts';
import { changed } from '../../api/cache.ts';
import { useCommit } from '../../api/preview.ts';
import { session } from '../../api/shell.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { Field } from '../../ui/field.tsx';
import { Status } from '../../ui/status.tsx';
import { toast } from '../../ui/toast.tsx';
import { InvoiceForm } from './invoice-form.tsx';

type Payment = NonNullable<Invoice['payments']>[number];

/** What came for an invoice, and what of that the bank took back; operators tell of that (I14). */
export function Payments({ invoice: { payments = [] }, path }: { invoice: Invoice; path: string }) {
  const [asked, ask] = useState<Payment>();
  if (payments.length === 0) return null;
  return (
    <section class="card">
      <h2>{t.invoices.payment}</h2>
      <Facts
        facts={payments.map((payment) => [
          format.day(payment.receivedOn),
          <PaymentLine key={payment.paymentId} payment={payment} onReturn={() => ask(payment)} />,
        ])}
      />
      {asked && <ReturnForm payment={asked} path={path} onClose={() => ask(undefined)} />}
    </section>
  );
}

function PaymentLine({ payment, onReturn }: { payment: Payment; onReturn: () => void }) {
  const { amount, currency, reference, recordedBy, returned } = payment;
  return (
    <>
      {[format.money(amount, currency), reference, recordedBy].filter(Boolean).join(' · ')}{' '}
      {returned && (
        <>
          <Status tone="bad">{t.invoices.returnedOn(format.day(returned.returnedOn))}</Status> {returned.reason}
        </>
      )}
      {!returned && session().operator && (
        <button type="button" aria-haspopup="dialog" onClick={onReturn}>
          {t.invoices.returnPayment}
        </button>
      )}
    </>
  );
}

function ReturnForm({ payment, path, onClose }: { payment: Payment; path: string; onClose: () => void }) {
  const [returnedOn, setReturnedOn] = useState(format.today());
  const [reason, setReason] = useState('');
  const commit = useCommit<unknown>(() => {
    onClose();
    toast(t.invoices.paymentReturned);
    changed('/api/invoices');
  });
  const body = { returnedOn, ...(reason.trim() && { reason: reason.trim() }) };
  return (
    <InvoiceForm
      title={t.invoices.returnPayment}
      error={commit.error}
      isRunning={commit.isRunning}
      onSubmit={() => void commit.run(`${path}/payments/${encodeURIComponent(payment.paymentId)}/return`, body)}
      onClose={onClose}
    >
      <p>{[format.money(payment.amount, payment.currency), payment.reference].filter(Boolean).join(' · ')}</p>
      <Field label={t.invoices.takenBackOn} path="returnedOn" kind="date" value={returnedOn} onInput={setReturnedOn} />
      <Field label={t.invoices.bankReason} path="reason" value={reason} onInput={setReason} />
    </InvoiceForm>
  );
}
