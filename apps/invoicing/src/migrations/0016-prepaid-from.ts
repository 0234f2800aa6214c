import { Migration } from '@mikro-orm/migrations';

/** D2: since when an account pays in advance; what is told late of months before, which were invoiced, is owed as ever. */
export class PrepaidFrom extends Migration {
  override up(): void {
    this.addSql(`alter table "invoicing"."account" add "prepaid_from" text null`);
  }
}
