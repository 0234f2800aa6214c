import { Migration } from '@mikro-orm/migrations';

/** What a transfer changed is kept as its plan said it (D4, D7): figures of use and prices of that moment are nowhere else. */
export class JournalEffects extends Migration {
  override up(): void {
    this.addSql(`alter table "ledger"."journal" add "effect" json null`);
  }
}
