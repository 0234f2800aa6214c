import { Migration } from '@mikro-orm/migrations';

/**
 * I7: what was billed again after a credit is of the lots that were credited. Migration 0018 kept what was given back of it under the
 * name of the credit note's line; here it goes to those lots, through as many credits as there were, by what was billed for each.
 */
export class CreditedAgain extends Migration {
  override up(): void {
    this.addSql(
      `with recursive again as (
         select distinct lot_id, cause->>'id' as note from invoicing.adjustment where cause->>'type' = 'credit-note.issued.v1'),
       source as (
         select again.lot_id as again, adjustment.lot_id,
           amount_minor / sum(amount_minor) over (partition by again.lot_id) as share
         from again join invoicing.invoice note on note.number = again.note,
           jsonb_array_elements(note.lines) with ordinality as credit (line, position),
           invoicing.invoice, jsonb_array_elements(invoice.lines) with ordinality as billed (line, position),
           lateral (
             select billed.line ->> 7 as id where billed.line -> 9 -> 'lots' is null
             union select lot ->> 'adjustmentId' from jsonb_array_elements(billed.line -> 9 -> 'lots') lot) named
           join invoicing.adjustment on adjustment_id = named.id
         where again.lot_id = again.note || '/' || credit.position and invoice.number = note.invoice_number
           and invoicing.line_amount(billed.line) > 0 and amount_minor > 0
           and coalesce((credit.line -> 9 ->> 'credits')::int = billed.position,
             (credit.line ->> 6)::numeric = (billed.line ->> 6)::numeric)),
       part as (
         select invoice_number, account_id, lot_id as kept, lot_id, amount_minor::numeric as minor from invoicing.credited_lot
           where lot_id in (select again from source)
         union all
         select invoice_number, account_id, kept, source.lot_id, minor * share from part join source on again = part.lot_id),
       gone as (delete from invoicing.credited_lot where lot_id in (select again from source))
       insert into invoicing.credited_lot (invoice_number, lot_id, account_id, amount_minor)
       select invoice_number, lot_id, account_id, ceil(round(sum(minor), 4)) from part
       where lot_id not in (select again from source) group by invoice_number, lot_id, account_id
       on conflict (invoice_number, lot_id) do update set amount_minor = credited_lot.amount_minor + excluded.amount_minor`,
    );
  }
}
