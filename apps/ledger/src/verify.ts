import { readSettings } from '#runtime/environment/settings.ts';
import { withServiceDatabase } from '#runtime/postgres/command-database.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { ledgerDifferences } from './differences/ledger.differences.ts';
import { ledgerTables } from './ledger.tables.ts';
import { ledgerMigrations } from './migrations/migrations.ts';

const ledger = {
  schema: 'ledger',
  entities: [...messagingTables, ...ledgerTables],
  migrations: ledgerMigrations,
};

/**
 * `npm run verify -- ledger`: checks the whole ledger, beside services that run or without any, and prints each difference (L1).
 * @returns the exit code: 1 when there is a difference
 * @throws StartError when the database cannot be used
 */
export async function verifyLedger(variables: Readonly<Record<string, string | undefined>>): Promise<0 | 1> {
  return await withServiceDatabase(readSettings(variables), ledger, async (database) =>
    report(await differencesAtOneMoment(database)),
  );
}

/** What was granted for order lines: the SSRN of each by the entitlement's id (R8). */
export async function grantedEntitlements(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, string>> {
  const rows = await withServiceDatabase(readSettings(variables), ledger, ({ sql }) =>
    sql<{ id: string; ssrn: string }>(
      `select document->>'entitlementId' as id, coalesce(document->>'ssrn', '') as ssrn from ledger.lot
       where document->>'entitlementId' = lot_id`,
    ),
  );
  return new Map(rows.map(({ id, ssrn }) => [id, ssrn]));
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
