import { signal } from '@preact/signals';
import { type View, viewOf } from '../../api/views.ts';
import { t } from '../../text/messages.ts';
import { Failure, Note, Skeleton } from '../states.tsx';
import { Cards } from './cards.tsx';
import { type Column, type GridProps, shownIds } from './grid-props.ts';
import { Headers } from './headers.tsx';
import { ofOthers } from './of-others.tsx';
import { Toolbar } from './toolbar.tsx';

/** One table for all lists: columns that are sorted, moved and hidden, and kept so for each person. */

const narrow = matchMedia('(max-width: 640px)');
const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', ({ matches }) => {
  isNarrow.value = matches;
});

export function Grid<Row>(props: GridProps<Row>) {
  const view = viewOf(props.page).value;
  const { list, columns } = props;
  const shown = view ? shownColumns(columns, view) : columns;
  return (
    <section class="grid" aria-label={props.caption} aria-busy={list.isLoading}>
      <Toolbar {...props} view={view} />
      <div class={`progress ${list.isLoading && !list.isFirst ? 'on' : ''}`} />
      <Body {...props} columns={shown} isReady={view !== undefined} />
      {list.hasMore && (
        <button type="button" class="more" onClick={list.more} disabled={list.isLoading}>
          {t.grid.more}
        </button>
      )}
    </section>
  );
}

function Body<Row>(props: GridProps<Row> & { readonly isReady: boolean }) {
  const { list, empty, onClear, isReady } = props;
  if (list.error && list.items.length === 0) return <Failure error={list.error} retry={list.retry} />;
  if (list.isFirst || !isReady) return <Skeleton />;
  if (list.items.length === 0) {
    if (!onClear) {
      return (
        <Note title={empty.title} help={empty.help}>
          {empty.action}
        </Note>
      );
    }
    return (
      <Note title={t.state.noMatch}>
        <button type="button" onClick={onClear}>
          {t.state.clearFilters}
        </button>
      </Note>
    );
  }
  return isNarrow.value ? <Cards {...props} /> : <Table {...props} />;
}

function Table<Row>(props: GridProps<Row>) {
  const { caption, columns, list, keyOf, actions } = props;
  return (
    <div class="table-scroll">
      <table>
        <caption class="unseen">
          {caption}. {t.grid.reorderHelp}
        </caption>
        <Headers {...props} hasActions={actions !== undefined} />
        <tbody>
          {list.items.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ id, cell, isNumber }) => (
                <td key={id} class={isNumber ? 'number' : undefined}>
                  {ofOthers(cell(row))}
                </td>
              ))}
              {actions && <td class="actions">{actions(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shownColumns<Row>(columns: readonly Column<Row>[], view: View): Column<Row>[] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  return shownIds(columns, view).flatMap((id) => byId.get(id) ?? []);
}
