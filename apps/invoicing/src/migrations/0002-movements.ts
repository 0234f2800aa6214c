import { Migration } from '@mikro-orm/migrations';

export class Movements extends Migration {
  override up(): void {
    this.addSql(
      `create table invoicing.account (
         account_id text primary key,
         name text not null,
         time_zone text not null,
         tax_rate text not null,
         invoice_emails jsonb not null,
         own_prices jsonb not null,
         open_period text null,
         facts_at timestamptz null
       )`,
    );
    this.addSql('create index account_open_period on invoicing.account (open_period)');
    this.addSql(
      `create table invoicing.lot (
         lot_id text primary key,
         sku text not null,
         name text not null,
         program text not null,
         billing text not null,
         starts_on date not null,
         ends_on date null
       )`,
    );
    this.addSql(
      `create table invoicing.movement (
         movement_id text primary key,
         action_id text not null,
         account_id text not null,
         lot_id text not null,
         currency text not null,
         price_minor bigint not null,
         quantity int not null,
         on_date date not null,
         lands text not null,
         cause jsonb not null
       )`,
    );
    this.addSql('create index movement_action_id on invoicing.movement (action_id)');
    this.addSql('create index movement_account on invoicing.movement (account_id, lands)');
    this.addSql(
      `create table invoicing.adjustment (
         adjustment_id text primary key,
         movement_id text not null,
         account_id text not null,
         period text not null,
         month text not null,
         kind text not null,
         lot_id text not null,
         currency text not null,
         price_minor bigint not null,
         quantity int not null,
         unit_price_minor bigint not null,
         amount_minor numeric(24,0) not null,
         recurs boolean not null,
         cause jsonb not null,
         constraint adjustment_amount check (amount_minor = quantity::numeric * unit_price_minor)
       )`,
    );
    this.addSql('create index adjustment_account_period on invoicing.adjustment (account_id, period)');
    this.addSql(
      `create table invoicing.recurring_lot (
         account_id text not null,
         lot_id text not null,
         currency text not null,
         price_minor bigint not null,
         sku text not null,
         name text not null,
         program text not null,
         starts_on date not null,
         ends_on date null,
         quantity int not null,
         primary key (account_id, lot_id, currency, price_minor)
       )`,
    );
    this.addSql(
      'create index recurring_lot_ends on invoicing.recurring_lot (account_id, ends_on) where ends_on is not null',
    );
    this.addSql('create index recurring_lot_empty on invoicing.recurring_lot (account_id) where quantity = 0');
    this.addSql('create table invoicing.closed_period (period text primary key, closed_at timestamptz not null)');
    this.appendOnly('movement');
    this.appendOnly('adjustment');
  }

  // I2: what is owed is what these rows add up to, so nothing may change one, whatever the code does.
  private appendOnly(table: string): void {
    this.addSql(
      `create or replace function invoicing.refuse_change() returns trigger language plpgsql as
       $$ begin raise exception '% of invoicing.% is refused: its rows never change', tg_op, tg_table_name; end $$`,
    );
    this.addSql(
      `create trigger ${table}_is_append_only before update or delete or truncate on invoicing.${table}
       for each statement execute function invoicing.refuse_change()`,
    );
  }
}
