import type { MigrationObject } from '@mikro-orm/core';
import { messagingMigration } from '#runtime/messaging.migration.ts';
import { Orders } from './0002-orders.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const intakeMigrations: readonly MigrationObject[] = [
  messagingMigration('intake'),
  { name: '0002-orders', class: Orders },
];
