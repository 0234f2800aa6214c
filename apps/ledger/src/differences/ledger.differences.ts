import type { Sql } from '#runtime/postgres/sql.ts';
import { eventLogDifferences } from './event-log.differences.ts';
import { chainDifferences } from './ledger.chain.differences.ts';
import { lotDifferences } from './ledger.lots.differences.ts';

/**
 * Checks the whole ledger (L1): entries sum to zero per journal and lot, holdings and coverage are what the entries add up to,
 * none is negative, every journal follows the one before it with the right hash and is in the event log as it was recorded,
 * and lots have the terms that they were created with.
 * @returns each difference as a sentence; none when all is well
 */
export async function ledgerDifferences(sql: Sql): Promise<string[]> {
  const checks = [sums, holdings, lost, coverage, lotDifferences, chainDifferences, eventLogDifferences];
  const differences: string[] = [];
  for (const check of checks) differences.push(...(await check(sql)));
  return differences;
}

async function sums(sql: Sql): Promise<string[]> {
  const rows = await sql<{ journal_id: string; lot_id: string; sum: string }>(
    `select journal_id, lot_id, sum(quantity) from ledger.entry group by 1, 2 having sum(quantity) <> 0 order by 1, 2`,
  );
  const empty = await sql<{ journal_id: string }>(
    `select journal_id from ledger.journal
     where not exists (select from ledger.entry where entry.journal_id = journal.journal_id) order by 1`,
  );
  return [
    ...rows.map((row) => `the entries of journal ${row.journal_id} for lot ${row.lot_id} sum to ${row.sum}`),
    ...empty.map((row) => `journal ${row.journal_id} has no entries`),
  ];
}

async function holdings(sql: Sql): Promise<string[]> {
  const rows = await sql<{ account_id: string; lot_id: string; held: string; entered: string }>(
    `select account_id, lot_id, coalesce(holding.quantity, 0) as held, coalesce(summed.quantity, 0) as entered
     from ledger.holding full join (
       select account_id, lot_id, sum(quantity) as quantity from ledger.entry where account_id not like '@%' group by 1, 2
     ) summed using (account_id, lot_id)
     where coalesce(holding.quantity, 0) <> coalesce(summed.quantity, 0) or coalesce(summed.quantity, 0) < 0
     order by account_id, lot_id`,
  );
  return rows.map(
    (row) => `${row.account_id} holds ${row.held} of lot ${row.lot_id}, and its entries sum to ${row.entered}`,
  );
}

// No holding is kept for an account like these: what its entries say would be seen nowhere.
async function lost(sql: Sql): Promise<string[]> {
  const rows = await sql<{ account_id: string; lot_id: string; quantity: string }>(
    `select account_id, lot_id, sum(quantity) as quantity from ledger.entry
     where account_id like '@%' and account_id not in ('@issued', '@retired')
     group by 1, 2 having sum(quantity) <> 0 order by 1, 2`,
  );
  return rows.map(
    ({ account_id, lot_id, quantity }) =>
      `${quantity} licenses of lot ${lot_id} went to ${account_id}, and nobody holds them: what starts with @ is no account`,
  );
}

async function coverage(sql: Sql): Promise<string[]> {
  const rows = await sql<{ account_id: string; counted: string; day: string; kept: string; entered: string }>(
    `select account_id, counted, day::text, coalesce(kept.change, 0) as kept, coalesce(summed.change, 0) as entered
     from ledger.coverage kept full join (
       select account_id, counted, day, sum(sign * quantity) as change
       from ledger.entry join ledger.lot using (lot_id),
         unnest(array['sku:' || lot.sku, 'type:' || lot.device_type]) counted,
         (values (1), (-1)) as signs (sign),
         lateral (select case sign when 1 then lot.starts_on else lot.ends_on + 1 end as day) days
       where account_id not like '@%' and counted is not null and day is not null group by 1, 2, 3
     ) summed using (account_id, counted, day)
     where coalesce(kept.change, 0) <> coalesce(summed.change, 0) order by 1, 2, 3`,
  );
  return rows.map(
    ({ account_id, counted, day, kept, entered }) =>
      `${account_id} has a change of ${kept} licenses for ${counted} on ${day}, and its entries say ${entered}`,
  );
}
