import { Migration } from '@mikro-orm/migrations';
import { trigrams } from '#runtime/postgres/trigrams.ts';

/** Entitlements are found by a part of their ids, product or order, and listed by product and by their end. */
export class EntitlementsListed extends Migration {
  override up(): void {
    for (const statement of trigrams) this.addSql(statement);
    this.addSql('create index entitlement_sku on fulfillment.entitlement (sku, position)');
    this.addSql(`create index entitlement_end on fulfillment.entitlement (coalesce(ends_on, 'infinity'), position)`);
    this.addSql(
      `create index entitlement_text on fulfillment.entitlement using gin (lower(entitlement_id || ' ' || order_number
         || ' ' || coalesce(purchase_order, '') || ' ' || sku || ' ' || coalesce(product->>'name', '')) gin_trgm_ops)`,
    );
  }
}
