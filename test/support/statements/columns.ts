import { columnOf, type Group, isGroup, isName, type Node, split, textOf } from './tokens.ts';

/** Columns of a source; undefined where nobody can tell. */
export type Columns = ReadonlySet<string> | undefined;

/** Sources by the name that a statement has for them. */
export type Scope = Map<string, Columns>;

export const unions = ['union', 'except', 'intersect'];

/** Whether a list is a statement, or several that are put together. */
export function isQuery(nodes: readonly Node[]): boolean {
  const [first, second] = nodes;
  if (isGroup(first)) return isQuery(first.group) && (nodes.length === 1 || unions.includes(textOf(second)));
  return ['select', 'with', 'insert', 'update', 'delete', 'values'].includes(textOf(first));
}

/** The names in a list of columns; types may follow them. */
export function namesIn({ group }: Group): ReadonlySet<string> {
  return new Set(split(group, ',').map((item) => columnOf(item[0])));
}

export function withoutAlias(item: readonly Node[]): readonly Node[] {
  return textOf(item.at(-2)) === 'as' ? item.slice(0, -2) : item;
}

/** What a list answers with; undefined where part of it cannot be told. */
export function outputs(items: readonly (readonly Node[])[], sources: Scope): Columns {
  const names = new Set<string>();
  for (const item of items) {
    const all = starOf(item, sources);
    if (all.includes(undefined) || hasUnknownName(item)) return undefined;
    for (const columns of all) for (const column of columns ?? []) names.add(column);
    names.add(nameOf(item));
  }
  return names;
}

/** The columns of each source that `*` stands for. */
function starOf(item: readonly Node[], sources: Scope): Columns[] {
  if (textOf(item.at(-1)) !== '*') return [];
  return textOf(item.at(-2)) === '.' ? [sources.get(textOf(item.at(-3)))] : [...sources.values()];
}

function hasUnknownName(item: readonly Node[]): boolean {
  return textOf(item.at(-2)) !== 'as' && item.some((node) => textOf(node) === '?');
}

/** By what an answer's column is called: its alias, the column or the function that it is. */
function nameOf(item: readonly Node[]): string {
  if (isGroup(item.at(-1))) return columnOf(item.at(-2));
  if (textOf(item.at(-2)) === '::') return columnOf(item.at(-3));
  return isName(item.at(-1)) ? columnOf(item.at(-1)) : '';
}
