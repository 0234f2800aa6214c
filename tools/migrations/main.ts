import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type ServiceName, serviceNames } from '#contracts/services.ts';
import { nextMigration } from './next-migration.ts';
import { schemas } from './services.ts';
import { migrationsOf, ormOf, snapshotFile, snapshotOf } from './snapshot.ts';

/**
 * `npm run migration -- SERVICE NAME`: the next migration of a service, from its entities.
 * `npm run migration -- SERVICE`: its snapshot alone, after a step that all services share was written by hand.
 */
const [service, name, ...rest] = process.argv.slice(2);
const known = (asked: string | undefined): asked is ServiceName => serviceNames.some((one) => one === asked);

if (!known(service) || rest.length > 0 || (name !== undefined && !/^[a-z]+(-[a-z]+)*$/.test(name))) {
  console.error(`npm run migration -- SERVICE NAME
  SERVICE  ${serviceNames.join(', ')}
  NAME     words with hyphens, such as payer-of-lots; without it only the snapshot is renewed`);
  process.exit(2);
}
const folder = migrationsOf(service);
if (name === undefined) {
  writeFileSync(snapshotFile(folder, service), snapshotOf(ormOf(service, schemas[service], folder)));
  console.log(`${snapshotFile('', service)} is what the entities of ${service} say`);
} else {
  const file = await nextMigration(service, schemas[service], folder, name);
  spawnSync(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', folder]);
  console.log(
    `apps/${service}/src/migrations/${file}: read it, and say why; test/migrations.spec.ts judges whether it only expands`,
  );
}
