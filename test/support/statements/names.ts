import { type Columns, isQuery, namesIn, outputs, type Scope, unions, withoutAlias } from './columns.ts';
import {
  clauses,
  columnOf,
  type Group,
  isColumn,
  isGroup,
  isName,
  keywords,
  type Node,
  nodesOf,
  split,
  textOf,
} from './tokens.ts';

/**
 * Resolves the names in a statement as PostgreSQL does: by the tables, subqueries and functions that its own `from` names, and those
 * around it. What comes of a source whose columns nobody can tell (a placeholder, a view) is let through.
 */

/** A schema's tables with their columns; `?` is the table that a placeholder stands for. */
export type Tables = ReadonlyMap<string, readonly string[]>;

interface Place {
  readonly ctes: ReadonlyMap<string, Columns>;
  /** Innermost first. */
  readonly scopes: readonly Scope[];
  readonly schema: string;
  readonly tables: Tables;
  /** What was found so far. */
  readonly unknown: Set<string>;
}

const joinWords = new Set(['left', 'right', 'full', 'inner', 'outer', 'cross', 'natural']);
const selectWords = ['select', 'from', 'where', 'group', 'having', 'window', 'order', 'limit', 'offset', 'for'];
const changeWords = ['set', 'from', 'using', 'where', 'returning'];

/** Names that are no columns of what they are asked of, in a statement or a piece of one. */
export function unknownNames(sql: string, schema: string, tables: Tables): string[] {
  const nodes = nodesOf(wholeOf(sql));
  const unknown = new Set<string>();
  if (isQuery(nodes)) query(nodes, { ctes: new Map(), scopes: [], schema, tables, unknown });
  return [...unknown];
}

