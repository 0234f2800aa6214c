import { longDate } from '#documents/text.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import type { Cause } from '#domain/invoices/owed/movement.ts';

/**
 * What a line says about its cause: who moved what, when, from where (I3). It names a person, an order or a document, never the
 * system that passed it on (I11). Undefined for lines that recur.
 */
export function causeText(
  { cause, quantity }: Pick<InvoiceLine, 'cause' | 'quantity'>,
  isCredit: boolean,
): string | undefined {
  if (!cause) return undefined;
  const gained = isCredit ? quantity < 0 : quantity > 0;
  const by = cause.initiatedBy.includes('@') ? `, by ${cause.initiatedBy}` : '';
  return `${whatHappened(cause, gained)}, ${momentText(cause.at)}${by}`;
}

function whatHappened(cause: Cause, gained: boolean): string {
  const { type, counterparty, reference, revision, id } = cause;
  if (cause.withheld)
    return `${gained ? 'Not given back' : 'Given back after all'}: credited before (${type === 'license.decreased.v1' ? 'given up' : `transfer ${id}`})`;
  if (cause.rounding)
    return `Rounding of unused days (${type === 'license.decreased.v1' ? 'given up' : `transfer ${id}`})`;
  const other = counterparty ? ` ${gained ? 'from' : 'to'} ${counterparty}` : '';
  switch (type) {
    case 'license.granted.v1':
      return `Order ${reference ?? id}${counterparty ? ` for ${counterparty}` : ''}${yourOrder(cause)}${gained ? '' : paidByAnother(revision)}`;
    case 'license.transferred.v1':
      return `Transferred${other} (transfer ${id})`;
    case 'license.returned.v1':
      return `Given back${other} (transfer ${id})`;
    case 'license.purchased.v1':
      return 'Purchased';
    case 'license.decreased.v1':
      return 'Given up';
    case 'stock.purchased.v1':
      return 'Purchased into stock';
    case 'stock.moved.v1':
      return `Moved ${gained ? 'from stock' : 'out of stock'}${other} (transfer ${id})`;
    case 'license.expired.v1':
      return 'Expired';
    case 'account.updated.v1':
      return gained ? 'New price' : 'Price until now';
    case 'credit-note.issued.v1':
      return `Billed again: ${reference ?? 'an invoice'} was credited with ${id}`;
    default:
      return `Change of licenses (${id})`;
  }
}

/** O10: it was billed before the order named another payer. */
function paidByAnother(revision: number | undefined): string {
  return revision === undefined ? '' : `, billed to another account by revision ${revision}`;
}

/** Longer references stand in the data of the document alone. */
const longestReference = 50;

/** I11: what the customer calls the order and its line. */
function yourOrder({ purchaseOrder, buyerReference, buyerLineReference, buyerItemId, costCenter }: Cause): string {
  const short = (text: string | undefined) => text !== undefined && text.length <= longestReference;
  const order = purchaseOrder ? `, your order ${purchaseOrder}` : '';
  const line = short(buyerLineReference) ? `, your line ${buyerLineReference}` : '';
  const item = short(buyerItemId) ? `, your item ${buyerItemId}` : '';
  const booked = short(costCenter) ? `, cost center ${costCenter}` : '';
  return `${order}${line}${item}${booked}${short(buyerReference) ? `, your reference ${buyerReference}` : ''}`;
}

/** `21 November 2026, 10:15 UTC`: the same for every reader, wherever they are. */
function momentText(at: string): string {
  return `${longDate(at)}, ${at.slice(11, 16)} UTC`;
}
