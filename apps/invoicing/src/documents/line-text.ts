import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import type { BilledSite, Cause } from '#domain/invoices/owed/movement.ts';

/**
 * What a line says about its cause: who moved what, when, from where (I3). It names a person, an order or a document, never the
 * system that passed it on (I11). Undefined for lines that recur.
 *
 * @param timeZone whose clocks say when: those of the account that is billed
 */
export function causeText(
  { cause, quantity }: Pick<InvoiceLine, 'cause' | 'quantity'>,
  isCredit: boolean,
  wording: Wording = wordingOf(undefined),
  timeZone?: string,
): string | undefined {
  if (!cause) return undefined;
  const gained = isCredit ? quantity < 0 : quantity > 0;
  const by = cause.initiatedBy.includes('@') ? wording.say('cause.by', { person: cause.initiatedBy }) : '';
  return wording.list(whatHappened(cause, gained, wording), wording.moment(cause.at, timeZone), by);
}

/** What a line says that stands by itself: whose licenses it bills, where that is another account (I16), and its cause. */
export function lineNote(
  line: InvoiceLine,
  isCredit: boolean,
  wording: Wording,
  timeZone?: string,
): string | undefined {
  const cause = causeText(line, isCredit, wording, timeZone);
  if (!line.site) return cause;
  return wording.list(wording.say('invoice.site', { site: siteTitle(line.site) }), cause ?? '');
}

/** How documents call an account: by its name, and by its id where that is another. */
export function siteTitle({ accountId, name }: BilledSite): string {
  return name === accountId ? accountId : `${name} (${accountId})`;
}

function whatHappened(cause: Cause, gained: boolean, wording: Wording): string {
  const { say } = wording;
  const { type, counterparty, reference, id } = cause;
  if (cause.withheld)
    return say(gained ? 'cause.withheld' : 'cause.givenAfterAll', { what: changeText(cause, wording) });
  if (cause.rounding) return say('cause.rounding', { what: changeText(cause, wording) });
  switch (type) {
    case 'license.granted.v1':
      return orderText(cause, gained, wording);
    case 'license.transferred.v1':
    case 'license.returned.v1':
      return movedText(type === 'license.returned.v1' ? 'cause.returned' : 'cause.transferred', cause, gained, wording);
    case 'license.purchased.v1':
      return say('cause.purchased');
    case 'license.decreased.v1':
      return say('cause.decreased');
    case 'stock.purchased.v1':
      return say('cause.stockPurchased');
    case 'stock.moved.v1':
      if (!counterparty) return say(gained ? 'cause.fromStock' : 'cause.outOfStock', { id });
      return say(gained ? 'cause.fromStockFrom' : 'cause.outOfStockTo', { id, account: counterparty });
    case 'license.expired.v1':
      return say('cause.expired');
    case 'account.updated.v1':
      return say(gained ? 'cause.newPrice' : 'cause.oldPrice');
    case 'credit-note.issued.v1':
      return say('cause.billedAgain', { invoice: reference ?? say('cause.anInvoice'), id });
    default:
      return say('cause.other', { id });
  }
}

function changeText({ type, id }: Cause, { say }: Wording): string {
  return type === 'license.decreased.v1' ? say('cause.reduction') : say('cause.transfer', { id });
}

function movedText(
  what: 'cause.transferred' | 'cause.returned',
  { counterparty: account, id }: Cause,
  gained: boolean,
  { say }: Wording,
): string {
  return account ? say(gained ? `${what}From` : `${what}To`, { account, id }) : say(what, { id });
}

/** I11: what the customer calls the order and its line; O10: that it was billed before the order named another payer. */
function orderText(cause: Cause, gained: boolean, { say, list }: Wording): string {
  const { counterparty: account, id, revision } = cause;
  const order = cause.reference ?? id;
  return list(
    account ? say('cause.orderFor', { order, account }) : say('cause.order', { order }),
    cause.purchaseOrder ? say('cause.yourOrder', { name: cause.purchaseOrder }) : '',
    ...referenceKeys.flatMap(([fact, key]) => {
      const name = cause[fact];
      return name !== undefined && name.length <= longestReference ? [say(key, { name })] : [];
    }),
    gained || revision === undefined ? '' : say('cause.billedToAnother', { revision: `${revision}` }),
  );
}

/** Longer references stand in the data of the document alone. */
const longestReference = 50;

const referenceKeys = [
  ['buyerLineReference', 'cause.yourLine'],
  ['buyerItemId', 'cause.yourItem'],
  ['costCenter', 'cause.bookedOn'],
  ['buyerReference', 'cause.yourReference'],
] as const;
