import { invoicesPath } from '../../addresses.ts';
import { query, setQuery } from '../../api/address.ts';
import type { DraftInvoice, HeldInvoice, InvoiceHead } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { Refusals } from '../../ui/states.tsx';
import { ReviewState } from './review.tsx';
import { Standing } from './standing.tsx';

type Row = InvoiceHead | HeldInvoice | DraftInvoice;

/** Issued invoices and credit notes, or those that are held and what they lack (P8, I8), of one account or of all. */
export function InvoiceGrid({ account }: { account?: string }) {
  const asked = query.value;
  const list = useList<Row>(invoicesPath(asked, account));
  return (
    <Grid
      page="invoices"
      caption={t.invoices.title}
      list={list}
      keyOf={(row) => ('number' in row ? row.number : `${row.accountId} ${row.period} ${row.currency}`)}
      nameOf={(row) => ('number' in row ? row.number : row.accountName)}
      filters={
        <Select
          label={t.invoices.state}
          hideLabel
          value={asked.get('payment') ?? asked.get('state') ?? ''}
          options={[
            ['', t.invoices.issuedOnes],
            ['held', t.invoices.heldOnes],
            ['draft', t.invoices.draftOnes],
            ['open', t.invoices.openOnes],
            ['overdue', t.invoices.overdueOnes],
            ['paid', t.invoices.paidOnes],
          ]}
          onChange={(chosen) => {
            const isState = ['', 'held', 'draft'].includes(chosen);
            setQuery(isState ? { state: chosen, payment: null } : { state: null, payment: chosen });
          }}
        />
      }
      onClear={asked.has('state') || asked.has('payment') ? () => setQuery({ state: null, payment: null }) : undefined}
      empty={{ title: t.invoices.empty, help: t.invoices.emptyHelp }}
      columns={[
        {
          id: 'number',
          title: t.invoices.number,
          cell: (row) =>
            'number' in row ? (
              <a href={`/invoices/${encodeURIComponent(row.number)}`}>{row.number}</a>
            ) : 'review' in row ? (
              <ReviewState review={row.review} />
            ) : (
              <Refusals violations={row.missing} />
            ),
        },
        {
          id: 'account',
          title: t.entitlements.account,
          cell: ({ accountId, accountName }) => (
            <a href={`/invoices/next/${encodeURIComponent(accountId)}`}>{accountName}</a>
          ),
        },
        {
          id: 'total',
          title: t.invoices.total,
          isNumber: true,
          cell: (row) => format.money('number' in row ? row.total : row.net, row.currency),
        },
        {
          id: 'payment',
          title: t.invoices.payment,
          cell: (row) => ('number' in row && row.payment ? <Standing payment={row.payment} /> : t.common.none),
        },
        { id: 'period', title: t.invoices.period, cell: ({ period }) => <time>{format.month(period)}</time> },
        {
          id: 'issued',
          title: t.invoices.issued,
          cell: (row) => ('number' in row ? <time>{format.day(row.issuedOn)}</time> : t.common.none),
        },
      ]}
    />
  );
}
