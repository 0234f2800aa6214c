import { Migration } from '@mikro-orm/migrations';

/** L10: the programs that there were, so that a file that is gone is noticed while there are licences under it. */
export class ProgramFiles extends Migration {
  override up(): void {
    this.addSql('create table ledger.program_file (name text primary key, declared_at timestamptz not null)');
  }
}
