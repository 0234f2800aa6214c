import { Migration } from '@mikro-orm/migrations';

/** Documents of senders as they came, and which revision each of their orders was given last. */
export class OrderDocuments extends Migration {
  override up(): void {
    this.addSql(
      `create table "intake"."order_document" ("id" text not null, "sender" text not null, "format" text not null, "sha256" text not null, "content_type" text null, "received_at" timestamptz not null, "account_ids" text[] not null, "bytes" bytea not null, "document" json not null, primary key ("id"))`,
    );
    this.addSql(`create index "order_document_received" on "intake"."order_document" ("received_at", "id")`);
    this.addSql(`create index "order_document_account_ids" on "intake"."order_document" using gin ("account_ids")`);
    this.addSql(
      `create table "intake"."source_order" ("sender" text not null, "source_id" text not null, "document" json not null, primary key ("sender", "source_id"))`,
    );
  }
}
