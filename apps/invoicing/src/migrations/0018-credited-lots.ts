import { Migration } from '@mikro-orm/migrations';

/** I7: what credit notes give back of each lot for good is kept, of earlier credit notes too, by what was billed for each lot. */
export class CreditedLots extends Migration {
  override up(): void {
    this.addSql(
      `create table "invoicing"."credited_lot" ("invoice_number" text not null, "lot_id" text not null, "account_id" text not null, "amount_minor" numeric(24,0) not null, primary key ("invoice_number", "lot_id"))`,
    );
    this.addSql(`create index "credited_lot_account" on "invoicing"."credited_lot" ("account_id", "lot_id")`);
    this.addSql(
      `insert into invoicing.credited_lot (invoice_number, lot_id, account_id, amount_minor)
       with credit as (
         select note.number || '/' || each.position as name, invoice_number, account_id, -invoicing.line_amount(line) as minor,
           (line -> 9 ->> 'credits')::int as place, (line ->> 6)::numeric as rate
         from invoicing.invoice note, jsonb_array_elements(note.lines) with ordinality as each (line, position)
         where invoice_number is not null and rebilled = false and invoicing.line_amount(line) < 0),
       billed as (
         select credit.*, line, sum(invoicing.line_amount(line)) over (partition by credit.name) as whole
         from credit join invoicing.invoice on number = credit.invoice_number,
           jsonb_array_elements(lines) with ordinality as each (line, position)
         where invoicing.line_amount(line) > 0 and (place = each.position or place is null and (line ->> 6)::numeric = rate))
       select billed.invoice_number, lot_id, billed.account_id,
         least(ceil(sum(minor * amount_minor / whole)), max(amount_minor))
       from billed,
         lateral (
           select line ->> 7 as id where line -> 9 -> 'lots' is null
           union select lot ->> 'adjustmentId' from jsonb_array_elements(line -> 9 -> 'lots') lot) named
         join invoicing.adjustment on adjustment_id = named.id join invoicing.lot using (lot_id)
       where billing = 'once' and amount_minor > 0
       group by billed.invoice_number, lot_id, billed.account_id`,
    );
  }
}
