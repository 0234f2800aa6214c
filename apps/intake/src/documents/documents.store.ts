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
  const each = <Value>(of: (event: DocumentTaken) => Value) => events.map(of);
  // All bytes are one value: an array of them would be sent as text of more than twice their length.
  let length = 0;
  const starts = each(({ bytes }) => {
    length += bytes.length;
    return length - bytes.length;
  });
  await sql(
    `insert into intake.order_document (id, sender, format, sha256, content_type, received_at, account_ids, bytes, document)
     select id, sender, format, sha256, content_type, received_at,
            array(select json_array_elements_text(account_ids)), substring($10::bytea from 1 + start for length), document
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::json[], $8::int[], $9::int[], $11::json[])
       as taken (id, sender, format, sha256, content_type, received_at, account_ids, start, length, document)
     on conflict (id) do nothing`,
    [
      each(({ document }) => document.id),
      each(({ document }) => document.sender),
      each(({ document }) => document.format),
      each(({ document }) => document.sha256),
      each(({ document }) => document.contentType ?? null),
      each(({ document }) => document.receivedAt),
      each(({ document }) => JSON.stringify(document.accountIds)),
      starts,
      each(({ bytes }) => bytes.length),
      Buffer.concat(each(({ bytes }) => bytes)),
      each(({ document }) => JSON.stringify(document)),
    ],
  );
  const orders = new Map(events.flatMap(({ after }) => after.map((order) => [sourceOrderKey(order), order] as const)));
  const sorted = [...orders].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, order]) => order);
  if (sorted.length === 0) return;
  await sql(
    `insert into intake.source_order (sender, source_id, document)
     select * from unnest($1::text[], $2::text[], $3::json[])
     on conflict (sender, source_id) do update set document = excluded.document`,
    [
      sorted.map(({ sender }) => sender),
      sorted.map(({ sourceId }) => sourceId),
      sorted.map((order) => JSON.stringify(order)),
    ],
  );
}
