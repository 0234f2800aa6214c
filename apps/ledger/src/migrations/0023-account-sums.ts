import { Migration } from '@mikro-orm/migrations';

/**
 * What an account's figures add up to is kept beside it, so that lists are sorted by it without adding up every license (P2, G3). The
 * database itself marks what no longer holds, in the transaction of the change, whichever release writes; a job adds it up anew.
 */
export class AccountSums extends Migration {
  override up(): void {
    for (const statement of [...tables, ...marking]) this.addSql(statement);
  }
}

const tables = [
  // A list looks at the zones of all accounts: read out of their documents, that takes longer than the rest of it.
  `alter table ledger.account add time_zone text null generated always as (document->>'timeZone') stored`,
  `create table ledger.account_sums (
     account_id text primary key,
     changes bigint not null,
     today date null,
     begun date null,
     until date null,
     total bigint null,
     in_use bigint null,
     over boolean null,
     ends_on date null
   )`,
];

const ofDevices = (event: string, rows: 'old' | 'new') =>
  `create trigger sums_of_${event} after ${event} on ledger.device_count
     referencing ${rows} table as changed for each statement execute function ledger.sums_changed()`;

const marking = [
  // In the order of accounts, as everything that locks several of them.
  `create function ledger.mark_sums(accounts text[]) returns void language sql as $$
     insert into ledger.account_sums (account_id, changes)
       select distinct account_id, 1 from unnest(accounts) account_id where account_id not like '@%' order by account_id
       on conflict (account_id) do update set changes = account_sums.changes + 1, today = null
   $$`,
  `create function ledger.sums_changed() returns trigger language plpgsql as $$
   begin
     perform ledger.mark_sums(array(select account_id from changed));
     return null;
   end $$`,
  `create trigger sums_of_entries after insert on ledger.entry
     referencing new table as changed for each statement execute function ledger.sums_changed()`,
  ofDevices('insert', 'new'),
  ofDevices('update', 'new'),
  ofDevices('delete', 'old'),
  // What a product is for decides how its devices are counted where nothing of it is held.
  `create function ledger.product_sums_changed() returns trigger language plpgsql as $$
   declare products text[];
   begin
     if tg_op = 'INSERT' then
       products := array(select sku from became where document->>'deviceType' is not null);
     else
       products := array(
         select sku from was join became using (sku)
         where was.document->>'deviceType' is distinct from became.document->>'deviceType');
     end if;
     if cardinality(products) > 0 then
       perform ledger.mark_sums(array(
         select account_id from ledger.device_count where counted in (select 'sku:' || sku from unnest(products) sku)));
     end if;
     return null;
   end $$`,
  `create trigger sums_of_product after insert on ledger.product
     referencing new table as became for each statement execute function ledger.product_sums_changed()`,
  `create trigger sums_of_products after update on ledger.product
     referencing old table as was new table as became for each statement execute function ledger.product_sums_changed()`,
];
