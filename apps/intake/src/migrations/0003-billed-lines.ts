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
    // Of what was released before, nobody knows whether it is billed: who pays for it stays, as it did until now.
    this.addSql(
      `insert into intake.billed_line (order_number, line_number, invoice_number)
       select distinct order_number, (line->>'lineNumber')::int, ''
       from intake.sales_order, json_array_elements(document->'lines') line where line->>'state' = 'released'`,
    );
  }
}
