import type { ComponentChildren } from 'preact';
import type { List } from '../../api/cache.ts';
import { inOrder, type View } from '../../api/views.ts';

/** What a table is made of. */

export interface Exports {
  /** Address of the view as it is, with these columns in this order. */
  readonly current: (columns: readonly string[]) => string;
  /** Address of all there is. */
  readonly original: string;
}

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Figures stand right. */
  readonly isNumber?: boolean;
  readonly canSort?: boolean;
  /** Left out until somebody wants to see it: what else the page has no room for. */
  readonly isExtra?: boolean;
}

export interface Sorting {
  /** Id of a column, with `-` in front for descending. */
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

export interface GridProps<Row> {
  /** What its view is kept under. */
  readonly page: string;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly list: List<Row>;
  /** So many are new at the top of the list, and wait until somebody asks for them. */
  readonly news?: { readonly waiting: number; readonly show: () => void };
  readonly keyOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  readonly sorting?: Sorting;
  /** Search and filters, left of the grid's own menus. */
  readonly filters?: ComponentChildren;
  /** Takes all filters away; undefined: there are none now. */
  readonly onClear?: () => void;
  readonly empty: { readonly title: string; readonly help?: string; readonly action?: ComponentChildren };
  readonly exports?: Exports;
  readonly actions?: (row: Row) => ComponentChildren;
}

/** Ids of the columns that are not shown. */
export function hiddenIds<Row>(columns: readonly Column<Row>[], { hidden }: View): readonly string[] {
  return hidden ?? columns.filter(({ isExtra }) => isExtra).map(({ id }) => id);
}

/** Ids of the columns that are shown, in the order of the view. */
export function shownIds<Row>(columns: readonly Column<Row>[], view: View = { order: [] }): string[] {
  const hidden = hiddenIds(columns, view);
  const ids = columns.map(({ id }) => id);
  return inOrder(ids, view).filter((id) => !hidden.includes(id));
}
