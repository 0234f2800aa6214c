import { Migration } from '@mikro-orm/migrations';

/** What is sought in the event log, and sorted by, is found value by value (R17). */
export class EventLogValues extends Migration {
  override up(): void {
    for (const column of ['type', 'initiated_by', 'quantity'])
      this.addSql(`create index event_log_${column} on ledger.event_log (${column}, position)`);
  }
}