/** A piece of a statement that names tables, in a statement about others that nobody knows. */
function wholeOf(sql: string): string {
  const text = sql.trim();
  if (!/\b(from|join)\s+[\w"?]/.test(text)) return text;
  if (/^(\w+ )?join\b/.test(text)) return `select from ? others ${text}`;
  if (/^(not )?exists\b|^(and|or)\b/.test(text)) return `select from ? others where true ${text}`;
  if (/^from\b/.test(text)) return `select ${text}`;
  if (/^\w+ (\([\w\s,]+\) )?as (materialized )?\(/.test(text)) return `with ${text} select`;
  return text;
}

/** @returns the columns that a query answers with */
function query(nodes: readonly Node[], outside: Place): Columns {
  const ctes = new Map(outside.ctes);
  const place = { ...outside, ctes };
  let at = 0;
  while (textOf(nodes[at]) === (at === 0 ? 'with' : ',')) {
    at += textOf(nodes[at + 1]) === 'recursive' ? 2 : 1;
    const name = textOf(nodes[at++]);
    const listed = isGroup(nodes[at]) ? namesIn(nodes[at++] as Group) : undefined;
    ctes.set(name, listed);
    // `as materialized` and the like.
    while (nodes[at] !== undefined && !isGroup(nodes[at])) at += 1;
    const body = nodes[at++];
    const columns = isGroup(body) ? query(body.group, place) : undefined;
    ctes.set(name, listed ?? columns);
  }
  const [first, ...others] = clauses(nodes.slice(at), unions).map(([, each]) =>
    part(textOf(each[0]) === 'all' ? each.slice(1) : each, place),
  );
  return others.length > 0 && others.includes(undefined) ? undefined : first;
}

function part(nodes: readonly Node[], place: Place): Columns {
  switch (textOf(nodes[0])) {
    case 'select':
      return select(nodes, place);
    case 'insert':
      return insert(nodes, place);
    case 'update':
    case 'delete':
      return change(nodes, place);
    case 'values':
      names(nodes.slice(1), place);
      return undefined;
    default:
      return isGroup(nodes[0]) ? query(nodes[0].group, place) : undefined;
  }
}

function select(nodes: readonly Node[], place: Place): Columns {
  const own: Scope = new Map();
  const inside = { ...place, scopes: [own, ...place.scopes] };
  const parts = clauses(nodes, selectWords).filter(([word]) => word !== '');
  for (const [word, each] of parts) if (word === 'from') sources(each, own, inside);
  const [, list = []] = parts.find(([word]) => word === 'select') ?? [];
  const items = split(textOf(list[0]) === 'distinct' ? list.slice(1) : list, ',');
  const columns = outputs(items, own);
  for (const item of items) names(withoutAlias(item), inside);
  // Groups and orders may say what the list calls something.
  const named = { ...inside, scopes: [...inside.scopes, new Map([['', columns]])] };
  for (const [word, each] of parts) {
    if (word === 'where' || word === 'having') names(each, inside);
    if (word === 'group' || word === 'order') names(each, named);
  }
  return columns;
}

function insert(nodes: readonly Node[], place: Place): Columns {
  const own: Scope = new Map();
  const { next, columns } = table(nodes, 2, own, place);
  const listed = nodes[next];
  const body = nodes.slice(isGroup(listed) && !isQuery(listed.group) ? next + 1 : next);
  if (isGroup(listed) && body.length < nodes.length - next) allOf(listed, columns, place);
  const words = body.map(textOf);
  const [conflict, returning] = [words.indexOf('conflict'), words.indexOf('returning')];
  query(body.slice(0, Math.min(...[conflict - 1, returning, words.length].filter((end) => end >= 0))), place);
  const inside = { ...place, scopes: [own] };
  if (conflict >= 0) {
    const rest = body.slice(conflict + 1, returning < 0 ? undefined : returning);
    const withNew = { ...inside, scopes: [new Map([...own, ['excluded', columns]])] };
    if (isGroup(rest[0])) allOf(rest[0], columns, place);
    for (const [word, each] of clauses(rest, changeWords)) {
      if (word === 'set') set(each, columns, withNew);
      if (word === 'where') names(each, withNew);
    }
  }
  return returning < 0 ? undefined : returned(body.slice(returning + 1), own, inside);
}

function change(nodes: readonly Node[], place: Place): Columns {
  const own: Scope = new Map();
  const inside = { ...place, scopes: [own, ...place.scopes] };
  const { next, columns } = table(nodes, textOf(nodes[0]) === 'delete' ? 2 : 1, own, place);
  const parts = clauses(nodes.slice(next), changeWords);
  for (const [word, each] of parts) if (word === 'from' || word === 'using') sources(each, own, inside);
  for (const [word, each] of parts) {
    if (word === 'set') set(each, columns, inside);
    if (word === 'where') names(each, inside);
  }
  const [, list] = parts.find(([word]) => word === 'returning') ?? [];
  return list && returned(list, own, inside);
}

/** What follows `set`. */
function set(nodes: readonly Node[], columns: Columns, inside: Place): void {
  for (const item of split(nodes, ',')) {
    if (textOf(item[1]) === '=') oneOf(columnOf(item[0]), columns, inside);
    names(item.slice(item.findIndex((node) => textOf(node) === '=') + 1), inside);
  }
}

function returned(nodes: readonly Node[], own: Scope, inside: Place): Columns {
  const items = split(nodes, ',');
  for (const item of items) names(withoutAlias(item), inside);
  return outputs(items, own);
}

/** Enters the table that is named at a place, under its alias. */
function table(nodes: readonly Node[], from: number, own: Scope, place: Place) {
  const hasSchema = textOf(nodes[from + 1]) === '.';
  const name = textOf(nodes[hasSchema ? from + 2 : from]);
  const columns = columnsOf(hasSchema ? textOf(nodes[from]) : '?', hasSchema || name === '?' ? name : '', place);
  let next = from + (hasSchema ? 3 : 1);
  if (textOf(nodes[next]) === 'as') next += 1;
  const alias = isName(nodes[next]) && !keywords.has(textOf(nodes[next])) ? textOf(nodes[next++]) : name;
  own.set(alias, columns);
  return { next, columns };
}

/** Of another schema, PostgreSQL's own, nothing is known; the name of a schema in quotes is put in. */
function columnsOf(schema: string, name: string, { schema: own, tables }: Place): Columns {
  const columns = [own, '?', '0'].includes(schema) ? tables.get(name) : undefined;
  return columns && new Set(columns);
}

/** Enters what a `from` names into a scope, and resolves the names in its conditions. */
function sources(nodes: readonly Node[], own: Scope, inside: Place): void {
  for (const [, joined] of clauses(nodes, ['join', ','])) {
    const words = joined.filter((node, at) => at > 0 || !['lateral', 'only'].includes(textOf(node)));
    const said = words.filter((_, at) => !words.slice(at).every((node) => joinWords.has(textOf(node))));
    const condition = said.findIndex((node) => ['on', 'using'].includes(textOf(node)));
    const left = [...own.values()];
    const columns = source(condition < 0 ? said : said.slice(0, condition), own, inside);
    const rest = said.slice(condition + 1);
    if (condition < 0) continue;
    if (textOf(said[condition]) === 'on') names(rest, inside);
    else if (isGroup(rest[0])) {
      allOf(rest[0], columns, inside);
      const leftColumns = left.includes(undefined) ? undefined : new Set(left.flatMap((each) => [...(each ?? [])]));
      allOf(rest[0], leftColumns, inside);
    }
  }
}

function source(nodes: readonly Node[], own: Scope, inside: Place): Columns {
  const [first, second] = nodes;
  if ((textOf(second) === '.' && !isGroup(nodes[3])) || textOf(first) === '?')
    return table(nodes, 0, own, inside).columns;
  if (isGroup(first) && !isQuery(first.group)) {
    sources(first.group, own, inside);
    return undefined;
  }
  const given = nodes.slice(isGroup(first) || !isGroup(second) ? 1 : 2).filter((node) => textOf(node) !== 'as');
  const alias = textOf(given[0]);
  const listed = given.find(isGroup);
  const columns = isGroup(first)
    ? query(first.group, inside)
    : isGroup(second)
      ? called(second, alias, inside)
      : inside.ctes.get(textOf(first));
  const known = listed ? namesIn(listed) : columns;
  own.set(alias === '' ? textOf(first) : alias, known);
  return known;
}

/** A function in a `from` has a column of its alias, unless its columns are listed. */
function called({ group }: Group, alias: string, inside: Place): Columns {
  names(group, inside);
  return alias === '' ? undefined : new Set([alias]);
}

/** Resolves the names of an expression. */
function names(nodes: readonly Node[], place: Place): void {
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at] as Node;
    if (isGroup(node)) {
      if (isQuery(node.group)) query(node.group, place);
      else names(node.group, place);
    } else if (node.text === '::') {
      at += 1;
    } else if (isName(node) && textOf(nodes[at + 1]) === '.') {
      qualified(node.text, columnOf(nodes[at + 2]), place);
      at += 2;
    } else if (isColumn(nodes, at)) {
      unqualified(columnOf(node), place);
    }
  }
}

function qualified(alias: string, column: string, { scopes, unknown }: Place): void {
  const columns = scopes.find((each) => each.has(alias))?.get(alias);
  if (columns && column !== '*' && column !== '?' && !columns.has(column)) unknown.add(`${alias}.${column}`);
}

/**
 * Without a table in front a name is of the nearest `from`. Of one further out it would be as well, but then nothing would be wrong
 * for PostgreSQL when the column that is meant goes: such names have to say their table.
 */
function unqualified(name: string, { scopes, unknown }: Place): void {
  const near = [scopes.find(({ size }) => size > 0), scopes.find((scope) => scope.has(''))];
  const known = near.flatMap((scope) => [...(scope ?? [])]);
  if (!known.some(([alias, columns]) => alias === name || columns === undefined || columns.has(name)))
    unknown.add(name);
}

function allOf({ group }: Group, columns: Columns, place: Place): void {
  for (const node of group) if (isName(node)) oneOf(columnOf(node), columns, place);
}

function oneOf(name: string, columns: Columns, { unknown }: Place): void {
  if (columns && name !== '?' && !columns.has(name)) unknown.add(name);
}
