import type { SourceOrder } from '#domain/orders/documents/source-order.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { IntakeNeeds } from '../intake.needs.ts';
import {
  type DocumentBooks,
  type DocumentTaken,
  emptyDocuments,
  type KeptDocument,
  sourceOrderKey,
} from './document.books.ts';

/** The documents that a batch is about, and what is known of their orders. */
export async function loadDocuments(sql: Sql, { documents, sourceOrders }: IntakeNeeds): Promise<DocumentBooks> {
  if (documents.size === 0) return emptyDocuments();
  const taken = await sql<{ document: KeptDocument }>(
    'select document from intake.order_document where id = any($1::text[])',
    [[...documents]],
  );
  const keys = [...sourceOrders].map((key) => key.split('\n'));
  const orders = await sql<{ document: SourceOrder }>(
    `select document from intake.source_order
     where (sender, source_id) in (select * from unnest($1::text[], $2::text[]))`,
    [keys.map(([sender]) => sender), keys.map(([, ...rest]) => rest.join('\n'))],
  );
  return {
    taken: new Map(taken.map(({ document }) => [document.id, document])),
    sourceOrders: new Map(orders.map(({ document }) => [sourceOrderKey(document), document])),
  };
}

/** Keeps documents with their bytes, and what their orders came to. */
export async function saveDocuments(sql: Sql, events: readonly DocumentTaken[]): Promise<void> {
  if (events.length === 0) return;
  // All bytes are one value: an array of them would be sent as text of more than twice their length. JSON in an array would be escaped.
  let length = 0;
  const rows = events.map(({ document, bytes }) => {
    const { id, sender, format, sha256, contentType, receivedAt, accountIds } = document;
    const start = length + 1;
    length += bytes.length;
    const kept = { id, sender, format, sha256, content_type: contentType, received_at: receivedAt };
    return { ...kept, account_ids: accountIds, start, length: bytes.length, document };
  });
  await sql(
    `insert into intake.order_document (id, sender, format, sha256, content_type, received_at, account_ids, bytes, document)
     select id, sender, format, sha256, content_type, received_at, account_ids, substring($2::bytea from start for length), document
     from json_to_recordset($1::json) as taken
       (id text, sender text, format text, sha256 text, content_type text, received_at timestamptz, account_ids text[], start int,
        length int, document json)
     on conflict (id) do nothing`,
    [JSON.stringify(rows), Buffer.concat(events.map(({ bytes }) => bytes))],
  );
  const orders = new Map(events.flatMap(({ after }) => after.map((order) => [sourceOrderKey(order), order] as const)));
  const sorted = [...orders].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, order]) => order);
  if (sorted.length === 0) return;
  await sql(
    `insert into intake.source_order (sender, source_id, document)
     select sender, source_id, document
     from json_to_recordset($1::json) as source (sender text, source_id text, document json)
     on conflict (sender, source_id) do update set document = excluded.document`,
    [JSON.stringify(sorted.map((order) => ({ sender: order.sender, source_id: order.sourceId, document: order })))],
  );
}
