import type { MigrationObject } from '@mikro-orm/core';
import { messagingMigrations } from '#runtime/slices/messaging.migration.ts';
import { Orders } from './0002-orders.ts';
import { BilledLines } from './0003-billed-lines.ts';
import { OrdersByText } from './0004-orders-by-text.ts';
import { OrderDocuments } from './0005-order-documents.ts';
import { OrderAnswers } from './0006-order-answers.ts';
import { FulfilledLines } from './0007-fulfilled-lines.ts';
import { Lookups } from './0008-lookups.ts';
import { OpenAnswers } from './0009-open-answers.ts';
import { RefusedOrders } from './0010-refused-orders.ts';
import { DocumentsByOrder } from './0011-documents-by-order.ts';
import { OrdersWithRefusals } from './0012-orders-with-refusals.ts';
import { AnswerTraces } from './0013-answer-traces.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const intakeMigrations: readonly MigrationObject[] = [
  ...messagingMigrations('intake'),
  { name: '0002-orders', class: Orders },
  { name: '0003-billed-lines', class: BilledLines },
  { name: '0004-orders-by-text', class: OrdersByText },
  { name: '0005-order-documents', class: OrderDocuments },
  { name: '0006-order-answers', class: OrderAnswers },
  { name: '0007-fulfilled-lines', class: FulfilledLines },
  { name: '0008-lookups', class: Lookups },
  { name: '0009-open-answers', class: OpenAnswers },
  { name: '0010-refused-orders', class: RefusedOrders },
  { name: '0011-documents-by-order', class: DocumentsByOrder },
  { name: '0012-orders-with-refusals', class: OrdersWithRefusals },
  { name: '0013-answer-traces', class: AnswerTraces },
];
