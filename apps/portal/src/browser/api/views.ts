import { type Signal, signal } from '@preact/signals';
import { CallError, call } from './call.ts';

/** How a person has arranged a table: kept on the server for each page. */
export interface View {
  /** Ids of columns; those that are not named follow in their first order. */
  readonly order: readonly string[];
  /** Undefined until somebody has shown or hidden one: then those that the page hides at first. */
  readonly hidden?: readonly string[];
  readonly sort?: string;
}

const untouched: View = { order: [] };
const settleMilliseconds = 300;

const views = new Map<string, Signal<View | undefined>>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The view of a page; undefined until it is known. */
export function viewOf(page: string): Signal<View | undefined> {
  if (!views.has(page)) void readView(page);
  return views.get(page) ?? signal(undefined);
}

/** Asks for the view of a page before the page is shown, so that nothing moves when it comes. */
export async function readView(page: string): Promise<void> {
  if (views.has(page)) return;
  const view = signal<View | undefined>(undefined);
  views.set(page, view);
  const kept = await load(page);
  view.value ??= kept;
}

// A view that cannot be read is as one that nobody has made: the table shows all there is.
async function load(page: string): Promise<View> {
  try {
    return { ...untouched, ...(await call<Partial<View> | null>(`/portal/views/${page}`)) };
  } catch (error) {
    if (error instanceof CallError) return untouched;
    throw error;
  }
}

/** Changes the view of a page, at once on screen and a moment later on the server. */
export function arrange(page: string, change: Partial<View>): void {
  const view = viewOf(page);
  view.value = { ...(view.value ?? untouched), ...change };
  clearTimeout(timers.get(page));
  timers.set(
    page,
    setTimeout(() => {
      void call(`/portal/views/${page}`, { method: 'PUT', body: view.value, keepalive: true }).catch(() => undefined);
    }, settleMilliseconds),
  );
}

/** The columns of the page, in their first order. */
export function resetView(page: string): void {
  clearTimeout(timers.get(page));
  viewOf(page).value = untouched;
  void call(`/portal/views/${page}`, { method: 'DELETE' }).catch(() => undefined);
}

/** Ids of all columns in the order of the view. */
export function inOrder(ids: readonly string[], { order }: View): string[] {
  const placed = order.filter((id) => ids.includes(id));
  const rest = ids.filter((id) => !placed.includes(id));
  return placed.length === 0 ? [...ids] : [...placed, ...rest];
}

/** The order after a column was put before another one; null: at the end. */
export function placedBefore(order: readonly string[], id: string, before: string | null): string[] {
  const others = order.filter((one) => one !== id);
  const at = before === null ? others.length : others.indexOf(before);
  return at < 0 ? [...order] : others.toSpliced(at, 0, id);
}

/** The order after a column was moved by one place. */
export function moved(order: readonly string[], id: string, by: -1 | 1): string[] {
  const from = order.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return [...order];
  return order.toSpliced(from, 1).toSpliced(to, 0, id);
}
