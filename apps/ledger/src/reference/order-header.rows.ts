import type { Books } from '#domain/licenses/books/books.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { paidAsRevised } from '#domain/licenses/books/lot.ts';
import type { OrderHeader } from '#domain/licenses/books/order-accounts.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { orderHeaders, saveOrderHeaders } from '#runtime/slices/order-headers.ts';
import type { LedgerNeeds } from '../ledger.needs.ts';

/** Who stands on orders that were revised after their release (O10). */

/**
 * Enters what is known of the orders that a batch is about. The accounts of a newer revision are needed as well where a line of it
 * becomes a lot.
 */
export async function loadOrders(sql: Sql, books: Books, needs: LedgerNeeds): Promise<void> {
  for (const header of await orderHeaders<OrderHeader>(sql, 'ledger', needs.orders)) {
    books.orders.set(header.orderNumber, header);
    for (const { accountId } of header.accounts) needs.accounts.add(accountId);
  }
}

/** Lots that are billed once, with the payer on record that the newest revision of their order names. */
export async function followPayers(sql: Sql, { lots }: Books): Promise<void> {
  const ordered = [...lots.values()].filter(({ billing }) => billing === 'once');
  const orderNumbers = ordered.flatMap(({ orderNumber }) => orderNumber ?? []);
  const headers = await orderHeaders<OrderHeader>(sql, 'ledger', orderNumbers);
  const byNumber = new Map(headers.map((header) => [header.orderNumber, header]));
  for (const lot of ordered) {
    const header = byNumber.get(lot.orderNumber ?? '');
    if (header) lots.set(lot.lotId, paidAsRevised(lot, header));
  }
}

/** Writes the orders that were revised. */
export async function saveOrders(sql: Sql, books: Books, events: readonly LicenseEvent[]): Promise<void> {
  const revised = new Set(events.flatMap((event) => (event.type === 'OrderFollowed' ? event.order.orderNumber : [])));
  const headers = [...revised].flatMap((orderNumber) => books.orders.get(orderNumber) ?? []);
  await saveOrderHeaders(sql, 'ledger', headers);
}

/** Who sees the codes of an order's lots, where the order was revised after its release; by order number. */
export async function viewersOf(sql: Sql, orderNumbers: readonly string[]): Promise<Map<string, readonly string[]>> {
  const headers = await orderHeaders<OrderHeader>(sql, 'ledger', orderNumbers);
  return new Map(headers.map(({ orderNumber, accounts }) => [orderNumber, accounts.map(({ accountId }) => accountId)]));
}
