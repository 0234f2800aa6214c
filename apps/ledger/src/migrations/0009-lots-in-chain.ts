import { Migration } from '@mikro-orm/migrations';

/**
 * The journal that creates a lot carries the hash of the lot's document, and its own hash covers that: changed terms show
 * (L1). Journals from before have none, and keep the hash that they have.
 */
export class LotsInChain extends Migration {
  override up(): void {
    this.addSql('alter table ledger.journal add column lot_hash text null');
  }
}
