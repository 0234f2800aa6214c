import { Migration } from '@mikro-orm/migrations';

/** What the documents of an entitlement are written in (F4); null of what was fulfilled before: English. */
export class EntitlementLanguage extends Migration {
  override up(): void {
    this.addSql(`alter table "fulfillment"."entitlement" add "language" text null`);
  }
}
