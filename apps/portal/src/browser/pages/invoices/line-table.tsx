import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { type InvoiceLine, Why } from './why.tsx';

interface LineTableProps {
  readonly lines: readonly InvoiceLine[];
  readonly currency: string;
}

/** The lines of an invoice, each with why it is there. */
export function LineTable({ lines, currency }: LineTableProps) {
  return (
    <div class="table-scroll">
      <table class="stacked lines">
        <thead>
          <tr>
            <th scope="col">{t.entitlements.product}</th>
            <th scope="col" class="number">
              {t.organization.quantity}
            </th>
            <th scope="col" class="number">
              {t.invoices.price}
            </th>
            <th scope="col" class="number">
              {t.invoices.amountIn(currency)}
            </th>
            <th scope="col">{t.invoices.kind}</th>
            <th scope="col">{t.invoices.cause}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <Line key={`${line.sku}${index}`} line={line} currency={currency} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ line, currency }: { line: InvoiceLine; currency: string }) {
  const { sku, name, site, kind, quantity, unitPrice, amount } = line;
  const sign = kind === 'adjustment' ? 'exceptZero' : 'auto';
  return (
    <tr>
      <td>
        {name} <code class="muted">{sku}</code>
        {site && <span class="muted"> {t.invoices.forSite(site.name)}</span>}
      </td>
      <td class="number" data-title={t.organization.quantity}>
        {kind === 'adjustment' && quantity > 0 ? '+' : ''}
        {format.count(quantity)}
      </td>
      <td class="number" data-title={t.invoices.price}>
        {format.amount(unitPrice, currency)}
      </td>
      <td class="number" data-title={t.invoices.amountIn(currency)}>
        {format.amount(amount, currency, sign)}
      </td>
      <td data-title={t.invoices.kind}>{t.invoices.kinds[kind]}</td>
      <td data-title={t.invoices.cause}>
        <Why line={line} />
      </td>
    </tr>
  );
}
