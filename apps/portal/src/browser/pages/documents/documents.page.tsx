import { documentsPath } from '../../addresses.ts';
import { setQuery } from '../../api/address.ts';
import type { OrderDocument } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { OrderNumber, OutcomeStatus } from './outcome.tsx';

/** So many orders of a document stand in its row; the others on its page. */
const shownOrders = 3;

/** Documents of other systems that are about the person's accounts, and what became of them (P7). */
export default function DocumentsPage({ query }: { query: URLSearchParams }) {
  const { documents: words } = t;
  const list = useList<OrderDocument>(documentsPath(query));
  const isNarrowed = ['sender', 'order', 'outcome'].some((name) => query.has(name));
  return (
    <Page title={words.title} facts={words.facts}>
      <Grid
        page="documents"
        caption={words.title}
        list={list}
        keyOf={({ documentId }) => documentId}
        nameOf={({ sender, receivedAt }) => `${sender}, ${format.instant(receivedAt)}`}
        filters={
          <>
            <SearchField name="sender" label={words.senderFilter} />
            <SearchField name="order" label={words.orderFilter} />
            <Select
              label={words.outcomeFilter}
              hideLabel
              value={query.get('outcome') ?? ''}
              options={[['', `${words.outcome}: ${t.grid.all}`], ...Object.entries(words.outcomes)]}
              onChange={(outcome) => setQuery({ outcome })}
            />
          </>
        }
        onClear={isNarrowed ? () => setQuery({ sender: null, order: null, outcome: null }) : undefined}
        empty={{ title: words.empty, help: words.emptyHelp }}
        columns={[
          {
            id: 'received',
            title: words.received,
            cell: ({ documentId, receivedAt }) => (
              <a href={`/documents/${encodeURIComponent(documentId)}`}>
                <time>{format.instant(receivedAt)}</time>
              </a>
            ),
          },
          { id: 'orders', title: words.orders, cell: ({ orders }) => <Numbers orders={orders} /> },
          { id: 'outcome', title: words.outcome, cell: (document) => <Outcomes document={document} /> },
          { id: 'sender', title: words.sender, cell: ({ sender }) => sender },
          { id: 'format', title: words.format, cell: (document) => <code>{document.format}</code> },
        ]}
      />
    </Page>
  );
}

function Numbers({ orders }: Pick<OrderDocument, 'orders'>) {
  if (orders.length === 0) return <>{t.common.none}</>;
  const left = orders.length - shownOrders;
  return (
    <span class="inline-list">
      {orders.slice(0, shownOrders).map((order) => (
        <OrderNumber key={order.position} order={order} />
      ))}
      {left > 0 && <span class="muted">{t.documents.more(left)}</span>}
    </span>
  );
}

/** Each outcome once; what is wrong with parts of no order is a refusal too. */
function Outcomes({ document: { orders, violations } }: { document: OrderDocument }) {
  const alike = Map.groupBy(orders, ({ outcome }) => outcome);
  return (
    <span class="inline-list">
      {[...alike].map(([outcome, { length }]) => (
        <OutcomeStatus key={outcome} outcome={outcome} count={orders.length > 1 ? format.count(length) : undefined} />
      ))}
      {violations.length > 0 && !alike.has('refused') && <OutcomeStatus outcome="refused" />}
    </span>
  );
}
