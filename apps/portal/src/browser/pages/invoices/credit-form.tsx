import { useState } from 'preact/hooks';
import type { CreditPreview, Invoice } from '../../api/answers.ts';
import { useCommit, usePreview } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Field, Select } from '../../ui/field.tsx';
import { Refusals } from '../../ui/states.tsx';
import { decimal, InvoiceForm, type InvoiceFormProps } from './invoice-form.tsx';
import { Totals } from './totals.tsx';

/** More lines than these are credited over the interface. */
const mostLines = 100;

/** Credits an invoice or parts of its lines, with what the credit note will say before it is issued; for operators (I12). */
export function CreditForm({ invoice, path, onClose, onDone }: InvoiceFormProps) {
  const words = t.invoices;
  const [reason, setReason] = useState('');
  const [reasonCode, setReasonCode] = useState('goodwill');
  const [amounts, setAmounts] = useState<Readonly<Record<number, string>>>({});
  const [isRebilled, setRebilled] = useState(false);
  const lines = Object.entries(amounts)
    .filter(([, amount]) => amount.trim() !== '')
    .map(([line, amount]) => ({ line: Number(line), amount: decimal(amount) }));
  const body = { reason: reason.trim(), reasonCode, rebill: isRebilled, ...(lines.length > 0 && { lines }) };
  const commit = useCommit<Invoice>(() => onDone(words.isCredited));
  const { plan } = usePreview<CreditPreview>(`${path}/credit`, body.reason === '' ? null : body);
  const creditable = invoice.lines
    .map((line, index) => ({ ...line, place: index + 1 }))
    .filter(({ amount }) => Number(amount) > 0)
    .slice(0, mostLines);
  return (
    <InvoiceForm
      title={words.credit}
      error={commit.error}
      isRunning={commit.isRunning}
      onSubmit={() => void commit.run(`${path}/credit`, body)}
      onClose={onClose}
    >
      <Select
        label={words.reasonCode}
        path="reasonCode"
        value={reasonCode}
        options={Object.entries(words.reasons)}
        onChange={setReasonCode}
      />
      <Field label={words.reason} path="reason" value={reason} onInput={setReason} hint={words.reasonHelp} />
      <fieldset class="stack">
        <legend>{words.creditedLines}</legend>
        {creditable.map(({ place, name, amount }) => (
          <Field
            key={place}
            label={`${place}. ${name}`}
            path={`lines[${lines.findIndex(({ line }) => line === place)}].amount`}
            value={amounts[place] ?? ''}
            onInput={(typed) => setAmounts({ ...amounts, [place]: typed })}
            placeholder={amount}
          />
        ))}
      </fieldset>
      <label class="check">
        <input type="checkbox" checked={isRebilled} onChange={(event) => setRebilled(event.currentTarget.checked)} />
        {words.rebill}
      </label>
      <div aria-live="polite">
        {plan && plan.violations.length > 0 && <Refusals violations={plan.violations} />}
        {plan?.creditNote && <Totals {...plan.creditNote} />}
      </div>
    </InvoiceForm>
  );
}
