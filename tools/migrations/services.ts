import type { EntitySchema, MigrationObject } from '@mikro-orm/core';
import { serviceParts } from '#apps/all-in-one/src/service-parts.ts';
import { type ServiceName, serviceNames } from '#contracts/services.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';

export interface ServiceSchema {
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationObject[];
}

/** What each service's schema is to be, and the steps to it. */
export const schemas = Object.fromEntries(
  serviceNames.map((name): [string, ServiceSchema] => {
    const { entities, migrations } = serviceParts[name];
    return [name, { entities: [...messagingTables, ...entities], migrations }];
  }),
) as Record<ServiceName, ServiceSchema>;
