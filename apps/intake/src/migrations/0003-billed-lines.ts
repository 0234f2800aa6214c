import { Migration } from '@mikro-orm/migrations';

/** O10: which order lines are billed, so that their payer stays. */
export class BilledLines extends Migration {
  override up(): void {
    this.addSql(
      `create table intake.billed_line (
         order_number text not null,
         line_number int not null,
         invoice_number text not null,
         primary key (order_number, line_number)
       )`,
    );
  }
}
