import type { OrderFollowed, OrderHeader } from '#domain/entitlements/order-header.ts';
import { orderFactsOf } from '#domain/values/order-facts.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { orderHeaders, saveOrderHeaders } from '#runtime/slices/order-headers.ts';

/** What the newest revisions of orders say (O10), and what they change of entitlements and mails that there are. */

/** The headers of orders, by order number. */
export async function loadHeaders(sql: Sql, orderNumbers: Iterable<string>): Promise<Map<string, OrderHeader>> {
  const headers = await orderHeaders<OrderHeader>(sql, 'fulfillment', orderNumbers);
  return new Map(headers.map((header) => [header.orderNumber, header]));
}

/** Writes the orders that were revised, and takes their entitlements along, those of the same batch too. */
export async function saveHeaders(
  sql: Sql,
  headers: ReadonlyMap<string, OrderHeader>,
  events: readonly { readonly type: string }[],
): Promise<void> {
  const revised = events.filter((event): event is OrderFollowed => event.type === 'OrderFollowed');
  if (revised.length === 0) return;
  const orderNumbers = new Set(revised.map(({ orderNumber }) => orderNumber));
  const newest = [...orderNumbers].flatMap((orderNumber) => headers.get(orderNumber) ?? []).map(headerOf);
  await saveOrderHeaders(sql, 'fulfillment', newest);
  const rows = [JSON.stringify(newest.map(rowOf))];
  // F8: what was tried already keeps its bytes when it is tried again.
  await sql(
    `update fulfillment.mail set letterhead = letterhead || jsonb_build_object('order',
       jsonb_strip_nulls(jsonb_build_object('purchaseOrder', entitlement.purchase_order)) || jsonb_build_object(
         'accounts', entitlement.accounts, 'facts', (
           select jsonb_object_agg(of_mail.line_number, of_mail.facts) from fulfillment.entitlement of_mail
           where of_mail.shipment_id = entitlement.shipment_id and of_mail.facts is not null)))
     from jsonb_to_recordset($1::jsonb) as header (order_number text) join fulfillment.entitlement using (order_number)
     where mail.shipment_id = entitlement.shipment_id and mail.state in ('waiting', 'claimed') and mail.attempts > 0
       and letterhead -> 'order' is null`,
    rows,
  );
  await sql(
    `update fulfillment.entitlement
     set purchase_order = header.purchase_order, facts = header.facts || coalesce(line_facts -> line_number::text, '{}'),
       accounts = header.accounts, account_ids = header.account_ids
     from jsonb_to_recordset($1::jsonb)
       as header (order_number text, purchase_order text, facts jsonb, line_facts jsonb, accounts jsonb, account_ids text[])
     where entitlement.order_number = header.order_number`,
    rows,
  );
}

// Without the type of the event that it may have come as.
function headerOf({ type: _type, ...header }: OrderHeader & { readonly type?: string }): OrderHeader {
  return header;
}

function rowOf({ orderNumber, lineFacts, accounts, ...header }: OrderHeader): Record<string, unknown> {
  const { purchaseOrder, ...facts } = orderFactsOf(header);
  return {
    order_number: orderNumber,
    purchase_order: purchaseOrder,
    facts,
    line_facts: lineFacts ?? {},
    accounts,
    account_ids: [...new Set(accounts.map(({ accountId }) => accountId))],
  };
}
