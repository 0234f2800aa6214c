import type { InvoiceHead } from '../../api/answers.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../../ui/status.tsx';

type Payment = NonNullable<InvoiceHead['payment']>;

const tones = { open: 'info', 'part-paid': 'info', paid: 'good', overpaid: 'warn', credited: 'neutral' } as const;

/** Where an invoice stands (I14): what is late says so in place of how much has come. */
export function Standing({ payment: { state, overdue } }: { payment: Payment }) {
  return (
    <Status tone={overdue ? 'bad' : tones[state]}>{overdue ? t.invoices.overdue : t.invoices.payments[state]}</Status>
  );
}
