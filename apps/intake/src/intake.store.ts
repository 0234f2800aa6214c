import { settlingMilliseconds } from '#domain/orders/lookups/lookup.ts';
import { type CatalogProduct, nextDueOn, type Order, type OrderBooks } from '#domain/orders/order.ts';
import { payingAccounts } from '#domain/orders/rules/persons-order.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import { traceparentFor } from '#runtime/environment/tracing/spans.ts';
import { authorityOf, membershipsOf } from '#runtime/http/access/authority.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Store } from '#runtime/slices/slice.ts';
import { billedLines, saveBilled } from './billed-lines.rows.ts';
import { type Answering, nobodyAnswered } from './documents/answers/answering.ts';
import { saveAnswers } from './documents/answers/answers.store.ts';
import type { DocumentTaken, IntakeBooks, IntakeEvent } from './documents/document.books.ts';
import { loadDocuments, saveDocuments } from './documents/documents.store.ts';
import type { IntakeNeeds } from './intake.needs.ts';
import { askForLookups, type LookupRequest } from './lookups/lookup.store.ts';

/**
 * Reads the orders and products that a batch is about, and writes those that changed: one statement a table.
 *
 * @param sharedSources sources that share their order numbers (O8)
 * @param operators whom the settings name
 * @param answering whose documents are answered
 */
export const intakeStore = (
  sharedSources: OrderBooks['sharedSources'] = [],
  operators: readonly string[] = [],
  answering: Answering = nobodyAnswered,
): Store<IntakeNeeds, IntakeBooks, IntakeEvent> => ({
  async load(sql, needs) {
    const [orders, products] = [await loadOrders(sql, needs), await productsOf(sql, [...needs.products])];
    return {
      orders: new Map(orders.map((order) => [order.orderNumber, order])),
      products: new Map(products.map((product) => [product.sku, product])),
      billed: await billedLines(
        sql,
        orders.map(({ orderNumber }) => orderNumber),
      ),
      sharedSources,
      authority: await loadAuthority(sql, needs, orders, operators),
      documents: await loadDocuments(sql, needs),
      digest: (text) => sha256(text, 'base64url'),
    };
  },

  async save(sql, books, events, now) {
    const decidedAt = new Map(
      events.flatMap((event) => ('order' in event ? [[event.order.orderNumber, atOf(event)]] : [])),
    );
    const skus = new Set(events.flatMap((event) => ('product' in event ? [event.product.sku] : [])));
    await saveOrders(
      sql,
      [...decidedAt.keys()].flatMap((orderNumber) => books.orders.get(orderNumber) ?? []),
      decidedAt,
    );
    await saveBilled(
      sql,
      events.filter((event) => event.type === 'LinesBilled'),
    );
    const documents = events.filter((event) => event.type === 'DocumentTaken');
    await saveDocuments(sql, documents);
    await askForLookups(sql, documents.flatMap(lookupsOf));
    await saveAnswers(sql, answering, events, books, now);
    await saveProducts(
      sql,
      [...skus].flatMap((sku) => books.products.get(sku) ?? []),
    );
  },
});

/** Read when others that say the same had time to come. */
function lookupsOf({ document: { id, sender, receivedAt }, lookups }: DocumentTaken): LookupRequest[] {
  const asked = Date.parse(receivedAt);
  const traceparent = traceparentFor(id);
  return lookups.map((lookup) => ({ sender, ...lookup, asked, due: asked + settlingMilliseconds, traceparent }));
}

async function loadOrders(sql: Sql, { orders }: IntakeNeeds): Promise<Order[]> {
  if (orders.size === 0) return [];
  const rows = await sql<{ document: Order }>(
    'select document from intake.sales_order where order_number = any($1::text[])',
    [[...orders]],
  );
  return rows.map((row) => row.document);
}

/** O7: what those who sent something of the batch over HTTP may change now, of all accounts that its orders have or are to have. */
async function loadAuthority(
  sql: Sql,
  { people, accounts }: IntakeNeeds,
  orders: readonly Order[],
  operators: readonly string[],
): Promise<OrderBooks['authority']> {
  if (people.size === 0) return new Map();
  const ids = new Set([...accounts, ...orders.flatMap((order) => payingAccounts(order.accounts))]);
  return await authorityOf(sql, membershipsOf('intake'), operators, [...people], [...ids]);
}

/** The products of these skus that the catalog has. */
export async function productsOf(sql: Sql, skus: readonly string[]): Promise<CatalogProduct[]> {
  if (skus.length === 0) return [];
  const rows = await sql<{ document: CatalogProduct }>(
    'select document from intake.product where sku = any($1::text[])',
    [skus],
  );
  return rows.map((row) => row.document);
}

/** When it was decided: by the clock of the process, which a database does not have (I13). */
function atOf(event: Extract<IntakeEvent, { order: unknown }>): string {
  return event.type === 'OrderRejected' ? event.refusal.at : event.at;
}

/** A known order keeps the time at which it first came. */
async function saveOrders(sql: Sql, orders: readonly Order[], decidedAt: ReadonlyMap<string, string>): Promise<void> {
  if (orders.length === 0) return;
  await sql(
    `insert into intake.sales_order (order_number, revision, state, due_on, account_ids, document, received_at)
     select order_number, revision, state, due_on, string_to_array(account_ids, chr(31)), document, received_at
     from unnest($1::text[], $2::int[], $3::text[], $4::date[], $5::text[], $6::json[], $7::timestamptz[])
       as saved (order_number, revision, state, due_on, account_ids, document, received_at)
     on conflict (order_number) do update
       set revision = excluded.revision, state = excluded.state, due_on = excluded.due_on,
           account_ids = excluded.account_ids, document = excluded.document`,
    [
      orders.map(({ orderNumber }) => orderNumber),
      orders.map(({ revision }) => revision),
      orders.map(({ state }) => state),
      orders.map((order) => nextDueOn(order) ?? null),
      orders.map(({ accounts }) => [...new Set(accounts.map(({ accountId }) => accountId))].join('\u001f')),
      orders.map((order) => JSON.stringify(order)),
      orders.map(({ orderNumber }) => decidedAt.get(orderNumber) ?? null),
    ],
  );
}

async function saveProducts(sql: Sql, products: readonly CatalogProduct[]): Promise<void> {
  if (products.length === 0) return;
  await sql(
    `insert into intake.product (sku, document) select * from unnest($1::text[], $2::json[])
     on conflict (sku) do update set document = excluded.document`,
    [products.map((product) => product.sku), products.map((product) => JSON.stringify(product))],
  );
}
