import path from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import type { ServiceName } from '#contracts/services.ts';
import { ormOptions } from '#runtime/postgres/orm-options.ts';
import { MigrationFile } from './migration-file.ts';
import type { ServiceSchema } from './services.ts';

/** Where a service's migrations are, and the snapshot: what its entities said when the last one was made. */
export const migrationsOf = (service: ServiceName) =>
  path.join(import.meta.dirname, '..', '..', 'apps', service, 'src', 'migrations');

export const snapshotFile = (folder: string, service: ServiceName) => path.join(folder, `.snapshot-${service}.json`);

/** The ORM of a service without its database: it compares the entities with the snapshot that is in `folder`. */
export function ormOf(service: ServiceName, schema: ServiceSchema, folder: string, number = '0000'): MikroORM {
  const options = ormOptions({ url: 'postgres://nowhere/none', schema: service, ...schema });
  const { migrationsList: _, ...migrations } = options.migrations;
  return new MikroORM({
    ...options,
    baseDir: folder,
    migrations: {
      ...migrations,
      path: folder,
      pathTs: folder,
      emit: 'ts',
      snapshot: true,
      snapshotName: `.snapshot-${service}`,
      generator: MigrationFile,
      fileName: (_timestamp, name) => `${number}-${name}`,
    },
  });
}

/** What a service's entities say, as its snapshot has it. */
export const snapshotOf = (orm: MikroORM): string => JSON.stringify(orm.schema.getTargetSchema(), null, 2);
