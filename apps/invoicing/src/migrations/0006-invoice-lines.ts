import { Migration } from '@mikro-orm/migrations';

/**
 * An issued document becomes one row with its lines in it: it is written once, read as a whole and never changed, and a month
 * of thousands of accounts writes a twentieth of the rows. View `invoice_line` has the lines as rows.
 */
export class InvoiceLines extends Migration {
  override up(): void {
    this.addSql('alter table invoicing.invoice add column lines jsonb null');
    this.addSql('alter table invoicing.invoice disable trigger invoice_is_append_only');
    this.addSql(
      `update invoicing.invoice set lines = (
         select jsonb_agg(jsonb_build_array(kind, sku, name, month, quantity, unit_price_minor::text, tax_rate, adjustment_id,
           cause) order by position)
         from invoicing.invoice_line line where line.number = invoice.number)`,
    );
    this.addSql('alter table invoicing.invoice enable trigger invoice_is_append_only');
    this.addSql('alter table invoicing.invoice alter column lines set not null');
    this.addSql('drop table invoicing.invoice_line');
    this.addSql(
      `create view invoicing.invoice_line as
       select number, each.position, line ->> 0 as kind, line ->> 1 as sku, line ->> 2 as name, line ->> 3 as month,
         (line ->> 4)::int as quantity, (line ->> 5)::bigint as unit_price_minor,
         (line ->> 4)::numeric * (line ->> 5)::numeric as amount_minor, line ->> 6 as tax_rate, line ->> 7 as adjustment_id,
         line -> 8 as cause
       from invoicing.invoice, jsonb_array_elements(lines) with ordinality as each (line, position)`,
    );
    // I5: a line's amount is quantity × unit price, and so not kept; whatever the code does, the lines are the total.
    this.addSql(
      `create function invoicing.adds_up(lines jsonb, net numeric) returns boolean language sql immutable parallel safe return (
         select sum((line ->> 4)::numeric * (line ->> 5)::numeric) = net from jsonb_array_elements(lines) line)`,
    );
    this.addSql(
      'alter table invoicing.invoice add constraint invoice_lines check (invoicing.adds_up(lines, net_minor) is true)',
    );
  }
}
