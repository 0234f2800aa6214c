import { Migration } from '@mikro-orm/migrations';

/** R9: a request that is seen again is looked up by its refusal, as it is by its journal. */
export class RefusalsByRequest extends Migration {
  override up(): void {
    this.addSql('create index event_log_refused on ledger.event_log (reference) where violations is not null');
  }
}
