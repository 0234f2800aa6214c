import { Migration } from '@mikro-orm/migrations';

/** Which lines of orders of documents were fulfilled: the sender is told once of a shipment, when all of its lines are (F1). */
export class FulfilledLines extends Migration {
  override up(): void {
    this.addSql(
      `create table "intake"."fulfilled_line" ("order_number" text not null, "line_number" int not null, "shipment_id" text not null, "fulfilled_at" timestamptz not null, primary key ("order_number", "line_number"))`,
    );
  }
}
