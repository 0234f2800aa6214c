import { Migration } from '@mikro-orm/migrations';

/**
 * I7: a line of more than 100 lots names the first hundred. Migrations 0018 and 0020 knew no others, so that what a credit note gave
 * back of those could be given back again with their unused days. All lots of such a line have adjustments of one cause: with them what
 * the credit notes of its invoice gave back is shared out anew, and of invoices on which it was billed again. Invoices that were credited
 * since are left alone: all their lots are known by then.
 */
export class CreditedLongLines extends Migration {
  override up(): void {
    this.addSql(
      `with recursive line as materialized (
         select number, account_id, each.position, line, invoicing.line_amount(line) as amount, (line ->> 6)::numeric as rate
         from invoicing.invoice, jsonb_array_elements(lines) with ordinality as each (line, position)
         where number in (select invoice_number from invoicing.invoice where invoice_number is not null)
           and invoicing.line_amount(line) > 0),
       line_lot as materialized (
         select number, line.account_id, position, line.amount as line_amount, rate, lot_id, amount_minor as minor, unnamed,
           case when cause->>'type' = 'credit-note.issued.v1' then cause->>'id' end as note
         from line,
           lateral (
             select line.line ->> 7 as id, false as unnamed where line.line -> 9 -> 'lots' is null
             union all
             select lot ->> 'adjustmentId', false from jsonb_array_elements(line.line -> 9 -> 'lots') lot
             union all
             select other.adjustment_id, true
             from invoicing.adjustment first join invoicing.adjustment other
               using (account_id, period, currency, month, kind, unit_price_minor)
             where (line.line -> 9 ->> 'lotCount')::int > jsonb_array_length(line.line -> 9 -> 'lots')
               and first.adjustment_id = line.line -> 9 -> 'lots' -> 0 ->> 'adjustmentId'
               and other.share is not distinct from first.share
               and other.cause->'id' = first.cause->'id' and other.cause->'type' = first.cause->'type'
               and not line.line -> 9 -> 'lots' @> jsonb_build_array(jsonb_build_object('adjustmentId', other.adjustment_id))
           ) named
           join invoicing.adjustment on adjustment_id = named.id join invoicing.lot using (lot_id)
         where billing = 'once' and amount_minor > 0),
       reached as (
         select number from line_lot where unnamed
         union
         select line_lot.number from reached join invoicing.invoice note on note.invoice_number = reached.number
           join line_lot on line_lot.note = note.number),
       redone as materialized (
         select number from reached where not exists (
           select from invoicing.credited_lot join line_lot using (account_id, lot_id)
           where credited_lot.invoice_number = reached.number and unnamed)),
       credit as materialized (
         select note.number as note, each.position, note.invoice_number, -invoicing.line_amount(line) as minor, rebilled,
           (line -> 9 ->> 'credits')::int as place, (line ->> 6)::numeric as rate
         from invoicing.invoice note, jsonb_array_elements(note.lines) with ordinality as each (line, position)
         where invoice_number is not null and invoicing.line_amount(line) < 0),
       taken as materialized (
         select credit.*, line.position as of, sum(amount) over (partition by note, credit.position) as whole
         from credit join line on line.number = invoice_number and (place = line.position or place is null and line.rate = credit.rate)),
       good as (
         select invoice_number, account_id, lot_id,
           least(ceil(sum(taken.minor * line_lot.minor / whole)), max(line_lot.minor)) as minor
         from taken join line_lot on line_lot.number = invoice_number and line_lot.position = of
         where rebilled = false and invoice_number in (select number from redone)
         group by invoice_number, account_id, lot_id),
       source as materialized (
         select taken.note || '/' || taken.position as again, lot_id,
           line_lot.minor / sum(line_lot.minor) over (partition by taken.note, taken.position) as share
         from taken join line_lot on line_lot.number = invoice_number and line_lot.position = of where rebilled),
       part as (
         select invoice_number, account_id, lot_id, minor::numeric, false as again from good
         union all
         select invoice_number, account_id, source.lot_id, minor * share, true from part join source on source.again = part.lot_id),
       lot as materialized (
         select invoice_number, lot_id, account_id,
           coalesce(sum(minor) filter (where not again), 0) + ceil(round(coalesce(sum(minor) filter (where again), 0), 4)) as minor
         from part where lot_id not in (select again from source) group by invoice_number, lot_id, account_id),
       gone as (
         delete from invoicing.credited_lot where invoice_number in (select number from redone)
           and (invoice_number, lot_id) not in (select invoice_number, lot_id from lot))
       insert into invoicing.credited_lot (invoice_number, lot_id, account_id, amount_minor)
       select invoice_number, lot_id, account_id, minor from lot
       on conflict (invoice_number, lot_id) do update set amount_minor = excluded.amount_minor`,
    );
  }
}
