import { Migration } from '@mikro-orm/migrations';

/** Every overview asks for the orders that were refused: they are found without reading those that were not (P7). */
export class RefusedOrders extends Migration {
  override up(): void {
    this.addSql(
      `create index "sales_order_state" on "intake"."sales_order" ("state", "received_at", "order_number") where state <> 'accepted'`,
    );
  }
}
