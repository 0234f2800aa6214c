import { Migration } from '@mikro-orm/migrations';

/** What an order and its line say that passes through to documents and views (O10); null of what was fulfilled before. */
export class OrderFacts extends Migration {
  override up(): void {
    this.addSql(`alter table "fulfillment"."entitlement" add "facts" jsonb null`);
  }
}
