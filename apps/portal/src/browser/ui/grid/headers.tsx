import { useEffect, useRef } from 'preact/hooks';
import { arrange, inOrder, moved, placedBefore, viewOf } from '../../api/views.ts';
import { t } from '../../text/messages.ts';
import { Icon } from '../icon.tsx';
import { announce } from '../toast.tsx';
import { dragColumn } from './column-drag.ts';
import type { Column, GridProps, Sorting } from './grid-props.ts';

/** The row of headers: pressed to sort, dragged or moved by keys to reorder. */
export function Headers<Row>(props: GridProps<Row> & { readonly hasActions: boolean }) {
  const { columns, hasActions } = props;
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <Header key={column.id} column={column} grid={props} />
        ))}
        {hasActions && (
          <th scope="col" class="actions">
            <span class="unseen">{t.palette.actions}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

function Header<Row>({ column, grid }: { column: Column<Row>; grid: GridProps<Row> }) {
  const { id, title, isNumber, canSort } = column;
  const { page, sorting } = grid;
  const cell = useRef<HTMLTableCellElement>(null);
  const titles = useRef(grid.columns);
  titles.current = grid.columns;
  useEffect(() => {
    if (!cell.current) return;
    return dragColumn({
      element: cell.current,
      id,
      onDrop: (dragged, side) => {
        const ids = titles.current.map((one) => one.id);
        const before = side === 'before' ? id : (ids[ids.indexOf(id) + 1] ?? null);
        arrangeShown(page, ids, before === dragged ? ids : placedBefore(ids, dragged, before));
        tellPlace(titles.current, dragged, page);
      },
    });
  }, [id, page]);
  const sorted = sortedBy(sorting, id);
  return (
    <th
      ref={cell}
      scope="col"
      class={isNumber ? 'number' : undefined}
      aria-sort={sorted === undefined ? undefined : sorted}
    >
      <button
        type="button"
        class="header"
        data-column={id}
        onClick={() => canSort && sorting && sort(sorting, column, sorted)}
        onKeyDown={(event) => moveByKey(event, page, grid.columns, id)}
      >
        {title}
        {sorted && <Icon name={sorted === 'ascending' ? 'up' : 'down'} />}
      </button>
    </th>
  );
}

type Order = 'ascending' | 'descending';

function sortedBy(sorting: Sorting | undefined, id: string): Order | undefined {
  if (sorting?.sort === id) return 'ascending';
  return sorting?.sort === `-${id}` ? 'descending' : undefined;
}

function sort<Row>({ onSort }: Sorting, { id, title }: Column<Row>, before: Order | undefined): void {
  const isDescending = before === 'ascending';
  onSort(isDescending ? `-${id}` : id);
  announce(t.grid.sorted(title, isDescending));
}

function moveByKey<Row>(event: KeyboardEvent, page: string, columns: readonly Column<Row>[], id: string): void {
  if (!event.ctrlKey || !event.shiftKey) return;
  const step = ({ ArrowLeft: -1, ArrowRight: 1 } as const)[event.key];
  if (step === undefined) return;
  event.preventDefault();
  moveColumn(page, columns, id, step);
  // The header is the same element at another place; browsers take the focus away when it is moved.
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-column="${CSS.escape(id)}"]`)?.focus());
}

/** Moves a column by one place among those that are shown. */
export function moveColumn<Row>(page: string, columns: readonly Column<Row>[], id: string, step: -1 | 1): void {
  const ids = columns.map((column) => column.id);
  arrangeShown(page, ids, moved(ids, id, step));
  tellPlace(columns, id, page);
}

// Hidden columns keep their place behind the one that they followed.
function arrangeShown(page: string, before: readonly string[], shown: readonly string[]): void {
  const view = viewOf(page).peek();
  const hidden = (view ? inOrder(view.order, view) : []).filter((id) => !before.includes(id));
  arrange(page, { order: [...shown, ...hidden] });
}

function tellPlace<Row>(columns: readonly Column<Row>[], id: string, page: string): void {
  const order = viewOf(page).peek()?.order ?? [];
  const title = columns.find((column) => column.id === id)?.title ?? id;
  announce(t.grid.moved(title, order.indexOf(id) + 1, columns.length));
}
