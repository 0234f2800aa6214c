import { Migration } from '@mikro-orm/migrations';

/** The tax of a document in its seller's currency (BT-111), where it is in another (I9). */
export class AccountedTax extends Migration {
  override up(): void {
    this.addSql('alter table invoicing.invoice add column accounted jsonb null');
  }
}
