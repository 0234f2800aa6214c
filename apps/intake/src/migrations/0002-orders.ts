import { Migration } from '@mikro-orm/migrations';

export class Orders extends Migration {
  override up(): void {
    this.addSql(
      `create table intake.sales_order (
         order_number text primary key,
         revision int not null,
         state text not null,
         due_on date null,
         account_ids text[] not null,
         document json not null,
         received_at timestamptz not null default now()
       )`,
    );
    this.addSql('create index sales_order_due_on on intake.sales_order (due_on) where due_on is not null');
    this.addSql('create index sales_order_account_ids on intake.sales_order using gin (account_ids)');
    this.addSql('create index sales_order_received on intake.sales_order (received_at, order_number)');
    this.addSql('create table intake.product (sku text primary key, document json not null)');
  }
}
