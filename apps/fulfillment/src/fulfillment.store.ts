import { issuedLanguage } from '#documents/languages/languages.ts';
import type { EntitlementFulfilled } from '#domain/entitlements/fulfil.ts';
import { type OrderFacts, orderFactsOf } from '#domain/values/order-facts.ts';
import type { CodeKeys } from '#runtime/environment/keys/sealed-codes.ts';
import { accountLanguages } from '#runtime/http/access/account-languages.ts';
import { queueMails } from '#runtime/mail/queue.ts';
import type { Letterhead } from '#runtime/mail/row.ts';
import { columnLists } from '#runtime/postgres/column-lists.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Store } from '#runtime/slices/slice.ts';
import { drawCandidates } from './codes/candidates.ts';
import { saveForeignMails } from './delivery/foreign-mail.rows.ts';
import { shipmentMails } from './delivery/shipment-mails.ts';
import { waitingMails } from './delivery/waiting-mails.rows.ts';
import type { FulfillmentNeeds, NeededShipment } from './fulfillment.needs.ts';
import type { FulfillmentBooks, FulfillmentEvent, QueuedShipmentMail, ShippedProduct } from './fulfillment.slices.ts';
import { loadHeaders, saveHeaders } from './order-header.rows.ts';

export interface StoreOptions {
  readonly keys: CodeKeys;
  readonly mailDomain: string;
  /** What mails are written with (F8). Without it, with the settings of the process that sends them. */
  readonly letterhead?: Letterhead;
}

/** Reads and writes entitlements and mails for decisions: a fixed number of statements for a batch of any size. */
export function fulfillmentStore(options: StoreOptions): Store<FulfillmentNeeds, FulfillmentBooks, FulfillmentEvent> {
  return {
    async load(sql, needs) {
      const asked = [...new Set([...needs.shipments].flatMap(({ entitlementIds }) => entitlementIds))];
      const entitlements = await existingEntitlements(sql, asked);
      const missing = asked.filter((entitlementId) => !entitlements.has(entitlementId));
      const candidates = await drawCandidates(sql, options.keys, missing);
      const mails = await latestMails(sql, needs.mails);
      const unmailed = await unmailedShipments(sql, needs.shipments, entitlements, mails);
      const headers = await loadHeaders(sql, needs.orders);
      const waiting = await waitingMails(sql, needs.revised);
      const languages = await languagesOf(sql, needs.customers, headers);
      return { entitlements, mails, waiting, unmailed, headers, candidates, languages, mailDomain: options.mailDomain };
    },
    async save(sql, books, events) {
      const fulfilled = events.filter((event) => event.type === 'EntitlementFulfilled');
      // Of a shipment the last: one that a revision in the same batch replaced was never written.
      const queued = events.filter((event) => event.type === 'MailQueued');
      const mails = [...new Map(queued.map((mail) => [mail.shipmentId, mail])).values()];
      if (fulfilled.length > 0) await insertEntitlements(sql, fulfilled);
      if (mails.length > 0) await insertMails(sql, mails, options.letterhead ?? null);
      await saveHeaders(sql, books.headers, events);
      await saveForeignMails(
        sql,
        events.flatMap((event) => (event.type === 'ForeignMailChanged' ? event.mail : [])),
      );
    },
  };
}

async function existingEntitlements(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await sql<{ entitlement_id: string }>(
    `select entitlement_id from fulfillment.entitlement where entitlement_id = any($1::text[])`,
    [ids],
  );
  return new Set(rows.map((row) => row.entitlement_id));
}

/** F4: what end customers read, those who read English aside. */
async function languagesOf(
  sql: Sql,
  customers: ReadonlySet<string>,
  headers: FulfillmentBooks['headers'],
): Promise<Map<string, string>> {
  const revised = [...headers.values()].flatMap(({ accounts }) => accounts.map(({ accountId }) => accountId));
  const told = await accountLanguages(
    sql,
    'fulfillment',
    new Set(customers.size === 0 ? [] : [...customers, ...revised]),
  );
  const issued = [...told].map(([accountId, tag]) => [accountId, issuedLanguage(tag)] as const);
  return new Map(issued.flatMap(([accountId, tag]) => (tag === undefined ? [] : [[accountId, tag]])));
}

async function latestMails(sql: Sql, shipmentIds: ReadonlySet<string>): Promise<FulfillmentBooks['mails']> {
  const rows = await sql<MailRow>(
    `select latest.* from unnest($1::text[]) shipment(id) cross join lateral (
       select shipment_id, round, order_number, account_id, message_id, recipients
       from fulfillment.mail where shipment_id = shipment.id and parts_of is null order by round desc limit 1) latest`,
    [[...shipmentIds]],
  );
  return new Map(
    rows.map((row) => [
      row.shipment_id,
      {
        shipmentId: row.shipment_id,
        round: row.round,
        orderNumber: row.order_number,
        accountId: row.account_id,
        messageId: row.message_id,
        addresses: row.recipients.map(({ address }) => address),
      },
    ]),
  );
}

