import { Migration } from '@mikro-orm/migrations';
import { trigrams } from '#runtime/postgres/trigrams.ts';

/** Accounts are found by a part of name or id and listed by name or kind, and the next end of a product is found by itself. */
export class AccountsListed extends Migration {
  override up(): void {
    for (const statement of trigrams) this.addSql(statement);
    this.addSql(
      'create index account_text on ledger.account using gin (lower(name) gin_trgm_ops, lower(account_id) gin_trgm_ops)',
    );
    this.addSql('create index account_name on ledger.account (name collate "und-x-icu", account_id)');
    this.addSql('create index account_kind on ledger.account (kind, account_id)');
    this.addSql('create index holding_product_end on ledger.holding (account_id, sku, ends_on, lot_id)');
    // The one before it begins with all that this one had.
    this.addSql('drop index ledger.holding_sku');
  }
}
