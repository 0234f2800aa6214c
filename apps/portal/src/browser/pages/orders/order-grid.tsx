import { ordersPath } from '../../addresses.ts';
import { query, setQuery } from '../../api/address.ts';
import type { Order } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { OrderState } from './order-state.tsx';

/** Orders of one account, or of all that the person sees, by how they stand (P7). */
export function OrderGrid({ account }: { account?: string }) {
  const asked = query.value;
  const list = useList<Order>(ordersPath(asked, account));
  return (
    <Grid
      page="orders"
      caption={t.orders.title}
      list={list}
      keyOf={({ orderNumber, source }) => `${orderNumber} ${source}`}
      nameOf={({ orderNumber }) => orderNumber}
      filters={
        <>
          <SearchField name="q" label={t.orders.search} />
          <Select
            label={t.orders.state}
            hideLabel
            value={asked.get('state') ?? ''}
            options={[
              ['', `${t.orders.state}: ${t.grid.all}`],
              ...['accepted', 'rejected', 'cancelled'].map(
                (state) => [state, t.orders.states[state] ?? state] as const,
              ),
            ]}
            onChange={(state) => setQuery({ state })}
          />
        </>
      }
      onClear={asked.has('state') || asked.has('q') ? () => setQuery({ state: null, q: null }) : undefined}
      empty={{ title: t.orders.empty, help: t.orders.emptyHelp }}
      columns={[
        {
          id: 'number',
          title: t.orders.number,
          cell: ({ orderNumber }) => (
            <a href={`/orders/${encodeURIComponent(orderNumber)}`}>
              <code>{orderNumber}</code>
            </a>
          ),
        },
        { id: 'state', title: t.orders.state, cell: ({ state }) => <OrderState state={state} /> },
        {
          id: 'account',
          title: t.entitlements.account,
          cell: ({ accounts }) => accounts.map(({ name, accountId }) => name ?? accountId).join(', '),
        },
        {
          id: 'lines',
          title: t.orders.lines,
          isNumber: true,
          // Of what was refused there are none.
          cell: ({ lines }) => (lines.length > 0 ? format.count(lines.length) : t.common.none),
        },
        {
          id: 'po',
          title: t.entitlements.purchaseOrder,
          cell: ({ purchaseOrder }) => purchaseOrder ?? t.common.none,
        },
        {
          id: 'received',
          title: t.orders.received,
          cell: ({ receivedAt }) => <time>{format.instant(receivedAt)}</time>,
        },
      ]}
    />
  );
}
