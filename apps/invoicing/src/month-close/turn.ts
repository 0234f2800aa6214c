import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** How often it is looked whether another process is done. */
const lookMilliseconds = 200;
/** How often the server is told that this process goes on: it ends the sessions of those that stand still. */
const signMilliseconds = 15_000;

/**
 * Does work while no other process does: they would only wait for each other's numbers and accounts. Whoever stands still loses the
 * turn, and both are right all the same.
 *
 * @param isWanted asked while others have their turn: nothing is done when it no longer is
 */
export async function inTurn(database: Database, isWanted: () => boolean, work: () => Promise<void>): Promise<void> {
  await database.transaction(async (sql) => {
    if (!(await takeTurn(sql, isWanted))) return;
    const signs = setInterval(() => void sql('select 1').catch(() => undefined), signMilliseconds);
    try {
      await work();
    } finally {
      clearInterval(signs);
    }
  });
}

/** Waits for the turns of other processes; this one lasts as long as the transaction. False when it is no longer wanted. */
export async function takeTurn(sql: Sql, isWanted: () => boolean): Promise<boolean> {
  while (isWanted()) {
    const [row] = await sql<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('seatwright month close', 0)) as mine`,
    );
    if (row?.mine) return true;
    await delay(lookMilliseconds);
  }
  return false;
}
