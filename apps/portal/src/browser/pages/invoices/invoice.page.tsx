import type { Parameters } from '../../addresses.ts';
import type { Invoice } from '../../api/answers.ts';
import { portalPath } from '../../api/call.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';

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
            </>
          }
        >
          <section class="card">
            <Facts
              facts={[
                [t.invoices.issued, format.day(invoice.issuedOn)],
                [t.invoices.due, invoice.dueOn && format.day(invoice.dueOn)],
                [t.invoices.net, format.money(invoice.net, invoice.currency)],
                [t.invoices.tax, format.money(invoice.tax, invoice.currency)],
                [t.invoices.total, <strong key="total">{format.money(invoice.total, invoice.currency)}</strong>],
                [t.invoices.reason, invoice.reason],
              ]}
            />
          </section>
          <Lines invoice={invoice} />
        </Page>
      )}
    </Answered>
  );
}

function Lines({ invoice: { lines, currency } }: { invoice: Invoice }) {
  return (
    <div class="table-scroll">
      <table class="stacked">
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
              {t.invoices.amount}
            </th>
            <th scope="col">{t.invoices.cause}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ sku, name, quantity, unitPrice, amount, cause }, index) => (
            <tr key={`${sku}${index}`}>
              <td>
                {name} <code class="muted">{sku}</code>
              </td>
              <td class="number" data-title={t.organization.quantity}>
                {format.count(quantity)}
              </td>
              <td class="number" data-title={t.invoices.price}>
                {format.money(unitPrice, currency)}
              </td>
              <td class="number" data-title={t.invoices.amount}>
                {format.money(amount, currency)}
              </td>
              <td data-title={t.invoices.cause}>{cause ? (cause.reference ?? cause.initiatedBy) : t.common.none}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
