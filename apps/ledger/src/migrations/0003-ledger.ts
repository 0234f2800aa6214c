import { Migration } from '@mikro-orm/migrations';

/**
 * The ledger itself, and what the database refuses whatever the code does (L1): a journal whose entries do not sum to zero per
 * lot, a negative holding, a holding that is not the sum of its entries, a change of what was recorded.
 */
export class Ledger extends Migration {
  override up(): void {
    for (const statement of [...tables, ...posting, ...appendOnly]) this.addSql(statement);
  }
}

const tables = [
  `create table ledger.lot (
     lot_id text primary key,
     sku text not null,
     device_type text null,
     name text not null,
     program text not null,
     starts_on date not null,
     ends_on date null,
     grace_ends_on date null,
     traits bigint not null,
     stock boolean not null,
     license_key text null,
     visible_to text[] not null,
     document json not null
   )`,
  'create index lot_license_key on ledger.lot (license_key) where license_key is not null',
  'create index lot_stock_end on ledger.lot (ends_on) where stock',
  `create table ledger.holding (
     account_id text not null,
     lot_id text not null references ledger.lot,
     sku text not null,
     ends_on date not null,
     quantity bigint not null constraint holding_not_negative check (quantity >= 0),
     primary key (account_id, lot_id)
   )`,
  'create index holding_sku on ledger.holding (account_id, sku)',
  'create index holding_ends_on on ledger.holding (account_id, ends_on, lot_id)',
  'create index holding_lot_id on ledger.holding (lot_id)',
  // What an account holds in lots active on a day is the sum of the changes up to that day: few rows, however many lots (L4).
  `create table ledger.coverage (
     account_id text not null,
     counted text not null,
     day date not null,
     change bigint not null,
     primary key (account_id, counted, day)
   )`,
  `create table ledger.journal (
     journal_id text primary key,
     action text not null,
     owner text not null,
     sequence bigint not null,
     source text not null,
     target text not null,
     quantity bigint not null check (quantity > 0),
     at timestamptz not null,
     initiated_by text not null,
     note text null,
     return_of text null references ledger.journal,
     previous_hash text not null,
     hash text not null,
     constraint journal_sequence unique (owner, sequence),
     constraint journal_return_of unique (return_of)
   )`,
  'create index journal_target on ledger.journal (target, action)',
  `create table ledger.entry (
     journal_id text not null references ledger.journal,
     lot_id text not null references ledger.lot,
     account_id text not null,
     quantity bigint not null check (quantity <> 0),
     primary key (journal_id, lot_id, account_id)
   )`,
  'create index entry_account on ledger.entry (account_id, lot_id)',
  // The end of each owner's chain of journals; only written under the lock of that account.
  'create table ledger.chain (owner text primary key, sequence bigint not null, hash text not null)',
  `create table ledger.event_log (
     position bigserial primary key,
     at timestamptz not null,
     type text not null,
     source text null,
     target text null,
     quantity bigint not null,
     initiated_by text not null,
     reference text not null,
     note text null,
     violations json null
   )`,
  'create index event_log_source on ledger.event_log (source, position)',
  'create index event_log_target on ledger.event_log (target, position)',
];

const posting = [
  `create function ledger.post_entries() returns trigger language plpgsql as $$
   declare wrong record;
   begin
     select journal_id, lot_id, sum(quantity) as sum into wrong
       from posted group by journal_id, lot_id having sum(quantity) <> 0 limit 1;
     if found then
       raise exception 'entries of journal % for lot % sum to %', wrong.journal_id, wrong.lot_id, wrong.sum
         using errcode = 'integrity_constraint_violation', constraint = 'entries_sum_to_zero';
     end if;
     update ledger.holding set quantity = holding.quantity + change.quantity
       from (select account_id, lot_id, sum(quantity) as quantity from posted where account_id not like '@%' group by 1, 2) change
       where holding.account_id = change.account_id and holding.lot_id = change.lot_id;
     insert into ledger.holding (account_id, lot_id, sku, ends_on, quantity)
       select account_id, lot_id, sku, coalesce(ends_on, 'infinity'), sum(quantity) from posted join ledger.lot using (lot_id)
       where account_id not like '@%' and not exists (
         select from ledger.holding where holding.account_id = posted.account_id and holding.lot_id = posted.lot_id)
       group by 1, 2, 3, 4;
     delete from ledger.holding using posted
       where holding.account_id = posted.account_id and holding.lot_id = posted.lot_id and holding.quantity = 0;
     insert into ledger.coverage (account_id, counted, day, change)
       select account_id, counted, day, sum(change) from (
         select posted.account_id, counted, day, sign * posted.quantity as change
         from posted join ledger.lot using (lot_id),
           unnest(array['sku:' || lot.sku, 'type:' || lot.device_type]) counted,
           (values (1), (-1)) as signs (sign),
           lateral (select case sign when 1 then lot.starts_on else lot.ends_on end as day) days
         where posted.account_id not like '@%' and counted is not null and day is not null
       ) changes group by 1, 2, 3 having sum(change) <> 0
       order by 1, 2, 3
       on conflict (account_id, counted, day) do update set change = coverage.change + excluded.change;
     return null;
   end $$`,
  `create trigger post_entries after insert on ledger.entry
     referencing new table as posted for each statement execute function ledger.post_entries()`,
];

const appendOnly = [
  `create function ledger.refuse_change() returns trigger language plpgsql as $$
   begin
     raise exception '% of % is refused: what was recorded stays', tg_op, tg_table_name
       using errcode = 'integrity_constraint_violation', constraint = 'append_only';
   end $$`,
  ...['journal', 'entry', 'event_log'].map(
    (table) =>
      `create trigger append_only before update or delete or truncate on ledger.${table}
         for each statement execute function ledger.refuse_change()`,
  ),
  `create trigger terms_stay before update or delete or truncate on ledger.lot
     for each statement execute function ledger.refuse_change()`,
  // Holdings and coverage are written by the posting of entries alone: there the depth is 1 and more.
  ...['holding', 'coverage'].map(
    (table) =>
      `create trigger posted_only before insert or update or delete on ledger.${table}
         for each statement when (pg_trigger_depth() = 0) execute function ledger.refuse_change()`,
  ),
];
