import type { NextInvoice } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';

type TotalsProps = Pick<NextInvoice, 'net' | 'taxes' | 'total' | 'accountedTax'> & { readonly currency: string };

/** Net, tax per rate, total; what is held has no tax yet (I8). */
export function Totals({ net, taxes, total, accountedTax, currency }: TotalsProps) {
  const money = (amount: string) => format.money(amount, currency);
  return (
    <dl class="sums totals">
      <div>
        <dt>{t.invoices.net}</dt>
        <dd>{money(net)}</dd>
      </div>
      {taxes.map(({ rate, category, reason, net: taxed, tax }) => (
        <div key={`${rate} ${category}`}>
          <dt>
            {t.invoices.taxOf(format.percent(rate), money(taxed))}
            {reason && ` · ${reason}`}
          </dt>
          <dd>{money(tax)}</dd>
        </div>
      ))}
      {accountedTax && (
        <div>
          <dt>{t.invoices.accountedTax(accountedTax.currency, rateText(accountedTax), format.day(accountedTax.on))}</dt>
          <dd>{format.money(accountedTax.tax, accountedTax.currency)}</dd>
        </div>
      )}
      <div class="total">
        <dt>{t.invoices.total}</dt>
        <dd>{total === null ? t.invoices.unknownTax : money(total)}</dd>
      </div>
    </dl>
  );
}

/** `1 USD = 0.9268 EUR`, to the digit. */
function rateText({ from, rate, to }: NonNullable<TotalsProps['accountedTax']>): string {
  return `1 ${from} = ${rate} ${to}`;
}
