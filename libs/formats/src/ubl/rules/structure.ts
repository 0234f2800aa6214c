import { pathOf, type XmlElement } from '../../xml/tree.ts';
import type { Transaction } from './rule.ts';
import { structures } from './structures.ts';

/** How often an element may stand in its parent, and what may stand in it. */
interface Node {
  readonly least: number;
  readonly most: number;
  readonly children: ReadonlyMap<string, Node>;
}

/** An element that is missing, not known there, or there too often; `location` is the parent's where it is missing. */
export interface StructureFinding {
  readonly kind: 'missing' | 'unknown' | 'repeated';
  readonly location: string;
  readonly message: string;
}

const parsed = new Map<Transaction, ReadonlyMap<string, Node>>();

/** Which elements a document has too many of, lacks, or may not have. Their order is not looked at: readers do not need it. */
export function structureFindings(document: XmlElement, transaction: Transaction): StructureFinding[] {
  const known = parsed.get(transaction) ?? parse(structures[transaction]);
  parsed.set(transaction, known);
  const findings: StructureFinding[] = [];
  compare(document, known, findings);
  return findings;
}

function compare(element: XmlElement, nodes: ReadonlyMap<string, Node>, findings: StructureFinding[]): void {
  for (const [name, { least }] of nodes) {
    if (least === 0 || element.children.some(({ local }) => local === name)) continue;
    findings.push({ kind: 'missing', location: pathOf(element), message: `${name} is missing.` });
  }
  for (const child of element.children) {
    const node = nodes.get(child.local);
    const location = () => pathOf(child);
    if (!node) findings.push({ kind: 'unknown', location: location(), message: `${child.name} has no place here.` });
    else {
      if (child.nth > node.most) {
        findings.push({ kind: 'repeated', location: location(), message: `${child.name} stands here once at most.` });
      }
      compare(child, node.children, findings);
    }
  }
}

const often: Readonly<Record<string, readonly [least: number, most: number]>> = {
  '': [1, 1],
  '?': [0, 1],
  '*': [0, Number.POSITIVE_INFINITY],
  '+': [1, Number.POSITIVE_INFINITY],
};

/** Reads the notation of structures.ts: `Name`, `Name?`, `Name*`, `Name+`, each with `{ … }` behind it for what stands in it. */
function parse(text: string): ReadonlyMap<string, Node> {
  const tokens = text.matchAll(/([A-Za-z]+)([?*+]?)|([{}])/g);
  const root = new Map<string, Node>();
  const open = [root];
  let last = root;
  for (const [, name, mark = '', brace] of tokens) {
    if (brace === '{') open.push(last);
    else if (brace === '}') open.pop();
    else if (name) {
      const [least, most] = often[mark] ?? [0, 0];
      last = new Map<string, Node>();
      open.at(-1)?.set(name, { least, most, children: last });
    }
  }
  return root;
}
