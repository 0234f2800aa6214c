import { Migration } from '@mikro-orm/migrations';

export class Invoices extends Migration {
  override up(): void {
    this.addSql('create table invoicing.number_series (series text primary key, last_number int not null)');
    this.addSql(
      `create table invoicing.invoice (
         number text primary key,
         position bigserial not null,
         document text not null,
         account_id text not null,
         account_name text not null,
         period text not null,
         currency text not null,
         net_minor numeric(24,0) not null,
         taxes jsonb not null,
         tax_minor numeric(24,0) not null,
         total_minor numeric(24,0) not null,
         issued_at timestamptz not null,
         constraint invoice_position unique (position),
         constraint invoice_account_period unique (account_id, period, currency),
         constraint invoice_total check (total_minor = net_minor + tax_minor)
       )`,
    );
    this.addSql(
      `create table invoicing.invoice_line (
         number text not null,
         position int not null,
         kind text not null,
         sku text not null,
         name text not null,
         month text not null,
         quantity int not null,
         unit_price_minor bigint not null,
         amount_minor numeric(24,0) not null,
         tax_rate text not null,
         adjustment_id text null,
         cause jsonb null,
         primary key (number, position),
         constraint invoice_line_amount check (amount_minor = quantity::numeric * unit_price_minor)
       )`,
    );
    // I3: an issued invoice never changes, whatever the code does.
    for (const table of ['invoice', 'invoice_line']) {
      this.addSql(
        `create trigger ${table}_is_append_only before update or delete or truncate on invoicing.${table}
         for each statement execute function invoicing.refuse_change()`,
      );
    }
  }
}
