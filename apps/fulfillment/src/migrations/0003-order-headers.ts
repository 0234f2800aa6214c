import { Migration } from '@mikro-orm/migrations';

/** O10: the newest revision of orders that were revised. */
export class OrderHeaders extends Migration {
  override up(): void {
    this.addSql(
      'create table fulfillment.order_header (order_number text primary key, revision int not null, document jsonb not null)',
    );
  }
}
