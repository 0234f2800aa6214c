import { Migration } from '@mikro-orm/migrations';

/** A mail belongs to the trace of what it was queued for, however long it waits for its server. */
export class MailTraces extends Migration {
  override up(): void {
    this.addSql(`alter table "fulfillment"."mail" add "traceparent" text null`);
  }
}
