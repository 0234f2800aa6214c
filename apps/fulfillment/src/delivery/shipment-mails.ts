import { type OrderFacts, withoutOrderFacts } from '#domain/values/order-facts.ts';
import type { MailContent, MailKind, PartSize } from '#runtime/mail/kind.ts';
import { outcomeEvents } from '#runtime/mail/register.ts';
import type { ClaimedMail, Letterhead, MailRow, MailTable, Outcome } from '#runtime/mail/row.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Announcement } from '#runtime/slices/slice.ts';
import { entitlementsOfShipments, type StoredEntitlement } from '../fulfillment.views.ts';

/** The mails of shipments: written with their entitlements. */
export const shipmentMails: MailTable = { schema: 'fulfillment', name: 'mail' };

/** A row of `fulfillment.mail`. */
export interface ShipmentMailRow extends MailRow {
  readonly shipment_id: string;
  readonly order_number: string;
  readonly account_id: string;
  /** The order lines that a part is about (F9); null: all of the shipment. */
  readonly lines: readonly number[] | null;
  /** The same of the mail that was divided. */
  readonly whole_lines: readonly number[] | null;
}

/** With the shipment's entitlements, of which a part has its own lines. */
export type ClaimedShipmentMail = ClaimedMail<ShipmentMailRow> & {
  readonly entitlements: readonly StoredEntitlement[];
};

export interface ShipmentMailOptions {
  readonly letterhead: Letterhead;
  compose(mail: ClaimedShipmentMail): Promise<MailContent>;
  /** The lines of the pieces, see `MailKind`. */
  divide?(mail: ClaimedShipmentMail, size: PartSize): Promise<readonly Partial<ShipmentMailRow>[]>;
}

/** A line's documents and text are at least so large in a mail. */
const leastBytesOfLine = 20_000;

/** What the mails of shipments are (F4, F8, F9). */
export function shipmentMailKind({ letterhead, compose, divide }: ShipmentMailOptions): MailKind<ShipmentMailRow> {
  const loaded = new WeakMap<ShipmentMailRow, readonly StoredEntitlement[]>();
  const withEntitlements = (mail: ClaimedMail<ShipmentMailRow>): ClaimedShipmentMail => ({
    ...mail,
    entitlements: asTried(loaded.get(mail.row) ?? [], mail.letterhead.order as OrderAsTried | undefined),
  });
  return {
    table: shipmentMails,
    letterhead,
    about: (row) => row.shipment_id,
    async load(sql, rows) {
      for (const [row, entitlements] of await entitlementsOf(sql, rows)) loaded.set(row, entitlements);
      return rows;
    },
    weight: (row) => loaded.get(row)?.length ?? 1,
    compose: (mail) => compose(ofItsLines(withEntitlements(mail))),
    mayExceed: (row, largest) => (row.lines ?? loaded.get(row) ?? []).length * leastBytesOfLine > largest,
    divide: async (mail, size) => (await divide?.(withEntitlements(mail), size)) ?? [],
    announce: announcementsOf,
  };
}

/** `facts` are by line number; what earlier releases tried had none. */
type OrderAsTried = Pick<StoredEntitlement, 'accounts' | 'purchaseOrder'> & {
  readonly facts?: Readonly<Record<string, OrderFacts>> | null;
};

/** The entitlements as the order had them when the mail was first tried. */
function asTried(
  entitlements: readonly StoredEntitlement[],
  order: OrderAsTried | undefined,
): readonly StoredEntitlement[] {
  if (!order) return entitlements;
  const { facts, ...header } = order;
  return entitlements.map((entitlement) => ({
    ...withoutOrderFacts(entitlement),
    ...facts?.[entitlement.lineNumber],
    ...header,
  }));
}

/** The same mail with the entitlements of its own lines alone. */
export function ofItsLines(mail: ClaimedShipmentMail, lines = mail.row.lines): ClaimedShipmentMail {
  if (lines === null) return mail;
  const own = new Set(lines);
  return { ...mail, entitlements: mail.entitlements.filter(({ lineNumber }) => own.has(lineNumber)) };
}

async function entitlementsOf(
  sql: Sql,
  rows: readonly ShipmentMailRow[],
): Promise<Map<ShipmentMailRow, readonly StoredEntitlement[]>> {
  const ids = [...new Set(rows.map(({ shipment_id }) => shipment_id))];
  const byShipment = Map.groupBy(await entitlementsOfShipments(sql, ids), ({ shipmentId }) => shipmentId);
  return new Map(rows.map((row) => [row, byShipment.get(row.shipment_id) ?? []]));
}

function announcementsOf(outcome: Outcome<ShipmentMailRow>, at: string): readonly Announcement[] {
  const { messageId, row } = outcome.mail;
  const part = row.parts > 1 ? { part: row.part, parts: row.parts } : {};
  const facts = { shipmentId: row.shipment_id, orderNumber: row.order_number, messageId, ...part, at };
  const to = { topic: 'entitlements', key: row.account_id, subject: row.shipment_id } as const;
  return outcomeEvents(
    outcome,
    { ...to, sent: 'fulfillment-mail.sent.v1', undeliverable: 'fulfillment-mail.undeliverable.v1' },
    facts,
  );
}
