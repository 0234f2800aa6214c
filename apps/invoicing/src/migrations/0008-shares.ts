import { Migration } from '@mikro-orm/migrations';

/**
 * I7, I10: a lot says whose price it has, and a line may charge some days of a price: such a line is rounded as a whole, so that
 * its amount is no longer quantity × unit price. The amount stands in the line where it has a share.
 */
export class Shares extends Migration {
  override up(): void {
    this.addSql('alter table invoicing.lot add column plan text null, add column account_priced boolean null');
    this.addSql('alter table invoicing.movement add column share jsonb null');
    this.addSql('alter table invoicing.adjustment add column share jsonb null');
    this.addSql('alter table invoicing.adjustment drop constraint adjustment_amount');
    this.addSql(
      `alter table invoicing.adjustment add constraint adjustment_amount
       check (share is not null or amount_minor = quantity::numeric * unit_price_minor) not valid`,
    );
    this.addSql('alter table invoicing.adjustment validate constraint adjustment_amount');
    this.addSql(
      `create function invoicing.line_amount(line jsonb) returns numeric language sql immutable parallel safe return (
         coalesce((line -> 9 ->> 'amount')::numeric, (line ->> 4)::numeric * (line ->> 5)::numeric))`,
    );
    this.addSql(
      `create or replace function invoicing.adds_up(lines jsonb, net numeric) returns boolean
       language sql immutable parallel safe return (
         select sum(invoicing.line_amount(line)) = net from jsonb_array_elements(lines) line)`,
    );
    this.addSql(
      `create or replace view invoicing.invoice_line as
       select number, each.position, line ->> 0 as kind, line ->> 1 as sku, line ->> 2 as name, line ->> 3 as month,
         (line ->> 4)::int as quantity, (line ->> 5)::bigint as unit_price_minor,
         invoicing.line_amount(line) as amount_minor, line ->> 6 as tax_rate, line ->> 7 as adjustment_id,
         line -> 8 as cause
       from invoicing.invoice, jsonb_array_elements(lines) with ordinality as each (line, position)`,
    );
  }
}
