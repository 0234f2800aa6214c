import { Migration } from '@mikro-orm/migrations';

/** What a person may do is looked up for all who ask in a batch (L11). */
export class AdministratorByEmail extends Migration {
  override up(): void {
    this.addSql('create index administrator_email on ledger.administrator (email)');
  }
}
