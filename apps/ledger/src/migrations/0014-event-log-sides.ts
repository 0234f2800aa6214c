import { Migration } from '@mikro-orm/migrations';

/** In whose log an event stands (L11): what a stranger asked for is not in that of an account that they may not see. */
export class EventLogSides extends Migration {
  override up(): void {
    this.addSql(
      `alter table ledger.event_log add column of_source boolean not null default true,
         add column of_target boolean not null default true`,
    );
  }
}
