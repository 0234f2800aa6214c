/** SQL as tokens in parentheses; what stands in quotes is left out, and a placeholder is `?`. */

export type Node = Word | Group;

export interface Word {
  readonly text: string;
}

export interface Group {
  readonly group: readonly Node[];
}

/** Words that are no names of columns where they stand without quotes. */
export const keywords = new Set(
  `all and any array as asc between by case collate conflict cross current_date current_timestamp current_user default
  delete desc distinct do else end except excluded exists false for from full group having ilike in inner insert
  intersect into is join lateral left like limit locked natural nfc no normalized not nothing nowait null nulls of
  offset on only or order ordinality outer over preceding returning right row rows select set skip some then
  true unbounded union update using values when where window with`.split(/\s+/),
);

/** Words that are none beside another: what comes before or after them. */
const beside: readonly (readonly [words: RegExp, before: RegExp, after: RegExp])[] = [
  [/^at$/, /./, /^time$/],
  [/^time$/, /^at$/, /./],
  [/^zone$/, /^time$/, /./],
  [/^(epoch|year|month|day|hour|minute|second)$/, /./, /^from$/],
  [/^share$/, /^for$/, /./],
  [/^key$/, /^no$/, /./],
  [/^(first|last)$/, /^nulls$/, /./],
  [/^partition$/, /./, /^by$/],
  [/^current$/, /./, /^row$/],
  [/^(date|interval|timestamptz)$/, /./, /^0$/],
];

/** Whether a word is a column's name, or may be one. */
export function isColumn(nodes: readonly Node[], at: number): boolean {
  const [before, word, after] = [nodes[at - 1], nodes[at], nodes[at + 1]].map(textOf);
  if (!isName(nodes[at]) || isGroup(nodes[at + 1]) || keywords.has(word ?? '') || before === 'as') return false;
  return !beside.some(
    ([words, first, last]) => words.test(word ?? '') && first.test(before || ' ') && last.test(after || ' '),
  );
}

export function isGroup(node: Node | undefined): node is Group {
  return node !== undefined && 'group' in node;
}

export function textOf(node: Node | undefined): string {
  return node === undefined || isGroup(node) ? '' : node.text;
}

/** A word as the name of a column; those in quotes may be keywords. */
export function columnOf(node: Node | undefined): string {
  return textOf(node).replace('"', '');
}

export function isName(node: Node | undefined): boolean {
  return /^[a-z_"]/.test(textOf(node));
}

export function nodesOf(sql: string): readonly Node[] {
  const words = sql.matchAll(/--[^\n]*|'(?:[^']|'')*'|"([^"]*)"|[a-z_][a-z0-9_]*|\$?\d+(?:\.\d+)?|::|[^\s]/gi);
  const stack: Node[][] = [[]];
  for (const [text, quoted] of words) {
    const open = stack.at(-1) as Node[];
    if (text.startsWith('--')) continue;
    // `is distinct from` is a comparison.
    if (text.toLowerCase() === 'from' && textOf(open.at(-1)) === 'distinct') open.pop();
    else if (text === '(') {
      const group: Node[] = [];
      open.push({ group });
      stack.push(group);
    } else if (text === ')') {
      if (stack.length > 1) stack.pop();
    } else if (quoted === undefined) open.push({ text: text.startsWith("'") ? '0' : text.toLowerCase() });
    else open.push({ text: /^[a-z_]+$/.test(quoted) ? `"${quoted}` : '0' });
  }
  return stack[0] ?? [];
}

/** Parts of a list between separators. */
export function split(nodes: readonly Node[], separator: string): (readonly Node[])[] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (textOf(node) === separator) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}

/** Parts that begin with one of the words, by that word; what comes before the first is by ''. */
export function clauses(nodes: readonly Node[], words: readonly string[]): [string, readonly Node[]][] {
  const parts: [string, Node[]][] = [['', []]];
  for (const node of nodes) {
    if (words.includes(textOf(node))) parts.push([textOf(node), []]);
    else parts.at(-1)?.[1].push(node);
  }
  return parts;
}
