import { defineEntity, p } from '@mikro-orm/core';
import type { AnsweredDocument } from '#domain/orders/documents/order-answer.ts';

/**
 * How far an answer is. `expected`: its order is not decided on yet. `kept`: its sender has nowhere for it to go; it is looked up.
 */
export type AnswerState = 'expected' | 'waiting' | 'sent' | 'undeliverable' | 'kept';

/**
 * Answers to the orders of documents, in their sender's own format. One for each order of a document, one for its receipt, and one for
 * each shipment that its sender is told of.
 */
export const OrderAnswerRow = defineEntity({
  name: 'OrderAnswerRow',
  tableName: 'order_answer',
  properties: {
    /** Stands in the answer, so that writing it again gives the same bytes. */
    id: p.text().primary(),
    sender: p.text(),
    documentId: p.text(),
    /** Which one it is of the document's orders. */
    position: p.integer(),
    orderNumber: p.text(),
    /** 0 where nothing of the document went on. */
    revision: p.integer(),
    about: p.text().$type<AnsweredDocument>(),
    outcome: p.text().nullable(),
    /** Who writes it, as the profile calls that. */
    format: p.text(),
    contentType: p.text().nullable(),
    bytes: p.blob().nullable(),
    state: p.text().$type<AnswerState>(),
    tries: p.integer().default(0),
    dueAt: p.datetime().$type<string>().defaultRaw('now()'),
    /** When it came, and when it was last wanted. */
    queuedAt: p.datetime().$type<string>(),
    lastError: p.text().nullable(),
    sentAt: p.datetime().$type<string>().nullable(),
    /** W3C Trace Context of what it was written for, while spans are collected. */
    traceparent: p.text().nullable(),
  },
  indexes: [
    { name: 'order_answer_order', properties: ['orderNumber', 'sender'] },
    { name: 'order_answer_open', properties: ['state', 'queuedAt'], where: `state in ('expected', 'undeliverable')` },
    { name: 'order_answer_due', properties: ['dueAt', 'id'], where: `state = 'waiting'` },
  ],
});

/** Lines that were fulfilled, of orders whose senders are told of their shipments: a line is told of once. */
export const FulfilledLineRow = defineEntity({
  name: 'FulfilledLineRow',
  tableName: 'fulfilled_line',
  properties: {
    orderNumber: p.text().primary(),
    lineNumber: p.integer().primary(),
    shipmentId: p.text(),
    fulfilledAt: p.datetime().$type<string>(),
  },
});
