import { Migration } from '@mikro-orm/migrations';

/** A month that became a credit note names the invoices that it takes back (I12); accounts may want documents of 0.00 (I11). */
export class Corrections extends Migration {
  override up(): void {
    this.addSql('alter table invoicing.invoice add column corrects jsonb null');
    this.addSql('alter table invoicing.account add column zero_invoices boolean not null default false');
  }
}
