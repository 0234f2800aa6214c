import { useAccountName } from '../../api/account-choices.ts';
import type { NextInvoice } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';

export type InvoiceLine = Omit<NextInvoice['lines'][number], 'taxRate'>;
type Cause = NonNullable<InvoiceLine['cause']>;

/** Why a line stands on an invoice: what happened, with whom, by whom and when, and where to look at it (I3, I11). */
export function Why({ line }: { line: InvoiceLine }) {
  const { cause, month, share, lotCount } = line;
  const words = t.invoices.why;
  const part = share && words.share(format.count(share.days), format.count(share.of));
  if (!cause) return <span>{[words.month(format.month(month)), part].filter(Boolean).join(', ')}</span>;
  return (
    <span>
      <Happened line={line} cause={cause} /> <Links cause={cause} />
      {[part, lotCount !== undefined && lotCount > 1 && words.lots(lotCount), ...orderFacts(cause)]
        .filter(Boolean)
        .map((text) => (
          <span key={String(text)} class="muted">
            {' · '}
            {text}
          </span>
        ))}
    </span>
  );
}

function Happened({ line, cause }: { line: InvoiceLine; cause: Cause }) {
  const name = useAccountName(cause.counterparty);
  const what = happened(cause, line.quantity, name);
  const who = cause.initiatedBy.includes('@') ? cause.initiatedBy : undefined;
  return <>{t.invoices.why.sentence(what, who, format.instant(cause.at))}</>;
}

/** As the document itself says it; a line that gives money back tells the other direction. */
function happened({ type, reference, id, withheld }: Cause, quantity: number, name: string | undefined): string {
  const words = t.invoices.why;
  const isGained = quantity > 0;
  const count = format.count(Math.abs(quantity));
  if (withheld === true) return isGained ? words.withheld : words.notWithheld;
  switch (type) {
    case 'license.granted.v1':
      return isGained ? words.ordered(count, name) : words.paidByAnother(count);
    case 'license.transferred.v1':
      return isGained ? words.movedFrom(count, name) : words.movedTo(count, name);
    case 'license.returned.v1':
      return isGained ? words.backFrom(count, name) : words.backTo(count, name);
    case 'license.purchased.v1':
      return words.purchased(count);
    case 'license.decreased.v1':
      return words.decreased(count);
    case 'stock.purchased.v1':
      return words.stocked(count);
    case 'stock.moved.v1':
      return isGained ? words.fromStock(count, name) : words.outOfStock(count, name);
    case 'license.expired.v1':
      return words.expired(count);
    case 'account.updated.v1':
      return isGained ? words.newPrice(count) : words.oldPrice(count);
    case 'credit-note.issued.v1':
      return words.billedAgain(reference ?? '');
    default:
      return `${type} ${id}`;
  }
}

const transfers = new Set(['license.transferred.v1', 'license.returned.v1', 'stock.moved.v1']);

function Links({ cause: { type, id, reference } }: { cause: Cause }) {
  if (transfers.has(type)) return <a href={`/transfers/${encodeURIComponent(id)}`}>{t.invoices.why.transfer}</a>;
  if (reference === undefined) return null;
  if (type === 'credit-note.issued.v1') return <a href={`/invoices/${encodeURIComponent(reference)}`}>{reference}</a>;
  // `SO-10001/1` is the order and its line.
  const order = reference.replace(/\/\d+$/, '');
  return <a href={`/orders/${encodeURIComponent(order)}`}>{reference}</a>;
}

function orderFacts({ purchaseOrder, buyerReference }: Cause): (string | undefined)[] {
  return [
    purchaseOrder && t.invoices.why.yourOrder(purchaseOrder),
    buyerReference && t.invoices.why.yours(buyerReference),
  ];
}
