import { Migration } from '@mikro-orm/migrations';

/** O10: what was recorded for the payers of an order is found by the order, and by the lots that came of it. */
export class OrderLines extends Migration {
  override up(): void {
    this.addSql(
      `create index movement_order on invoicing.movement ((substring(cause->>'reference' from '^(.*)/[0-9]+$')))
         where cause->>'type' = 'license.granted.v1'`,
    );
    this.addSql(
      `create index movement_settled on invoicing.movement (lot_id) where cause->>'settlement' = 'remaining-term'`,
    );
  }
}
