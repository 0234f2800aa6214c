import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';

/** Columns that are dragged by their headers. The keyboard has its own way: Ctrl+Shift and an arrow key. */

interface ColumnDrag {
  readonly element: HTMLElement;
  readonly id: string;
  /** A column was dropped on this one, on the half where it begins or ends. */
  readonly onDrop: (dragged: string, side: 'before' | 'after') => void;
}

/** Makes a header draggable and a target; answers what ends it. */
export function dragColumn({ element, id, onDrop }: ColumnDrag): () => void {
  const side = (clientX: number): 'before' | 'after' => {
    const { left, width } = element.getBoundingClientRect();
    return clientX < left + width / 2 ? 'before' : 'after';
  };
  const show = (where: 'before' | 'after' | undefined) => {
    if (where) element.dataset.drop = where;
    else delete element.dataset.drop;
  };
  return combine(
    draggable({ element, getInitialData: () => ({ column: id }) }),
    dropTargetForElements({
      element,
      canDrop: ({ source }) => typeof source.data.column === 'string' && source.data.column !== id,
      onDrag: ({ location }) => show(side(location.current.input.clientX)),
      onDragLeave: () => show(undefined),
      onDrop: ({ source, location }) => {
        show(undefined);
        onDrop(String(source.data.column), side(location.current.input.clientX));
      },
    }),
  );
}
