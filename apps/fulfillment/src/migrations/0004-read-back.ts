import { Migration } from '@mikro-orm/migrations';

export class ReadBack extends Migration {
  override up(): void {
    this.addSql(`create table fulfillment.read_back (
      partition int not null primary key, next_offset bigint not null)`);
  }
}
