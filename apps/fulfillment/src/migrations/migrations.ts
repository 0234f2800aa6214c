import type { MigrationObject } from '@mikro-orm/core';
import { messagingMigration } from '#runtime/messaging.migration.ts';
import { Entitlements } from './0002-entitlements.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const fulfillmentMigrations: readonly MigrationObject[] = [
  messagingMigration('fulfillment'),
  { name: '0002-entitlements', class: Entitlements },
];
