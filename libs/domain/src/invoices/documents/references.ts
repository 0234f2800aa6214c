import type { HeaderFacts } from '#domain/values/order-facts.ts';
import type { InvoiceLine } from '../owed/line.ts';

/** References of a whole document, of which there is room for one each. */
export type DocumentReferences = HeaderFacts;

/** What all lines that say it agree on, at the head of the document; else it stands on the lines alone (I11). */
export function referencesOf(lines: readonly Pick<InvoiceLine, 'cause'>[]): DocumentReferences {
  const [purchaseOrder, buyerReference] = [
    onlyOne(lines.map(({ cause }) => cause?.purchaseOrder)),
    onlyOne(lines.map(({ cause }) => cause?.buyerReference)),
  ];
  return { ...(purchaseOrder && { purchaseOrder }), ...(buyerReference && { buyerReference }) };
}

/** The one text that is said, where no other is. */
export function onlyOne(texts: readonly (string | undefined)[]): string | undefined {
  const [only, ...others] = new Set(texts.filter((text) => text?.trim()));
  return others.length === 0 ? only : undefined;
}
