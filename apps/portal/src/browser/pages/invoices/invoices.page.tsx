import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { InvoiceGrid } from './invoice-grid.tsx';
import { NextGrid } from './next/next-grid.tsx';

/** What comes next for each account, then what was issued or is held (P8). */
export default function InvoicesPage() {
  return (
    <Page title={t.invoices.title} facts={t.invoices.facts}>
      <InvoiceGrid />
      <h2>{t.invoices.nextOnes}</h2>
      <NextGrid />
    </Page>
  );
}
