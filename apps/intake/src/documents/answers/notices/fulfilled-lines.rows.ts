import type { Order } from '#domain/orders/order.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { KeptDocument, LineFulfilled } from '../../document.books.ts';
import type { DocumentWithBytes } from '../written-answers.ts';

/** Order lines that were fulfilled, until their shipment is whole and its sender can be told. */

/** A shipment of which every line is fulfilled. */
export interface WholeShipment {
  readonly orderNumber: string;
  readonly shipmentId: string;
  readonly lineNumbers: readonly number[];
  /** When the last of its lines was fulfilled. */
  readonly at: string;
}

/** A document that an order was taken from. */
export interface TakenFrom {
  readonly orderNumber: string;
  readonly sender: string;
  readonly documentId: string;
  readonly position: number;
  readonly revision: number;
  readonly about: 'order' | 'change';
  readonly document: DocumentWithBytes;
}

/**
 * Keeps which lines were fulfilled, of orders that came in documents of these senders.
 *
 * @returns the shipments that are whole by them; a line that is known already makes none whole
 */
export async function keepFulfilled(
  sql: Sql,
  senders: readonly string[],
  events: readonly LineFulfilled[],
): Promise<WholeShipment[]> {
  const touched = await sql<{ orderNumber: string; shipmentId: string }>(
    `with kept as (
       insert into intake.fulfilled_line (order_number, line_number, shipment_id, fulfilled_at)
       select "orderNumber", "lineNumber", "shipmentId", at
       from json_to_recordset($1::json)
         as told ("orderNumber" text, "lineNumber" int, "shipmentId" text, at timestamptz)
       where exists (select from intake.order_answer answer
                     where answer.order_number = "orderNumber" and answer.sender = any($2::text[]))
       order by "orderNumber", "lineNumber"
       on conflict (order_number, line_number) do nothing
       returning order_number, shipment_id
     )
     select distinct order_number as "orderNumber", shipment_id as "shipmentId" from kept order by 1, 2`,
    [JSON.stringify(events), senders],
  );
  if (touched.length === 0) return [];
  const rows = await sql<{ orderNumber: string; shipmentId: string; numbers: number[]; at: Date; document: Order }>(
    `select line.order_number as "orderNumber", line.shipment_id as "shipmentId", max(line.fulfilled_at) as at,
            array_agg(line.line_number order by line.line_number) as numbers,
            (select document from intake.sales_order where order_number = line.order_number) as document
     from intake.fulfilled_line line
     where (line.order_number, line.shipment_id) in (select * from unnest($1::text[], $2::text[]))
     group by line.order_number, line.shipment_id order by 1, 2`,
    [touched.map(({ orderNumber }) => orderNumber), touched.map(({ shipmentId }) => shipmentId)],
  );
  return rows.flatMap(({ orderNumber, shipmentId, numbers, at, document }) => {
    const lines = document?.lines.filter((line) => line.shipmentId === shipmentId) ?? [];
    const isWhole = lines.length > 0 && lines.every(({ lineNumber }) => numbers.includes(lineNumber));
    return isWhole ? [{ orderNumber, shipmentId, lineNumbers: numbers, at: new Date(at).toISOString() }] : [];
  });
}

/** The documents of these senders that orders were taken from, the newest first. */
export async function documentsTakenFrom(
  sql: Sql,
  senders: readonly string[],
  orderNumbers: readonly string[],
): Promise<TakenFrom[]> {
  const rows = await sql<Omit<TakenFrom, 'document'> & { document: KeptDocument; bytes: Uint8Array }>(
    `select answer.order_number as "orderNumber", answer.sender, answer.document_id as "documentId", answer.position,
            answer.revision, answer.about, kept.document, kept.bytes
     from intake.order_answer answer join intake.order_document kept on kept.id = answer.document_id
     where answer.order_number = any($1::text[]) and answer.sender = any($2::text[]) and answer.about <> 'cancellation'
       and answer.outcome in ('accepted', 'waiting')
     order by answer.revision desc, answer.queued_at desc, answer.id`,
    [orderNumbers, senders],
  );
  return rows.map(({ document, bytes, ...row }) => ({ ...row, document: { ...document, bytes } }));
}
