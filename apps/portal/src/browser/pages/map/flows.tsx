import { flowsPath } from '../../addresses.ts';
import { useAccountNames } from '../../api/account-choices.ts';
import { query, setQuery } from '../../api/address.ts';
import type { Flow } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { t } from '../../text/messages.ts';
import { Field } from '../../ui/field.tsx';
import { Failure, Note, Skeleton } from '../../ui/states.tsx';
import { pairsOf } from './flow-layout.ts';
import { FlowMap } from './flow-map.tsx';
import { FlowTable } from './flow-table.tsx';

/** So many pairs can be told apart; the table has all. */
const drawnPairs = 40;

/** How licenses went between organizations in a time, as a map or as a table; of one organization, or of all that somebody sees. */
export function Flows({ account }: { account?: string }) {
  const asked = query.value;
  const list = useList<Flow>(flowsPath(asked, account));
  const isTable = asked.get('as') === 'table';
  const isFiltered = asked.has('from') || asked.has('to');
  const pairs = pairsOf(list.items);
  const ids = new Set(list.items.flatMap(({ source, target }) => [source, target]));
  const names = useAccountNames(isTable ? [...ids].sort() : []);
  return (
    <section class="stack" aria-busy={list.isLoading}>
      <div class="toolbar">
        <div class="filters">
          <Day name="from" label={t.map.from} />
          <Day name="to" label={t.map.to} />
        </div>
        <button type="button" aria-pressed={isTable} onClick={() => setQuery({ as: isTable ? null : 'table' })}>
          {t.map.asTable}
        </button>
      </div>
      {list.error && list.items.length === 0 ? (
        <Failure error={list.error} retry={list.retry} />
      ) : list.isFirst || names === undefined ? (
        <Skeleton />
      ) : pairs.length === 0 ? (
        <Note title={isFiltered ? t.state.noMatch : t.map.empty} help={isFiltered ? undefined : t.map.emptyHelp}>
          {isFiltered && (
            <button type="button" onClick={() => setQuery({ from: null, to: null })}>
              {t.state.clearFilters}
            </button>
          )}
        </Note>
      ) : isTable ? (
        <FlowTable flows={list.items} names={names} />
      ) : (
        <FlowMap pairs={pairs.slice(0, drawnPairs)} />
      )}
      {!isTable && pairs.length > drawnPairs && <p class="muted">{t.map.largest(drawnPairs, pairs.length)}</p>}
      {list.hasMore && (
        <button type="button" class="more" onClick={list.more} disabled={list.isLoading}>
          {t.grid.more}
        </button>
      )}
    </section>
  );
}

function Day({ name, label }: { name: 'from' | 'to'; label: string }) {
  return (
    <Field kind="date" label={label} value={query.value.get(name) ?? ''} onInput={(day) => setQuery({ [name]: day })} />
  );
}
