import { begunBy, todayOf } from '#domain/licenses/books/account.ts';
import type { Instant } from '#domain/values/calendar.ts';
import type { Database } from '#runtime/postgres/database.ts';

/** What the figures of an account add up to, kept beside it: what lists are sorted and narrowed by (P2, G3). */

/** What lists ask of an account's sums; each is added up only where it is asked for. */
export type Sum = 'total' | 'inUse' | 'nextEnd' | 'over';

/** Every lot stands under its product, whatever it is for: so nothing is counted twice. */
const total = `(select coalesce(sum(change), 0) from ledger.coverage
  where coverage.account_id = asked.account_id and counted like 'sku:%' and day <= asked.begun)::bigint`;

/** L5, T14: devices of a type are as many as the larger of the two counts says. What a product is for, its lots say, or else the catalog. */
const usedByType = `
  select type, greatest(
      coalesce(sum(in_use) filter (where counted like 'type:%'), 0), coalesce(sum(in_use) filter (where counted like 'sku:%'), 0)) as in_use
  from (
    select device_count.counted, in_use, case
        when device_count.counted like 'type:%' then substr(device_count.counted, 6)
        when lot.lot_id is null then product.document->>'deviceType' else lot.device_type end as type
    from ledger.device_count
      left join lateral (
        select lot_id, device_type from ledger.holding join ledger.lot using (lot_id, sku)
        where device_count.counted like 'sku:%' and holding.account_id = asked.account_id and holding.sku = substr(device_count.counted, 5)
        order by holding.ends_on, lot_id limit 1) lot on true
      left join ledger.product on device_count.counted like 'sku:%' and product.sku = substr(device_count.counted, 5)
    where device_count.account_id = asked.account_id and in_use > 0) counts
  group by type`;

const inUse = `(select coalesce(sum(in_use), 0) from (${usedByType}) used)::bigint`;

/** What is in use beyond what is covered, by product or by type. */
const over = `exists (
  select from (
    select counted, in_use from ledger.device_count where device_count.account_id = asked.account_id
    union all
    select 'type:' || type, in_use from (${usedByType}) used where type is not null) counts
  where in_use > (
    select coalesce(sum(change), 0) from ledger.coverage
    where coverage.account_id = asked.account_id and coverage.counted = counts.counted and day <= asked.begun))`;

/** The next end of what the account has or uses: what is still to begin is no part of its figures. */
const nextEnd = `(
  select ends_on from ledger.holding
  where holding.account_id = asked.account_id and ends_on >= asked.today and ends_on < 'infinity' and (
    0 < (select sum(change) from ledger.coverage
         where coverage.account_id = asked.account_id and coverage.counted = 'sku:' || holding.sku and day <= asked.begun)
    or exists (
      select from ledger.device_count
      where device_count.account_id = asked.account_id and device_count.counted = 'sku:' || holding.sku and in_use > 0))
  order by ends_on limit 1)`;

/** Each sum: its column, and how it is added up for a row `asked` of account_id, today and begun. They are what `figuresOf` says of the account. */
export const sumColumns: Readonly<Record<Sum, { readonly column: string; readonly anew: string }>> = {
  total: { column: 'total', anew: total },
  inUse: { column: 'in_use', anew: inUse },
  over: { column: 'over', anew: over },
  nextEnd: { column: 'ends_on', anew: nextEnd },
};

/** Until which day the sums of a row `asked` stay as they are, if nothing happens. */
const until = `coalesce(
  (select min(day) from ledger.coverage where coverage.account_id = asked.account_id and day > asked.begun), 'infinity')`;

/** Sums of `kept` are those of `asked`: nothing has changed since they were added up, and nothing begun or ended by itself. */
export const stillHolds = `kept.account_id = asked.account_id
  and kept.today <= asked.today and asked.today <= coalesce(kept.ends_on, 'infinity')
  and kept.begun <= asked.begun and asked.begun < kept.until`;

const atOnce = 500;

/**
 * Adds up what does not hold any more, account after account. What changes meanwhile stays marked: the sums of an account are only kept
 * if no change of it was committed since they were added up.
 * @returns how many were added up
 */
export async function keepSums(database: Database, now: () => Instant): Promise<number> {
  let kept = 0;
  for (let after = ''; ; ) {
    const at = now();
    const accounts = await database.sql<{ accountId: string; timeZone: string | null }>(
      `select account_id as "accountId", time_zone as "timeZone" from ledger.account
       where account_id > $1 order by account_id limit $2`,
      [after, atOnce],
    );
    const rows = accounts.map(({ accountId, timeZone }) => {
      const account = { timeZone: timeZone ?? undefined };
      return { accountId, today: todayOf(account, at), begun: begunBy(account, at) };
    });
    kept += await database.transaction(async (sql) => {
      // What products are for is changed under no account's sums.
      await sql('lock table ledger.product in share mode');
      const written = await sql(keep, [
        rows.map(({ accountId }) => accountId),
        rows.map(({ today }) => today),
        rows.map(({ begun }) => begun),
      ]);
      return written.length;
    });
    const last = accounts.at(-1);
    if (!last || accounts.length < atOnce) return kept;
    after = last.accountId;
  }
}

const columns = Object.values(sumColumns).map(({ column }) => column);

const keep = `
  insert into ledger.account_sums (account_id, changes, today, begun, until, ${columns.join(', ')})
  select asked.account_id, coalesce(marked.changes, 0), asked.today, asked.begun, ${until},
    ${Object.values(sumColumns)
      .map(({ anew }) => anew)
      .join(', ')}
  from unnest($1::text[], $2::date[], $3::date[]) as asked (account_id, today, begun)
    left join ledger.account_sums marked on marked.account_id = asked.account_id
  where not exists (select from ledger.account_sums kept where ${stillHolds})
  order by asked.account_id
  on conflict (account_id) do update set today = excluded.today, begun = excluded.begun, until = excluded.until,
    ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}
  where account_sums.changes = excluded.changes
  returning account_id`;
