/** Columns that are dragged by their headers. The keyboard has its own way: Ctrl+Shift and an arrow key. */

interface ColumnDrag {
  readonly element: HTMLElement;
  readonly id: string;
  /** A column was dropped on this one, on the half where it begins or ends. */
  readonly onDrop: (dragged: string, side: 'before' | 'after') => void;
}

/** The column that is dragged now. What is dragged between windows is data that anybody may have made; columns are not. */
let dragged: { readonly table: Element | null; readonly id: string } | undefined;

/** Makes a header draggable and a target; answers what ends it. */
export function dragColumn({ element, id, onDrop }: ColumnDrag): () => void {
  const listening = new AbortController();
  const on = (event: 'dragstart' | 'dragend' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
    element.addEventListener(event, act, { signal: listening.signal });
  const table = () => element.closest('table');
  const isTarget = () => dragged !== undefined && dragged.id !== id && dragged.table === table();
  const side = ({ clientX }: DragEvent): 'before' | 'after' => {
    const { left, width } = element.getBoundingClientRect();
    return clientX < left + width / 2 ? 'before' : 'after';
  };
  const show = (where: 'before' | 'after' | undefined) => {
    if (where) element.dataset.drop = where;
    else delete element.dataset.drop;
  };
  element.draggable = true;
  on('dragstart', ({ dataTransfer }) => {
    dragged = { table: table(), id };
    if (dataTransfer) dataTransfer.effectAllowed = 'move';
    // Some browsers drag nothing that carries nothing.
    dataTransfer?.setData('text/plain', element.innerText);
  });
  on('dragend', () => {
    dragged = undefined;
  });
  on('dragover', (event) => {
    if (!isTarget()) return;
    event.preventDefault();
    show(side(event));
  });
  on('dragleave', ({ relatedTarget }) => {
    if (!element.contains(relatedTarget as Node | null)) show(undefined);
  });
  on('drop', (event) => {
    show(undefined);
    if (!dragged || !isTarget()) return;
    event.preventDefault();
    onDrop(dragged.id, side(event));
  });
  return () => listening.abort();
}
