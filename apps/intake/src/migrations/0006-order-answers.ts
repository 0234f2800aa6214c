import { Migration } from '@mikro-orm/migrations';

/** Answers to the orders of documents, from the moment that one is owed, with their bytes and how far they are on their way. */
export class OrderAnswers extends Migration {
  override up(): void {
    this.addSql(
      `create table "intake"."order_answer" ("id" text not null, "sender" text not null, "document_id" text not null, "position" int not null, "order_number" text not null, "revision" int not null, "about" text not null, "outcome" text null, "format" text not null, "content_type" text null, "bytes" bytea null, "state" text not null, "tries" int not null default 0, "due_at" timestamptz not null default now(), "queued_at" timestamptz not null, "last_error" text null, "sent_at" timestamptz null, primary key ("id"))`,
    );
    this.addSql(`create index "order_answer_order" on "intake"."order_answer" ("order_number", "sender")`);
    this.addSql(`create index "order_answer_due" on "intake"."order_answer" ("due_at", "id") where state = 'waiting'`);
  }
}
