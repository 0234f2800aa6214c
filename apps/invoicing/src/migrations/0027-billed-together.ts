import { Migration } from '@mikro-orm/migrations';

/**
 * I16: whose invoices bear what an account owes, and on an invoice the accounts that are on it; what a credit gives back of a lot is kept for
 * each of them. I17: a month may have an invoice for each purchase order. Both conditions become wider, under their names.
 */
export class BilledTogether extends Migration {
  override up(): void {
    this.addSql(`alter table "invoicing"."account" add "payers" jsonb null`);
    this.addSql(`create index "account_payers" on "invoicing"."account" ("account_id") where payers is not null`);
    this.addSql(`alter table "invoicing"."credited_lot" drop constraint "credited_lot_pkey"`);
    this.addSql(
      `alter table "invoicing"."credited_lot" add constraint "credited_lot_pkey" primary key ("invoice_number", "lot_id", "account_id")`,
    );
    this.addSql(
      `alter table "invoicing"."invoice" add "purchase_order" text not null default '', add "sites" jsonb null`,
    );
    this.addSql(`create index invoice_sites on invoicing.invoice using gin (sites) where sites is not null`);
    this.addSql(`drop index "invoicing"."invoice_account_period"`);
    this.addSql(
      `create unique index "invoice_account_period" on "invoicing"."invoice" ("account_id", "period", "currency", "purchase_order") where invoice_number is null`,
    );
  }
}
