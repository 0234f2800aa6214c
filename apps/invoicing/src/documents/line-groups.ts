import type { Wording } from '#documents/languages/wording.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { siteTitle } from './line-text.ts';
import type { Presented } from './presented.ts';

/** Lines of a document that belong together, with what they come to. */
export interface LineGroup {
  readonly title: string;
  readonly lines: readonly InvoiceLine[];
  readonly netMinor: bigint;
}

/**
 * What is held every month, then orders and changes, each by the site on the other side; in the document's order otherwise. Of a document for
 * several accounts (I16) a group is what one of them is billed, its own first.
 */
export function groupsOf({ lines, wording, buyerName, issued }: GroupedDocument): LineGroup[] {
  const several = lines.some(({ site }) => site !== undefined);
  const own = siteTitle({ accountId: issued.accountId, name: buyerName });
  const groups = Map.groupBy(lines, (line) => {
    if (!several) return titleOf(line, wording);
    return line.site ? siteTitle(line.site) : own;
  });
  const found = [...groups].map(([title, of]) => ({
    title,
    lines: of,
    netMinor: of.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  }));
  return several ? found.sort((one, other) => (siteOf(one) < siteOf(other) ? -1 : 1)) : found;
}

type GroupedDocument = Pick<Presented, 'lines' | 'wording' | 'buyerName'> & {
  readonly issued: Pick<Presented['issued'], 'accountId'>;
};

function siteOf({ lines: [line] }: LineGroup): string {
  return line?.site?.accountId ?? '';
}

function titleOf({ kind, cause }: InvoiceLine, { say }: Wording): string {
  const site = cause?.counterparty;
  if (kind === 'recurring') return say('invoice.held');
  if (kind === 'order') return site ? say('invoice.ordersFor', { site }) : say('invoice.orders');
  return site ? say('invoice.changesWith', { site }) : say('invoice.changes');
}
