import type { OrderFollowed, OrderHeader } from '#domain/entitlements/order-header.ts';
import type { Received, Sql } from '#runtime/slice.ts';

/** What the newest revisions of orders say (O10): a statement to read them, two to write them. */

/** The headers of the orders that messages are about. */
export async function loadHeaders(sql: Sql, messages: readonly Received[]): Promise<Map<string, OrderHeader>> {
  const orderNumbers = new Set(messages.map(({ data }) => (data as { orderNumber: string }).orderNumber));
  const rows = await sql<{ document: OrderHeader }>(
    'select document from fulfillment.order_header where order_number = any($1::text[])',
    [[...orderNumbers]],
  );
  return new Map(rows.map(({ document }) => [document.orderNumber, document]));
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
  const newest = [...orderNumbers].flatMap((orderNumber) => headers.get(orderNumber) ?? []).map(rowOf);
  const rows = [JSON.stringify(newest)];
  await sql(
    `insert into fulfillment.order_header (order_number, revision, document)
     select order_number, revision, document
     from jsonb_to_recordset($1::jsonb) as header (order_number text, revision int, document jsonb)
     on conflict (order_number) do update set revision = excluded.revision, document = excluded.document`,
    rows,
  );
  // F8: what was tried already keeps its bytes when it is tried again.
  await sql(
    `update fulfillment.mail set letterhead = letterhead || jsonb_build_object('order',
       jsonb_strip_nulls(jsonb_build_object('purchaseOrder', entitlement.purchase_order)) || jsonb_build_object('accounts', entitlement.accounts))
     from jsonb_to_recordset($1::jsonb) as header (order_number text) join fulfillment.entitlement using (order_number)
     where mail.shipment_id = entitlement.shipment_id and mail.state in ('waiting', 'claimed') and mail.attempts > 0
       and letterhead -> 'order' is null`,
    rows,
  );
  await sql(
    `update fulfillment.entitlement
     set purchase_order = header.purchase_order, accounts = header.accounts, account_ids = header.account_ids
     from jsonb_to_recordset($1::jsonb)
       as header (order_number text, purchase_order text, accounts jsonb, account_ids text[])
     where entitlement.order_number = header.order_number`,
    rows,
  );
}

function rowOf({ orderNumber, revision, purchaseOrder, accounts, emails }: OrderHeader): Record<string, unknown> {
  return {
    order_number: orderNumber,
    revision,
    document: { orderNumber, revision, purchaseOrder, accounts, emails },
    purchase_order: purchaseOrder,
    accounts,
    account_ids: [...new Set(accounts.map(({ accountId }) => accountId))],
  };
}
