/** Under which purchase order an account bought a lot (I17): what the order line said that brought it, or the order's newest revision (O10). */

/** Joins it to rows `held` of an account and a lot. */
export const joinBought = 'left join bought on bought.buyer = held.account_id and bought.of_lot = held.lot_id';

/**
 * Table `bought` of a query: the purchase order of each lot of accounts. What came to an account by a transfer it did not buy.
 *
 * @param accountIds the parameter that has the accounts; only those are looked at
 */
export function boughtOf(accountIds: string): string {
  return `bought as materialized (
    select account_id as buyer, lot_id as of_lot, min(btrim(case when order_header.order_number is null then cause->>'purchaseOrder'
      else order_header.document->>'purchaseOrder' end)) as purchase_order
    from invoicing.movement left join invoicing.order_header
      on order_header.order_number = substring(cause->>'reference' from '^(.*)/[0-9]+$')
    where account_id = any(${accountIds}::text[]) and cause->>'type' = 'license.granted.v1' group by 1, 2)`;
}
