import { Migration } from '@mikro-orm/migrations';

/** Orders of which only keys come are read back from their systems: what is due, who is at it, which senders pause. */
export class Lookups extends Migration {
  override up(): void {
    this.addSql(
      `create table "intake"."lookup_pause" ("sender" text not null, "since" timestamptz not null, "until_at" timestamptz not null, "pauses" int not null, "why" text not null, primary key ("sender"))`,
    );
    this.addSql(
      `create table "intake"."lookup" ("sender" text not null, "key" text not null, "state" text not null, "asked_at" timestamptz not null, "asks" int not null, "due_at" timestamptz null, "is_deleted" boolean not null, "lease_until" timestamptz null, "failures" int not null, "failing_since" timestamptz null, "last_error" text null, "read_at" timestamptz null, "etag" text null, "source_id" text null, primary key ("sender", "key"))`,
    );
    this.addSql(`create index "lookup_due" on "intake"."lookup" ("sender", "due_at") where due_at is not null`);
  }
}
