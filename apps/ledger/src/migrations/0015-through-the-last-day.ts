import { Migration } from '@mikro-orm/migrations';

/**
 * A lot covers devices through the day that it ends on (F11): what it covers falls on the day after. The posting of entries says
 * so from now on, and what was posted before is added up again.
 */
export class ThroughTheLastDay extends Migration {
  override up(): void {
    this.addSql(`do $$
      declare definition text := pg_get_functiondef('ledger.post_entries()'::regprocedure);
      begin
        execute replace(definition, 'else lot.ends_on end as day', 'else lot.ends_on + 1 end as day');
      end $$`);
    this.addSql('alter table ledger.coverage disable trigger user');
    this.addSql('delete from ledger.coverage');
    this.addSql(`insert into ledger.coverage (account_id, counted, day, change)
      select account_id, counted, day, sum(sign * quantity)
      from ledger.entry join ledger.lot using (lot_id),
        unnest(array['sku:' || lot.sku, 'type:' || lot.device_type]) counted,
        (values (1), (-1)) as signs (sign),
        lateral (select case sign when 1 then lot.starts_on else lot.ends_on + 1 end as day) days
      where account_id not like '@%' and counted is not null and day is not null
      group by 1, 2, 3 having sum(sign * quantity) <> 0`);
    this.addSql('alter table ledger.coverage enable trigger user');
  }
}
