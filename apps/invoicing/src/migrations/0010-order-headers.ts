import { Migration } from '@mikro-orm/migrations';

/** O10: the newest revision of orders that were revised after their release. */
export class OrderHeaders extends Migration {
  override up(): void {
    this.addSql(
      'create table invoicing.order_header (order_number text primary key, revision int not null, document json not null)',
    );
  }
}
