import type { Parameters } from '../../addresses.ts';
import type { Invoice } from '../../api/answers.ts';
import { portalPath } from '../../api/call.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { LineTable } from './line-table.tsx';
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
                [t.invoices.reason, invoice.reason],
              ]}
            />
          </section>
          <LineTable lines={invoice.lines} currency={invoice.currency} />
          <Totals {...invoice} />
        </Page>
      )}
    </Answered>
  );
}
