import { Migration } from '@mikro-orm/migrations';

/** D2: months that went by while an account paid in advance are remembered: nothing is billed for them later, nor given back. */
export class PaidAhead extends Migration {
  override up(): void {
    this.addSql(`alter table invoicing.account add column paid_ahead jsonb not null default '[]'`);
  }
}
