import type { MigrationObject } from '@mikro-orm/core';
import { messagingMigrations } from '#runtime/messaging.migration.ts';
import { Entitlements } from './0002-entitlements.ts';
import { OrderHeaders } from './0003-order-headers.ts';
import { ReadBack } from './0004-read-back.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const fulfillmentMigrations: readonly MigrationObject[] = [
  ...messagingMigrations('fulfillment'),
  { name: '0002-entitlements', class: Entitlements },
  { name: '0003-order-headers', class: OrderHeaders },
  { name: '0004-read-back', class: ReadBack },
];
