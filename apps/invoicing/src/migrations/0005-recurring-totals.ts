import { Migration } from '@mikro-orm/migrations';

/** Running totals by what an invoice tells apart: the month's end no longer adds up every lot of every account again. */
export class RecurringTotals extends Migration {
  override up(): void {
    this.addSql(
      `create table invoicing.recurring_total (
         account_id text not null,
         sku text not null,
         name text not null,
         currency text not null,
         price_minor bigint not null,
         ends_on date not null,
         quantity int not null,
         primary key (account_id, sku, name, currency, price_minor, ends_on)
       )`,
    );
    this.addSql(`update invoicing.recurring_lot set ends_on = 'infinity' where ends_on is null`);
    this.addSql(
      `insert into invoicing.recurring_total
       select account_id, sku, name, currency, price_minor, ends_on, sum(quantity) from invoicing.recurring_lot
       group by account_id, sku, name, currency, price_minor, ends_on`,
    );
    // What a lot is called is with the lot; its end stays, so that what has ended is found.
    this.addSql(
      `alter table invoicing.recurring_lot drop column sku, drop column name, drop column program, drop column starts_on,
         alter column ends_on set not null`,
    );
    for (const table of ['recurring_lot', 'recurring_total']) {
      this.addSql(`create index if not exists ${table}_empty on invoicing.${table} (account_id) where quantity = 0`);
      this.addSql(`drop index if exists invoicing.${table}_ends`);
      this.addSql(`create index ${table}_ends on invoicing.${table} (account_id, ends_on) where ends_on < 'infinity'`);
    }
  }
}
