import type { InvoiceLine } from '#domain/invoices/owed/line.ts';

/** Lines of a document that belong together, with what they come to. */
export interface LineGroup {
  readonly title: string;
  readonly lines: readonly InvoiceLine[];
  readonly netMinor: bigint;
}

/** What is held every month, then orders and changes, each by the site on the other side; in the document's order otherwise. */
export function groupsOf(lines: readonly InvoiceLine[]): LineGroup[] {
  const groups = Map.groupBy(lines, (line) => titleOf(line));
  return [...groups].map(([title, of]) => ({
    title,
    lines: of,
    netMinor: of.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  }));
}

function titleOf({ kind, cause }: InvoiceLine): string {
  const site = cause?.counterparty;
  if (kind === 'recurring') return 'Licenses held';
  if (kind === 'order') return site ? `Orders for ${site}` : 'Orders';
  return site ? `Changes with ${site}` : 'Changes';
}
