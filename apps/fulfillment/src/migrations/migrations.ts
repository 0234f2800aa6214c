import type { MigrationObject } from '@mikro-orm/core';
import { messagingMigrations } from '#runtime/messaging.migration.ts';
import { Entitlements } from './0002-entitlements.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const fulfillmentMigrations: readonly MigrationObject[] = [
  ...messagingMigrations('fulfillment'),
  { name: '0002-entitlements', class: Entitlements },
];
