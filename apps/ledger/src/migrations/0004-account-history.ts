import { Migration } from '@mikro-orm/migrations';

/** What changed of accounts, and who said so; rows only ever come. */
export class AccountHistory extends Migration {
  override up(): void {
    this.addSql(
      `create table ledger.account_history (
         position bigserial primary key,
         account_id text not null,
         at timestamptz not null,
         recorded_at timestamptz not null default clock_timestamp(),
         what text not null,
         email text null,
         source text not null,
         changed_by text null,
         fields json not null
       )`,
    );
    this.addSql('create index account_history_account on ledger.account_history (account_id, position)');
    this.addSql(
      `create trigger append_only before update or delete or truncate on ledger.account_history
         for each statement execute function ledger.refuse_change()`,
    );
  }
}
