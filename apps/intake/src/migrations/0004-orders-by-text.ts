import { Migration } from '@mikro-orm/migrations';
import { trigrams } from '#runtime/postgres/trigrams.ts';

/** Orders are found by a part of their number or of the customer's own. */
export class OrdersByText extends Migration {
  override up(): void {
    for (const statement of trigrams) this.addSql(statement);
    this.addSql(
      `create index sales_order_text on intake.sales_order
         using gin (lower(order_number || ' ' || coalesce(document->>'purchaseOrder', '')) gin_trgm_ops)`,
    );
  }
}
