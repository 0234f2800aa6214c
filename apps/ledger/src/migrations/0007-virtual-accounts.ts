import { Migration } from '@mikro-orm/migrations';

/**
 * Ids that start with `@` are the ledger's own: nobody else holds licences or is an account under one, since holdings are
 * kept for none of them (L1). Rows from before are not looked at: what was recorded stays, and verify names it.
 */
export class VirtualAccounts extends Migration {
  override up(): void {
    this.addSql(
      `alter table ledger.entry add constraint entry_account_known
         check (account_id not like '@%' or account_id in ('@issued', '@retired')) not valid`,
    );
    this.addSql(
      `alter table ledger.account add constraint account_not_virtual check (account_id not like '@%') not valid`,
    );
  }
}