/** Shipments with entitlements and no mail: only tables that were set back have any (R8). */
async function unmailedShipments(
  sql: Sql,
  shipments: Iterable<NeededShipment>,
  entitlements: ReadonlySet<string>,
  mails: FulfillmentBooks['mails'],
): Promise<Set<string>> {
  const ids = [...shipments]
    .filter(({ entitlementIds }) => entitlementIds.some((id) => entitlements.has(id)))
    .map(({ shipmentId }) => shipmentId)
    .filter((id) => !mails.has(id));
  if (ids.length === 0) return new Set();
  const rows = await sql<{ id: string }>(
    `select id from unnest($1::text[]) asked(id)
     where exists (select from fulfillment.entitlement where shipment_id = asked.id)`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

interface MailRow {
  shipment_id: string;
  round: number;
  order_number: string;
  account_id: string;
  message_id: string;
  recipients: { address: string }[];
}

type Fulfilled = EntitlementFulfilled<ShippedProduct>;

const entitlement = columnLists<Fulfilled>({
  entitlement_id: ['text', ({ entitlementId }) => entitlementId],
  shipment_id: ['text', ({ shipmentId }) => shipmentId],
  order_number: ['text', ({ orderNumber }) => orderNumber],
  line_number: ['int', ({ lineNumber }) => lineNumber],
  purchase_order: ['text', ({ purchaseOrder }) => purchaseOrder],
  account_id: ['text', ({ accountId }) => accountId],
  sku: ['text', ({ sku }) => sku],
  quantity: ['int', ({ quantity }) => quantity],
  unit_price: ['text', ({ unitPrice }) => unitPrice],
  currency: ['text', ({ currency }) => currency],
  kind: ['text', ({ kind }) => kind],
  term_months: ['int', ({ termMonths }) => termMonths],
  starts_on: ['date', ({ startsOn }) => startsOn],
  ends_on: ['date', ({ endsOn }) => endsOn],
  grace_ends_on: ['date', ({ graceEndsOn }) => graceEndsOn],
  ssrn: ['text', ({ ssrn }) => ssrn],
  activation_code_hash: ['text', ({ activationCodeHash }) => activationCodeHash],
  sealed_activation_code: ['text', ({ sealedActivationCode }) => sealedActivationCode],
  fulfilled_at: ['timestamptz', ({ fulfilledAt }) => fulfilledAt],
  language: ['text', ({ language }) => language],
  account_ids: [
    'text',
    ({ accounts }) => [...new Set(accounts.map(({ accountId }) => accountId))].join('\u001f'),
    'string_to_array(account_ids, chr(31))',
  ],
  facts: ['jsonb', (event) => JSON.stringify(factsOf(event))],
  accounts: ['jsonb', ({ accounts }) => JSON.stringify(accounts)],
  product: ['jsonb', ({ product }) => JSON.stringify(product)],
});

// F1 F5: the unique keys of the table have the last word; a clash rolls the batch back and it runs again with new candidates.
export async function insertEntitlements(
  sql: Sql,
  fulfilled: readonly Fulfilled[],
  onConflict: '' | 'on conflict do nothing' = '',
): Promise<void> {
  await sql(
    `insert into fulfillment.entitlement (${entitlement.names})
     select ${entitlement.read} from ${entitlement.rows} ${onConflict}`,
    entitlement.parametersOf(fulfilled),
  );
}

/** What passes through, but for the purchase order: it has a column of its own. */
function factsOf(event: Fulfilled): OrderFacts {
  const { purchaseOrder: _, ...facts } = orderFactsOf(event);
  return facts;
}

// F4 F8: in the transaction of the entitlements. A resend takes the place of a mail that still waits; nobody gets both.
async function insertMails(
  sql: Sql,
  mails: readonly QueuedShipmentMail[],
  letterhead: Letterhead | null,
): Promise<void> {
  const resent = mails.filter(({ round }) => round > 1);
  if (resent.length > 0)
    await sql(
      `update fulfillment.mail set state = 'superseded', settled_at = queued."queuedAt"
       from jsonb_to_recordset($1::jsonb) as queued ("shipmentId" text, round int, "queuedAt" timestamptz)
       where mail.shipment_id = queued."shipmentId" and mail.round < queued.round and mail.state = 'waiting'`,
      [JSON.stringify(resent)],
    );
  const queued = mails.map(({ shipmentId, orderNumber, accountId, ...mail }) => ({
    ...mail,
    key: { shipment_id: shipmentId, order_number: orderNumber, account_id: accountId },
  }));
  await queueMails(sql, shipmentMails, queued, letterhead);
}
