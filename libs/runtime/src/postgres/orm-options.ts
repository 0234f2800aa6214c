import type { EntitySchema, MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import type { Log } from '../environment/log.ts';

/** What a service needs of a database: its own schema, the entities in it, and how the schema came to be. */
export interface DatabaseOptions {
  readonly url: string;
  readonly schema: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationObject[];
  /** Connections of one process; a batch holds one, the relay one, HTTP the rest. */
  readonly poolSize?: number;
  readonly log?: Log;
}

/** The ORM's options; also for the tools that compare migrations with entities. */
export function ormOptions(options: DatabaseOptions) {
  return {
    clientUrl: options.url,
    schema: options.schema,
    entities: [...options.entities],
    extensions: [Migrator],
    migrations: {
      migrationsList: [...options.migrations],
      tableName: 'migration',
      snapshot: false,
      // Triggers and functions are part of migrations, so a migration is a transaction.
      transactional: true,
    },
    pool: { min: 0, max: options.poolSize ?? 12 },
    discovery: { warnWhenNoEntities: false },
    // Triggers, functions and views are the migrations' own: the entities do not know them.
    schemaGenerator: { ignoreTriggers: true, ignoreRoutines: true, skipViews: [/./] },
    logger: (message: string) => options.log?.debug({ message }, 'database'),
  };
}
