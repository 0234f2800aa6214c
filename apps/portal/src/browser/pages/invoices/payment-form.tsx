import { useState } from 'preact/hooks';
import type { Invoice } from '../../api/answers.ts';
import { useCommit } from '../../api/preview.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Field } from '../../ui/field.tsx';
import { decimal, InvoiceForm, type InvoiceFormProps } from './invoice-form.tsx';

/** Records what came for an invoice, for operators (I14). */
export function PaymentForm({ invoice, path, onClose, onDone }: InvoiceFormProps) {
  const { open = '0', overdue } = invoice.payment ?? {};
  const [amount, setAmount] = useState(Number(open) > 0 ? open : '');
  const [receivedOn, setReceivedOn] = useState(format.today());
  const [reference, setReference] = useState('');
  const commit = useCommit<Invoice>(() => onDone(t.invoices.paymentRecorded));
  const body = { amount: decimal(amount), receivedOn, ...(reference.trim() && { reference: reference.trim() }) };
  return (
    <InvoiceForm
      title={t.invoices.recordPayment}
      error={commit.error}
      isRunning={commit.isRunning}
      onSubmit={() => void commit.run(`${path}/payments`, body)}
      onClose={onClose}
    >
      <Field
        label={t.invoices.amountIn(invoice.currency)}
        path="amount"
        value={amount}
        onInput={setAmount}
        hint={`${t.invoices.left}: ${format.money(open, invoice.currency)}${overdue ? ` · ${t.invoices.overdue}` : ''}`}
      />
      <Field label={t.invoices.receivedOn} path="receivedOn" kind="date" value={receivedOn} onInput={setReceivedOn} />
      <Field label={t.invoices.reference} path="reference" value={reference} onInput={setReference} />
    </InvoiceForm>
  );
}
