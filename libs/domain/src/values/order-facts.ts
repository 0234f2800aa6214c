/**
 * What an order says that decides nothing and is told again at the end: on certificate, mail and invoice, in events and over HTTP. It
 * passes through every service whole; a fact is named only here, in its contract and where people read it (docs/adding-a-field.md).
 */

/**
 * Of a line: the customer's own number of it (BT-132) and of its item (BT-156), the unit that it is ordered in (BT-130), and what it is
 * booked on (BT-133).
 */
export const lineFactNames = ['buyerLineReference', 'buyerItemId', 'buyerUnit', 'costCenter'] as const;

type LineFactName = (typeof lineFactNames)[number];

/** Those that documents of every format say somewhere, as it came: the customer's own number of the line, of its item, and its unit. */
export const ownLineNumber: LineFactName = 'buyerLineReference';
export const ownItemNumber: LineFactName = 'buyerItemId';
export const ownUnit: LineFactName = 'buyerUnit';

/** Of the whole order: the customer's own number of it (BT-13), what it routes invoices by (BT-10), and what it books them on (BT-19). */
export const headerFactNames = ['purchaseOrder', 'buyerReference', 'accountingCost'] as const;

const orderFactNames = [...headerFactNames, ...lineFactNames] as const;

type Texts<Name extends string> = { readonly [Each in Name]?: string };

/** What only one line says. */
export type LineFacts = Texts<(typeof lineFactNames)[number]>;

/** What the head of an order says for all of its lines. */
export type HeaderFacts = Texts<(typeof headerFactNames)[number]>;

/** What an order says of one of its lines: its head and the line together. */
export interface OrderFacts extends HeaderFacts, LineFacts {}

/** The facts of a whole order, in one of its revisions. */
export interface RevisedFacts extends HeaderFacts {
  /** By line number, of the lines that have any. */
  readonly lineFacts?: Readonly<Record<string, LineFacts>>;
  /** The same as earlier releases kept it, who knew one fact alone. */
  readonly lineReferences?: Readonly<Record<string, string>>;
}

/** Something with lines, as far as facts go. */
export interface WithLines extends HeaderFacts {
  readonly lines: readonly (LineFacts & { readonly lineNumber: number })[];
}

/** The facts of a line, without those that are absent. */
export function lineFactsOf(line: LineFacts): LineFacts {
  return known(lineFactNames, line);
}

/** The facts of an order and of its line, without those that are absent. */
export function orderFactsOf(said: OrderFacts): OrderFacts {
  return known(orderFactNames, said);
}

/** The facts of an order, of what says them at its head and on its lines. */
export function revisedFactsOf(order: WithLines): RevisedFacts {
  const facts = order.lines.map((line) => [line.lineNumber, lineFactsOf(line)] as const);
  const said = facts.filter(([, of]) => Object.keys(of).length > 0);
  return { ...known(headerFactNames, order), ...(said.length > 0 && { lineFacts: Object.fromEntries(said) }) };
}

/** What a revision says for all lines; it replaces what an older one said. Undefined: the revision no longer has this fact. */
export function revisedHeader(revised: RevisedFacts): HeaderFacts {
  return each(headerFactNames, revised);
}

/** The same of what it says of one line. */
export function revisedLine(revised: RevisedFacts, lineNumber: number | string): LineFacts {
  const buyerLineReference = revised.lineReferences?.[lineNumber];
  return each(lineFactNames, revised.lineFacts?.[lineNumber] ?? { buyerLineReference });
}

/** Both together. */
export function factsOfLine(revised: RevisedFacts, lineNumber: number | string): OrderFacts {
  return { ...revisedHeader(revised), ...revisedLine(revised, lineNumber) };
}

/** Something without the facts that an order says of it. */
export function withoutOrderFacts<Said extends OrderFacts>(said: Said): Omit<Said, keyof OrderFacts> {
  const rest: Partial<Said> = { ...said };
  for (const name of orderFactNames) delete rest[name];
  return rest as Omit<Said, keyof OrderFacts>;
}

/** The facts in the order of their names, undefined where there is none: what is the same list is told the same. */
export function factValues(said: OrderFacts): (string | undefined)[] {
  return orderFactNames.map((name) => said[name]);
}

function known<Name extends string>(names: readonly Name[], said: Texts<Name>): Texts<Name> {
  const facts: { [Each in Name]?: string } = {};
  for (const name of names) if (said[name] !== undefined) facts[name] = said[name];
  return facts;
}

function each<Name extends string>(names: readonly Name[], said: Texts<Name>): Texts<Name> {
  const facts: { [Each in Name]?: string } = {};
  for (const name of names) facts[name] = said[name];
  return facts;
}
