import { type ServiceName, serviceNames } from '#contracts/services.ts';
import type { AppSettings } from '#runtime/environment/settings.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Finding } from '#runtime/process/doctor/finding.ts';
import type { IdColumn } from '#runtime/process/doctor/ids.ts';
import type { ServiceDefinition } from '#runtime/process/service.module.ts';
import { fulfillmentIds, stuckInFulfillment } from '../../fulfillment/src/doctor.ts';
import { fulfillmentSettings } from '../../fulfillment/src/fulfillment.settings.ts';
import { fulfillmentContext } from '../../fulfillment/src/fulfillment.slices.ts';
import { fulfillmentTables } from '../../fulfillment/src/fulfillment.tables.ts';
import { fulfillmentMigrations } from '../../fulfillment/src/migrations/migrations.ts';
import { intakeIds, stuckInIntake } from '../../intake/src/doctor.ts';
import { intakeSettings } from '../../intake/src/intake.settings.ts';
import { intakeContext } from '../../intake/src/intake.slices.ts';
import { intakeTables } from '../../intake/src/intake.tables.ts';
import { intakeMigrations } from '../../intake/src/migrations/migrations.ts';
import { invoicingIds, stuckInInvoicing } from '../../invoicing/src/doctor.ts';
import { invoicingSettings } from '../../invoicing/src/invoicing.settings.ts';
import { invoicingContext } from '../../invoicing/src/invoicing.slices.ts';
import { invoicingTables } from '../../invoicing/src/invoicing.tables.ts';
import { invoicingMigrations } from '../../invoicing/src/migrations/migrations.ts';
import { ledgerIds, stuckInLedger } from '../../ledger/src/doctor.ts';
import { ledgerContext } from '../../ledger/src/ledger.slices.ts';
import { ledgerTables } from '../../ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '../../ledger/src/migrations/migrations.ts';
import { portalMigrations } from '../../portal/src/migrations/migrations.ts';
import { portalSettings } from '../../portal/src/portal.settings.ts';
import { portalContext } from '../../portal/src/portal.slices.ts';
import { portalTables } from '../../portal/src/portal.tables.ts';

/** What commands and tools need of a service: all that it is without running. */
export interface ServiceParts extends Pick<ServiceDefinition<never, never, never>, 'entities' | 'migrations'> {
  /** Where it has some of its own. */
  readonly settings?: AppSettings;
  /** What it answers of the types of its topics, and what it passes over. */
  readonly context: { readonly slices: readonly { readonly type: string }[]; readonly passesOver: readonly string[] };
  /** Ids that others chose (O13). */
  readonly ids: readonly IdColumn[];
  /** What of its work does not go on, in words. */
  readonly stuck?: (sql: Sql) => Promise<Finding[]>;
}

export const serviceParts: Readonly<Record<ServiceName, ServiceParts>> = {
  intake: {
    settings: intakeSettings,
    entities: intakeTables,
    migrations: intakeMigrations,
    ids: intakeIds,
    stuck: stuckInIntake,
    context: intakeContext,
  },
  fulfillment: {
    settings: fulfillmentSettings,
    entities: fulfillmentTables,
    migrations: fulfillmentMigrations,
    ids: fulfillmentIds,
    stuck: stuckInFulfillment,
    context: fulfillmentContext,
  },
  ledger: {
    entities: ledgerTables,
    migrations: ledgerMigrations,
    ids: ledgerIds,
    stuck: stuckInLedger,
    context: ledgerContext,
  },
  invoicing: {
    settings: invoicingSettings,
    entities: invoicingTables,
    migrations: invoicingMigrations,
    ids: invoicingIds,
    stuck: stuckInInvoicing,
    context: invoicingContext,
  },
  portal: {
    settings: portalSettings,
    entities: portalTables,
    migrations: portalMigrations,
    ids: [],
    context: portalContext,
  },
};

/** The settings of the services that have some of their own. */
export const appSettings: readonly AppSettings[] = serviceNames.flatMap((name) => serviceParts[name].settings ?? []);
