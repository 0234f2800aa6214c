import { Migration } from '@mikro-orm/migrations';

/** I15: the draft of a month that is over, while it waits for its review. */
export class InvoiceReviews extends Migration {
  override up(): void {
    this.addSql(`alter table "invoicing"."account" add "review" jsonb null`);
    this.addSql(`create index "account_review" on "invoicing"."account" ("account_id") where review is not null`);
  }
}
