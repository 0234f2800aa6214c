import type { NextInvoice, TransferPreview } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import type { CallError } from '../../api/call.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Refusals, wordsFor } from '../../ui/states.tsx';
import { Change } from './change.tsx';

interface AfterThisProps {
  readonly plan: TransferPreview | undefined;
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
  readonly isAsked: boolean;
}

/** Both sides before and after, and what it does to the next invoice of each; or what stands in the way. */
export function AfterThis({ plan, error, isLoading, isAsked }: AfterThisProps) {
  const violations = plan?.violations ?? error?.violations ?? [];
  return (
    <section class="after" aria-label={t.transfer.after} aria-busy={isLoading}>
      <h3>{t.transfer.after}</h3>
      <div aria-live="polite">
        {!isAsked && <p class="muted">{t.transfer.chooseQuantity}</p>}
        {error && violations.length === 0 && <p class="error">{wordsFor(error).title}</p>}
        <Refusals violations={violations} />
        {plan?.sides && plan.sides.length > 0 && violations.length === 0 && <Sides plan={plan} />}
      </div>
    </section>
  );
}

function Sides({ plan }: { plan: TransferPreview }) {
  return (
    <div class="table-scroll">
      <table class="plain stacked">
        <thead>
          <tr>
            <th scope="col">{t.transfer.side}</th>
            <th scope="col">{t.transfer.product}</th>
            <th scope="col">{t.management.total}</th>
            <th scope="col">{t.management.available}</th>
            <th scope="col">{t.management.inUse}</th>
            <th scope="col">{t.transfer.invoice}</th>
          </tr>
        </thead>
        <tbody>
          {plan.sides?.map(({ accountId, name, product, before, after }) => (
            <tr key={`${accountId} ${product}`}>
              <td>{name}</td>
              <td data-title={t.transfer.product}>{product}</td>
              <td data-title={t.management.total}>
                <Change before={before.total} after={after.total} />
              </td>
              <td data-title={t.management.available}>
                <Change before={before.available} after={after.available} />
              </td>
              <td data-title={t.management.inUse}>{format.count(after.inUse)}</td>
              <td data-title={t.transfer.invoice}>
                <InvoiceEffect accountId={accountId} plan={plan} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** D7, I7: what the next invoice is now, and by how much this changes it; what is paid once changes nothing. */
export function InvoiceEffect({ accountId, plan }: { accountId: string; plan: Pick<TransferPreview, 'nextInvoice'> }) {
  const { data } = useAnswer<NextInvoice>(`/api/accounts/${encodeURIComponent(accountId)}/next-invoice?limit=1`);
  const now = data?.currency ? format.money(data.total ?? data.net, data.currency) : undefined;
  const changes = plan.nextInvoice?.filter((change) => change.accountId === accountId) ?? [];
  if (changes.length === 0) return <span>{now ? t.transfer.invoiceStays(now) : t.transfer.unchanged}</span>;
  const signed = changes.map(({ amount, currency }) => format.money(amount, currency, 'exceptZero')).join(', ');
  return <strong>{now ? t.transfer.invoiceChanges(now, signed) : signed}</strong>;
}
