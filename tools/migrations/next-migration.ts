import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ServiceName } from '#contracts/services.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { withMigration } from './migration-file.ts';
import type { ServiceSchema } from './services.ts';
import { ormOf, snapshotFile, snapshotOf } from './snapshot.ts';

/** The step that every service begins with. */
const firstOfAll = '0001-messaging';

/** What the first steps of a new service make, which all services share. */
const beforeItsOwn: ServiceSchema = { entities: [...messagingTables], migrations: [] };

/**
 * Writes the next migration of a service into `folder`, from what its entities say and the snapshot there does not, enters it into
 * the list, and renews the snapshot. Where both say the same, the migration is an empty one, to be written by hand. The first of a
 * new service has the tables of its own.
 * @param name words with hyphens, `payer-of-lots`
 * @returns the file's name
 */
export async function nextMigration(service: ServiceName, schema: ServiceSchema, folder: string, name: string) {
  const list = path.join(folder, 'migrations.ts');
  const text = readFileSync(list, 'utf8');
  const names = [firstOfAll, text, ...readdirSync(folder)].join(' ');
  const numbers = [...names.matchAll(/\b(\d{4})-/g)];
  const next = String(Math.max(...numbers.map(([, number]) => Number(number))) + 1).padStart(4, '0');
  const snapshot = snapshotFile(folder, service);
  if (!existsSync(snapshot)) writeFileSync(snapshot, snapshotOf(ormOf(service, beforeItsOwn, folder)));
  const migrator = ormOf(service, schema, folder, next).migrator;
  const { fileName } = await migrator.create(undefined, false, false, name);
  const written = fileName || (await migrator.create(undefined, true, false, name)).fileName;
  writeFileSync(list, withMigration(text, written.replace(/\.ts$/, '')));
  return written;
}
