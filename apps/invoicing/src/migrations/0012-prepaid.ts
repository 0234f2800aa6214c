import { Migration } from '@mikro-orm/migrations';

/** Accounts that pay for their monthly licences in advance are told apart. */
export class Prepaid extends Migration {
  override up(): void {
    this.addSql('alter table invoicing.account add column prepaid boolean not null default false');
  }
}
