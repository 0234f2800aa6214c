import { Migration } from '@mikro-orm/migrations';

/** I12: an invoice can be credited in parts, up to what it billed; why, and whether it is billed again, is kept. */
export class PartialCredits extends Migration {
  override up(): void {
    this.addSql('alter table invoicing.invoice drop constraint invoice_credited_once');
    this.addSql('create index invoice_credits on invoicing.invoice (invoice_number)');
    this.addSql('alter table invoicing.invoice add column reason_code text null, add column rebilled boolean null');
  }
}
