import { Migration } from '@mikro-orm/migrations';

/**
 * Posting takes away the holdings that it has just emptied, and looks for no others: it went through all that there are in every batch
 * (G1). The rest of it is as it was.
 */
export class EmptiedHoldings extends Migration {
  override up(): void {
    this.addSql(`create or replace function ledger.post_entries() returns trigger language plpgsql as $$
      declare
        wrong record;
        accounts text[];
        lots text[];
      begin
        select journal_id, lot_id, sum(quantity) as sum into wrong
          from posted group by journal_id, lot_id having sum(quantity) <> 0 limit 1;
        if found then
          raise exception 'entries of journal % for lot % sum to %', wrong.journal_id, wrong.lot_id, wrong.sum
            using errcode = 'integrity_constraint_violation', constraint = 'entries_sum_to_zero';
        end if;
        with change as (
          select account_id, lot_id, sum(quantity) as quantity from posted where account_id not like '@%' group by 1, 2),
        changed as (
          update ledger.holding set quantity = holding.quantity + change.quantity from change
          where holding.account_id = change.account_id and holding.lot_id = change.lot_id
          returning holding.account_id, holding.lot_id, holding.quantity)
        select array_agg(account_id), array_agg(lot_id) into accounts, lots from changed where quantity = 0;
        insert into ledger.holding (account_id, lot_id, sku, ends_on, quantity)
          select account_id, lot_id, sku, coalesce(ends_on, 'infinity'), sum(quantity) from posted join ledger.lot using (lot_id)
          where account_id not like '@%' and not exists (
            select from ledger.holding where holding.account_id = posted.account_id and holding.lot_id = posted.lot_id)
          group by 1, 2, 3, 4 having sum(quantity) <> 0;
        if accounts is not null then
          delete from ledger.holding using unnest(accounts, lots) as emptied (account_id, lot_id)
            where holding.account_id = emptied.account_id and holding.lot_id = emptied.lot_id and holding.quantity = 0;
        end if;
        insert into ledger.coverage (account_id, counted, day, change)
          select account_id, counted, day, sum(change) from (
            select posted.account_id, counted, day, sign * posted.quantity as change
            from posted join ledger.lot using (lot_id),
              unnest(array['sku:' || lot.sku, 'type:' || lot.device_type]) counted,
              (values (1), (-1)) as signs (sign),
              lateral (select case sign when 1 then lot.starts_on else lot.ends_on + 1 end as day) days
            where posted.account_id not like '@%' and counted is not null and day is not null
          ) changes group by 1, 2, 3 having sum(change) <> 0
          order by 1, 2, 3
          on conflict (account_id, counted, day) do update set change = coverage.change + excluded.change;
        return null;
      end $$`);
  }
}
