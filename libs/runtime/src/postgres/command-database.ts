import type { Settings } from '../environment/settings.ts';
import { Database } from './database.ts';
import { startEmbeddedPostgres } from './embedded/embedded-postgres.ts';
import type { DatabaseOptions } from './orm-options.ts';
import { databaseTrouble } from './trouble.ts';

/** What the server knows this process's connections by. */
const myName = `seatwright-command-${process.pid}`;

/**
 * Does a command's work on a service's tables, beside services that run or without any.
 * @throws StartError when the database cannot be used
 */
export async function withServiceDatabase<Result>(
  settings: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  service: Pick<DatabaseOptions, 'schema' | 'entities' | 'migrations'>,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  process.env.PGAPPNAME = myName;
  const postgres = settings.databaseUrl === undefined ? await startEmbeddedPostgres(settings.dataDir) : undefined;
  const database = await opened({ url: settings.databaseUrl ?? postgres?.url ?? '', ...service });
  try {
    return await work(database);
  } finally {
    const alone = await isAlone(database);
    await database.close();
    if (alone) await postgres?.stop();
  }
}

async function opened(options: DatabaseOptions): Promise<Database> {
  try {
    return await Database.open(options);
  } catch (error) {
    throw databaseTrouble(error);
  }
}

/** An embedded server may be that of services that run; then it has to stay. */
async function isAlone(database: Database): Promise<boolean> {
  const [row] = await database.sql<{ others: string }>(
    `select count(*) as others from pg_stat_activity where backend_type = 'client backend' and application_name <> $1`,
    [myName],
  );
  return Number(row?.others ?? 0) === 0;
}
