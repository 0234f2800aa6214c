import type { EntitySchema, MigrationObject } from '@mikro-orm/core';
import { fulfillmentTables } from '#apps/fulfillment/src/fulfillment.tables.ts';
import { fulfillmentMigrations } from '#apps/fulfillment/src/migrations/migrations.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { invoicingTables } from '#apps/invoicing/src/invoicing.tables.ts';
import { invoicingMigrations } from '#apps/invoicing/src/migrations/migrations.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import type { ServiceName } from '#contracts/services.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';

/** What each service's schema is to be, and the steps to it. */
export const schemas: Readonly<Record<ServiceName, ServiceSchema>> = {
  intake: { entities: [...messagingTables, ...intakeTables], migrations: intakeMigrations },
  fulfillment: { entities: [...messagingTables, ...fulfillmentTables], migrations: fulfillmentMigrations },
  ledger: { entities: [...messagingTables, ...ledgerTables], migrations: ledgerMigrations },
  invoicing: { entities: [...messagingTables, ...invoicingTables], migrations: invoicingMigrations },
};

export interface ServiceSchema {
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationObject[];
}
