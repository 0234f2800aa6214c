import type { MigrationObject } from '@mikro-orm/core';
import { messagingMigrations } from '#runtime/slices/messaging.migration.ts';
import { Portal } from './0002-portal.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const portalMigrations: readonly MigrationObject[] = [
  ...messagingMigrations('portal'),
  { name: '0002-portal', class: Portal },
];
