import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ServiceName } from '#contracts/services.ts';
import { withMigration } from './migration-file.ts';
import type { ServiceSchema } from './services.ts';
import { ormOf } from './snapshot.ts';

/**
 * Writes the next migration of a service into `folder`, from what its entities say and the snapshot there does not, enters it into
 * the list, and renews the snapshot. Where both say the same, the migration is an empty one, to be written by hand.
 * @param name words with hyphens, `payer-of-lots`
 * @returns the file's name
 */
export async function nextMigration(service: ServiceName, schema: ServiceSchema, folder: string, name: string) {
  const list = path.join(folder, 'migrations.ts');
  const text = readFileSync(list, 'utf8');
  const numbers = [
    ...text.matchAll(/'(\d{4})-/g),
    ...readdirSync(folder)
      .join(' ')
      .matchAll(/\b(\d{4})-/g),
  ];
  const next = String(Math.max(...numbers.map(([, number]) => Number(number))) + 1).padStart(4, '0');
  const migrator = ormOf(service, schema, folder, next).migrator;
  const { fileName } = await migrator.create(undefined, false, false, name);
  const written = fileName || (await migrator.create(undefined, true, false, name)).fileName;
  writeFileSync(list, withMigration(text, written.replace(/\.ts$/, '')));
  return written;
}
