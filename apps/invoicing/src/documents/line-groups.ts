import type { Wording } from '#documents/languages/wording.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';

/** Lines of a document that belong together, with what they come to. */
export interface LineGroup {
  readonly title: string;
  readonly lines: readonly InvoiceLine[];
  readonly netMinor: bigint;
}

/** What is held every month, then orders and changes, each by the site on the other side; in the document's order otherwise. */
export function groupsOf(lines: readonly InvoiceLine[], wording: Wording): LineGroup[] {
  const groups = Map.groupBy(lines, (line) => titleOf(line, wording));
  return [...groups].map(([title, of]) => ({
    title,
    lines: of,
    netMinor: of.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  }));
}

function titleOf({ kind, cause }: InvoiceLine, { say }: Wording): string {
  const site = cause?.counterparty;
  if (kind === 'recurring') return say('invoice.held');
  if (kind === 'order') return site ? say('invoice.ordersFor', { site }) : say('invoice.orders');
  return site ? say('invoice.changesWith', { site }) : say('invoice.changes');
}
