import { Migration } from '@mikro-orm/migrations';

/** An answer and a look-up belong to the trace of what they were asked by, however long they wait for their system. */
export class AnswerTraces extends Migration {
  override up(): void {
    this.addSql(`alter table "intake"."lookup" add "traceparent" text null`);
    this.addSql(`alter table "intake"."order_answer" add "traceparent" text null`);
  }
}
