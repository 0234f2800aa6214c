import { entitlementsPath } from '../../addresses.ts';
import { query, setQuery } from '../../api/address.ts';
import type { Entitlement } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { SearchField } from '../../ui/search-field.tsx';

/** Entitlements of one account, or of all that the person sees (P6). */
export function EntitlementGrid({ account }: { account?: string }) {
  const asked = query.value;
  const list = useList<Entitlement>(entitlementsPath(asked, account));
  return (
    <Grid
      page="entitlements"
      caption={t.entitlements.title}
      list={list}
      keyOf={({ entitlementId }) => entitlementId}
      nameOf={({ product }) => product.name}
      filters={<Filters />}
      onClear={
        ['q', 'status', 'endsBefore'].some((name) => asked.has(name))
          ? () => setQuery({ q: null, status: null, endsBefore: null, sort: null })
          : undefined
      }
      empty={{ title: t.entitlements.empty, help: t.entitlements.emptyHelp }}
      columns={[
        {
          id: 'product',
          title: t.entitlements.product,
          cell: ({ entitlementId, product }) => (
            <a href={`/entitlements/${encodeURIComponent(entitlementId)}`}>{product.name}</a>
          ),
        },
        {
          id: 'account',
          title: t.entitlements.account,
          cell: ({ accountId, accounts }) => accounts.find((one) => one.accountId === accountId)?.name ?? accountId,
        },
        {
          id: 'quantity',
          title: t.organization.quantity,
          isNumber: true,
          cell: ({ quantity }) => format.count(quantity),
        },
        { id: 'starts', title: t.entitlements.starts, cell: ({ startsOn }) => <time>{format.day(startsOn)}</time> },
        {
          id: 'ends',
          title: t.entitlements.ends,
          cell: ({ endsOn }) => (endsOn ? <time>{format.day(endsOn)}</time> : t.organization.perpetual),
        },
        {
          id: 'order',
          title: t.entitlements.order,
          cell: ({ orderNumber }) => (
            <a href={`/orders/${encodeURIComponent(orderNumber)}`}>
              <code>{orderNumber}</code>
            </a>
          ),
        },
      ]}
    />
  );
}

const states = ['future', 'active', 'grace', 'expired'] as const;

/** Search and state; until when they end comes by links, and can be taken away. */
function Filters() {
  const asked = query.value;
  const { entitlements: words } = t;
  const endsBefore = asked.get('endsBefore');
  return (
    <>
      <SearchField name="q" label={words.search} />
      <Select
        label={words.state}
        hideLabel
        value={asked.get('status') ?? ''}
        options={[['', `${words.state}: ${t.grid.all}`], ...states.map((one) => [one, t.status[one] ?? one] as const)]}
        onChange={(status) => setQuery({ status })}
      />
      {endsBefore && (
        <button type="button" class="chip" onClick={() => setQuery({ endsBefore: null })}>
          {words.endsBefore(format.dayInWords(endsBefore) ?? endsBefore)} <span aria-hidden="true">×</span>
          <span class="unseen">{t.state.clearFilters}</span>
        </button>
      )}
    </>
  );
}
