import { defineEntity, p } from '@mikro-orm/core';
import type { SourceOrder } from '#domain/orders/documents/source-order.ts';
import type { KeptDocument } from './document.books.ts';

/** Documents as they came, less secrets, and what became of their orders. */
export const OrderDocumentRow = defineEntity({
  name: 'OrderDocumentRow',
  tableName: 'order_document',
  properties: {
    /** Of sender and bytes. */
    id: p.text().primary(),
    sender: p.text(),
    format: p.text(),
    /** Of the bytes as they came, in hex. */
    sha256: p.text(),
    contentType: p.text().nullable(),
    receivedAt: p.datetime().$type<string>(),
    /** Accounts that may see it. */
    accountIds: p.array().columnType('text[]'),
    bytes: p.blob(),
    document: p.json().$type<KeptDocument>().columnType('json'),
  },
  indexes: [
    { name: 'order_document_received', properties: ['receivedAt', 'id'] },
    { name: 'order_document_account_ids', type: 'gin', properties: ['accountIds'] },
    {
      name: 'order_document_orders',
      expression: `create index order_document_orders on intake.order_document
         using gin ((document::jsonb -> 'orders') jsonb_path_ops)`,
    },
  ],
});

/** Orders of senders by their own numbers: which revision was given last, and what the order said then. */
export const SourceOrderRow = defineEntity({
  name: 'SourceOrderRow',
  tableName: 'source_order',
  properties: {
    sender: p.text().primary(),
    sourceId: p.text().primary(),
    document: p.json().$type<SourceOrder>().columnType('json'),
  },
});
