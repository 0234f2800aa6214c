import { arrange, inOrder, resetView, type View } from '../../api/views.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../field.tsx';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';
import { Popover } from '../popover.tsx';
import { announce } from '../toast.tsx';
import { type GridProps, hiddenIds, shownIds } from './grid-props.ts';
import { moveColumn } from './headers.tsx';
import { focusFirstRow } from './row-keys.ts';

type ToolbarProps<Row> = GridProps<Row> & { readonly view: View | undefined };

/** Search and filters, Columns, Grid actions. */
export function Toolbar<Row>(props: ToolbarProps<Row>) {
  const { filters, sorting, columns, view, page, exports, news } = props;
  const sortable = columns.filter(({ canSort }) => canSort);
  const ids = shownIds(columns, view);
  return (
    <div class="toolbar">
      <div class="filters">
        {filters}
        {news && <News {...news} />}
      </div>
      {sorting && sortable.length > 0 && (
        <div class="narrow-only">
          <Select
            label={t.grid.sortBy}
            hideLabel
            value={sorting.sort}
            options={sortable.flatMap(({ id, title }) => [
              [id, `${title}, ${t.grid.ascending}`] as const,
              [`-${id}`, `${title}, ${t.grid.descending}`] as const,
            ])}
            onChange={sorting.onSort}
          />
        </div>
      )}
      <Popover label={t.grid.columnsShown(ids.length, columns.length)} class="quiet">
        {() => <Columns {...props} />}
      </Popover>
      <Menu
        label={t.grid.gridActions}
        class="quiet"
        items={[
          ...(exports
            ? [
                { label: t.grid.exportCurrent, href: exports.current(ids), download: true },
                { label: t.grid.exportOriginal, href: exports.original, download: true },
              ]
            : []),
          {
            label: t.grid.reset,
            onChoose: () => {
              resetView(page);
              announce(t.grid.wasReset);
            },
          },
        ]}
      />
    </div>
  );
}

/** What came in while somebody was reading. The rows take the focus, as the button goes. */
function News({ waiting, show }: NonNullable<GridProps<never>['news']>) {
  return (
    <div role="status">
      {waiting > 0 && (
        <button
          type="button"
          class="news"
          onClick={() => {
            show();
            requestAnimationFrame(focusFirstRow);
          }}
        >
          <Icon name="up" />
          {t.grid.news(format.count(waiting))}
        </button>
      )}
    </div>
  );
}

/** Which columns are shown, and where. The last one that is shown cannot be hidden. */
function Columns<Row>({ columns, view, page }: ToolbarProps<Row>) {
  const kept = view ?? { order: [] };
  const away = hiddenIds(columns, kept);
  const byId = new Map(columns.map((column) => [column.id, column]));
  const order = inOrder([...byId.keys()], kept);
  const shown = order.filter((id) => !away.includes(id));
  const shownColumns = shown.flatMap((id) => byId.get(id) ?? []);
  return (
    <ul class="columns">
      {order.map((id) => {
        const title = byId.get(id)?.title ?? id;
        const isShown = shown.includes(id);
        const hidden = isShown ? [...away, id] : away.filter((one) => one !== id);
        return (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={isShown}
                disabled={isShown && shown.length === 1}
                onChange={() => arrange(page, { order, hidden })}
              />
              {title}
            </label>
            <button
              type="button"
              class="quiet square"
              aria-label={t.grid.moveLeft(title)}
              disabled={!isShown || shown[0] === id}
              onClick={() => moveColumn(page, shownColumns, id, -1)}
            >
              <Icon name="left" />
            </button>
            <button
              type="button"
              class="quiet square"
              aria-label={t.grid.moveRight(title)}
              disabled={!isShown || shown.at(-1) === id}
              onClick={() => moveColumn(page, shownColumns, id, 1)}
            >
              <Icon name="right" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
