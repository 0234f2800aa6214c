import { Migration } from '@mikro-orm/migrations';

/** Documents whose order was refused where it was decided on are found from the few orders that have refusals (P7). */
export class OrdersWithRefusals extends Migration {
  override up(): void {
    this.addSql(
      `create index "sales_order_refusals" on "intake"."sales_order" ("order_number") where json_array_length(document -> 'refusals') > 0`,
    );
  }
}
