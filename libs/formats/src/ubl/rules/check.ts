import type { XmlElement } from '../../xml/tree.ts';
import { aggregates, basics } from '../envelope.ts';
import { basicsOfAny, checkEmpty, checkRoot } from './every-document.ts';
import { cancellationBasics, checkOrder, orderAggregates, orderBasics } from './order-rules.ts';
import { responseAggregates, responseBasics } from './response-rules.ts';
import {
  type BrokenPeppolRule,
  type Check,
  childOf,
  type Release,
  type Rules,
  releases,
  type Transaction,
  transactions,
} from './rule.ts';

/** The rules of a transaction by the elements that they look at. */
interface RuleSet {
  readonly root: string;
  readonly basics: Rules;
  readonly aggregates: Rules;
}

const none: Rules = new Map();

const ruleSets: Readonly<Record<Transaction, RuleSet>> = {
  T01: { root: 'Order', basics: orderBasics, aggregates: orderAggregates },
  T114: { root: 'OrderChange', basics: orderBasics, aggregates: orderAggregates },
  T115: { root: 'OrderCancellation', basics: cancellationBasics, aggregates: none },
  T76: { root: 'OrderResponse', basics: responseBasics, aggregates: responseAggregates },
  T116: { root: 'OrderResponse', basics: responseBasics, aggregates: responseAggregates },
};

const specifications: Readonly<Record<string, Transaction>> = {
  order: 'T01',
  order_change: 'T114',
  order_cancellation: 'T115',
  order_response: 'T76',
  order_response_advanced: 'T116',
};

/** Which transaction a document is of: by its CustomizationID, and by its root where none is named there. Undefined for others. */
export function transactionOf(document: XmlElement): Transaction | undefined {
  const specification = /:trns:([a-z_]+):/.exec(childOf(document, 'CustomizationID')?.text ?? '')?.[1];
  if (specification) return specifications[specification];
  return transactions.find((transaction) => ruleSets[transaction].root === document.local);
}

/**
 * Every rule that a document breaks, an entry for each element that breaks it. Rules run over parts of documents too: what is not there
 * is `structureFindings`' to say. In one walk; paths are made by whoever wants them.
 */
export function brokenPeppolRules(
  document: XmlElement,
  transaction: Transaction | undefined,
  release: Release,
): BrokenPeppolRule[] {
  const findings: BrokenPeppolRule[] = [];
  const check = checkOf(document, transaction, release, findings);
  const own = transaction && ruleSets[transaction];
  checkRoot(document, check);
  if (own && own.root === document.local && own.aggregates === orderAggregates) checkOrder(document, check);
  walk(document, check, own?.basics ?? none, own?.aggregates ?? none);
  return findings;
}

function walk(element: XmlElement, check: Check, ownBasics: Rules, ownAggregates: Rules): void {
  const { uri, local, children } = element;
  if (uri === basics) {
    basicsOfAny.get(local)?.(element, check);
    ownBasics.get(local)?.(element, check);
  } else if (uri === aggregates) ownAggregates.get(local)?.(element, check);
  if (children.length === 0) checkEmpty(element, check);
  for (const child of children) walk(child, check, ownBasics, ownAggregates);
}

function checkOf(
  document: XmlElement,
  transaction: Transaction | undefined,
  release: Release,
  findings: BrokenPeppolRule[],
): Check {
  const age = releases.indexOf(release);
  let lines: Map<string, number> | undefined;
  return {
    document,
    transaction,
    isFrom: (first) => age >= releases.indexOf(first),
    fail: (rule, element, flag = 'fatal') => findings.push({ id: `PEPPOL-${transaction}-${rule}`, flag, element }),
    failAny: (rule, element, flag) => {
      const id = `PEPPOL-COMMON-${rule}`;
      findings.push({ id, flag: flag ?? flagOf(rule, age), element });
    },
    linesOf: (id) => {
      lines ??= countLines(document);
      return lines.get(id) ?? 0;
    },
  };
}

/** Identifiers that are only warned of; those of Denmark and Portugal from their second release on are refused. */
const warnings = ['R044', 'R045', 'R046', 'R047', 'R048', 'R054', 'R055', 'R056-1', 'R056-2', 'R057'];

function flagOf(rule: string, age: number): 'fatal' | 'warning' {
  if (rule === 'R052' || rule === 'R053') return age >= releases.indexOf('2026.5') ? 'fatal' : 'warning';
  return warnings.includes(rule) ? 'warning' : 'fatal';
}

function countLines(document: XmlElement): Map<string, number> {
  const lines = new Map<string, number>();
  for (const line of document.children) {
    const id = line.local === 'OrderLine' ? childOf(childOf(line, 'LineItem'), 'ID')?.text : undefined;
    if (id !== undefined) lines.set(id, (lines.get(id) ?? 0) + 1);
  }
  return lines;
}
