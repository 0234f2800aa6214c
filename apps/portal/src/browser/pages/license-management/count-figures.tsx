import type { CountPreview } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { InvoiceEffect } from '../transfer/invoice-effect.tsx';

interface CountFiguresProps {
  readonly action: 'purchase' | 'decrease';
  readonly plan: CountPreview;
}

/** The figures of the source pages, under their names (D5, D6). */
export function CountFigures({ action, plan }: CountFiguresProps) {
  const { management } = t;
  const money = (amount: string | undefined) =>
    amount === undefined || plan.currency === undefined ? t.common.none : format.money(amount, plan.currency);
  const count = (value: number | undefined) => (value === undefined ? t.common.none : format.count(value));
  const rows =
    action === 'purchase'
      ? [
          [management.addedLicenses, count(plan.addedLicenses)],
          [management.addedCost, money(plan.addedCost)],
        ]
      : [
          [management.decreasedLicenses, count(plan.decreasedLicenses)],
          [management.decreasedCost, money(plan.decreasedCost)],
        ];
  const figures = [
    [management.newTotal, count(plan.after?.total)],
    [management.newAvailable, count(plan.after?.available)],
    [management.currentEstimate, money(plan.currentEstimate)],
    ...rows,
    [management.estimatedTotal, money(plan.estimatedTotal)],
  ];
  return (
    <dl class="sums">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {plan.accountId && (
        <div>
          <dt>{t.transfer.invoice}</dt>
          <dd>
            <InvoiceEffect accountId={plan.accountId} plan={plan} />
          </dd>
        </div>
      )}
    </dl>
  );
}
