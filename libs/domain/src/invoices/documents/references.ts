import { type HeaderFacts, headerFactNames } from '#domain/values/order-facts.ts';
import type { InvoiceLine } from '../owed/line.ts';
import type { Cause } from '../owed/movement.ts';

/** References of a whole document, of which there is room for one each. */
export interface DocumentReferences extends HeaderFacts {
  /** Our own number of the order (BT-14). */
  readonly orderNumber?: string;
}

/** What all lines that say it agree on, at the head of the document; else it stands on the lines alone (I11). */
export function referencesOf(lines: readonly Pick<InvoiceLine, 'cause'>[]): DocumentReferences {
  // What recurs has no cause, and most invoices have nothing else.
  if (lines.every(({ cause }) => cause === undefined)) return {};
  const said = headerFactNames.flatMap((name) => {
    const only = onlyOne(lines.map(({ cause }) => cause?.[name]));
    return only === undefined ? [] : [[name, only] as const];
  });
  const orderNumber = onlyOne(lines.map(({ cause }) => orderOf(cause)));
  return { ...Object.fromEntries(said), ...(orderNumber && { orderNumber }) };
}

/** The same of an invoice: one for a purchase order is about that one, also where its lines do not say so (I17). */
export function referencesOn({
  purchaseOrder,
  lines,
}: {
  readonly purchaseOrder?: string;
  readonly lines: readonly Pick<InvoiceLine, 'cause'>[];
}): DocumentReferences {
  return { ...referencesOf(lines), ...(purchaseOrder && { purchaseOrder }) };
}

/** The order that a cause is a line of, `SO-1` of `SO-1/2`. */
function orderOf(cause: Cause | undefined): string | undefined {
  if (cause?.type !== 'license.granted.v1') return undefined;
  return /^(.*)\/[0-9]+$/.exec(cause.reference ?? '')?.[1];
}

/** The one text that is said, where no other is. */
function onlyOne(texts: readonly (string | undefined)[]): string | undefined {
  const [only, ...others] = new Set(texts.filter((text) => text?.trim()));
  return others.length === 0 ? only : undefined;
}
