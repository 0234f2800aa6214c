import { Migration } from '@mikro-orm/migrations';
import { trigrams } from '#runtime/postgres/trigrams.ts';

/**
 * The different values of the event log stand in a table of their own, kept by the database itself: a search looks through them, and
 * not through every event (R17). What an event refers to is found by its index, and so are the journals of a lot and of an order.
 */
export class EventLogFound extends Migration {
  override up(): void {
    for (const statement of [...trigrams, ...values]) this.addSql(statement);
    this.addSql('create index event_log_reference on ledger.event_log (reference)');
    this.addSql('create index entry_lot on ledger.entry (lot_id, journal_id)');
    this.addSql(
      `create index lot_order on ledger.lot ((document->>'orderNumber')) where document->>'orderNumber' is not null`,
    );
  }
}

/** Each value once, in one order: two transactions that bring the same new ones never wait for each other in a circle. */
const valuesOf = (events: string) =>
  `insert into ledger.event_value (field, value)
     select distinct field, value from ${events}, lateral (values ('type', type), ('source', source), ('target', target),
       ('initiated_by', initiated_by), ('quantity', quantity::text)) as told (field, value)
     where value is not null order by field, value
     on conflict do nothing`;

const values = [
  'create table ledger.event_value (field text not null, value text not null, primary key (field, value))',
  'create index event_value_text on ledger.event_value using gin (value gin_trgm_ops)',
  `create function ledger.keep_event_values() returns trigger language plpgsql as $$
   begin
     ${valuesOf('logged')};
     return null;
   end $$`,
  `create trigger keep_event_values after insert on ledger.event_log
     referencing new table as logged for each statement execute function ledger.keep_event_values()`,
  valuesOf('ledger.event_log'),
];
