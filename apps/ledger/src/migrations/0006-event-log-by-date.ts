import { Migration } from '@mikro-orm/migrations';

/** The event log is read by date, a page at a time. */
export class EventLogByDate extends Migration {
  override up(): void {
    this.addSql('create index event_log_at on ledger.event_log (at, position)');
  }
}
