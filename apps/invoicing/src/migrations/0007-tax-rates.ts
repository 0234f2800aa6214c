import { Migration } from '@mikro-orm/migrations';

/**
 * Tax rates get the day from which they hold, what is billed again keeps its rate (I9), and an account whose invoice is held
 * says so (I8). The rate of an account that was told of is taken to have held from the beginning; `tax_rate` stays for processes
 * of the version before.
 */
export class TaxRates extends Migration {
  override up(): void {
    this.addSql(
      `alter table invoicing.account add column tax_rates jsonb not null default '[]', add column order_country text null,
         add column held jsonb null`,
    );
    this.addSql(
      `update invoicing.account
       set tax_rates = jsonb_build_array(jsonb_build_object('from', '0001-01-01', 'rate', tax_rate))
       where facts_at is not null`,
    );
    this.addSql('create index account_held on invoicing.account (account_id) where held is not null');
    this.addSql('alter table invoicing.adjustment add column tax_rate text null');
  }
}
