import { Database } from '#runtime/database.ts';
import { startEmbeddedPostgres } from '#runtime/embedded-postgres.ts';
import { messagingTables } from '#runtime/messaging.tables.ts';
import { readSettings } from '#runtime/settings.ts';
import { ledgerDifferences } from './ledger.differences.ts';
import { ledgerTables } from './ledger.tables.ts';
import { ledgerMigrations } from './migrations/migrations.ts';

/** What the server knows this process's connections by. */
const myName = `verify-ledger-${process.pid}`;

/**
 * `npm run verify -- ledger`: checks the whole ledger, beside services that run or without any, and prints each difference (L1).
 * @returns the exit code: 1 when there is a difference
 * @throws StartError when the database cannot be used
 */
export async function verifyLedger(variables: Readonly<Record<string, string | undefined>>): Promise<0 | 1> {
  const settings = readSettings(variables);
  process.env.PGAPPNAME = myName;
  const postgres = settings.databaseUrl === undefined ? await startEmbeddedPostgres(settings.dataDir) : undefined;
  const database = await Database.open({
    url: settings.databaseUrl ?? postgres?.url ?? '',
    schema: 'ledger',
    entities: [...messagingTables, ...ledgerTables],
    migrations: ledgerMigrations,
  });
  try {
    return report(await differencesAtOneMoment(database));
  } finally {
    const alone = await isAlone(database);
    await database.close();
    if (alone) await postgres?.stop();
  }
}

interface Outcome {
  readonly journals: number;
  readonly differences: readonly string[];
}

// Services may go on writing: everything is read from one snapshot.
function differencesAtOneMoment(database: Database): Promise<Outcome> {
  return database.transaction(async (sql) => {
    await sql('set transaction isolation level repeatable read, read only');
    const [count] = await sql<{ journals: string }>('select count(*) as journals from ledger.journal');
    return { journals: Number(count?.journals ?? 0), differences: await ledgerDifferences(sql) };
  });
}

function report({ journals, differences }: Outcome): 0 | 1 {
  for (const difference of differences) console.log(difference);
  if (differences.length === 0)
    console.log(`the ledger is sound: ${journals} journals; sums, holdings, lots, chains and the event log agree`);
  else console.log(`${differences.length} differences in ${journals} journals`);
  return differences.length === 0 ? 0 : 1;
}

/** An embedded server may be that of services that run; then it has to stay. */
async function isAlone(database: Database): Promise<boolean> {
  const [row] = await database.sql<{ others: string }>(
    `select count(*) as others from pg_stat_activity where backend_type = 'client backend' and application_name <> $1`,
    [myName],
  );
  return Number(row?.others ?? 0) === 0;
}
