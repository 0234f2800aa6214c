import { Migration } from '@mikro-orm/migrations';

/** Transfers, returns and stock moves are listed by date, a page at a time. */
export class JournalsByDate extends Migration {
  override up(): void {
    this.addSql(
      `create index journal_transfers on ledger.journal (at, journal_id) where action in ('transfer', 'return', 'stock-move')`,
    );
  }
}
