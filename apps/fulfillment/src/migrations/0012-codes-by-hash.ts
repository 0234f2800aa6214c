import { Migration } from '@mikro-orm/migrations';

/**
 * F2: no code is drawn twice. What a code's hash is found by has 36 bytes a row instead of 118: hashes come in no order, so that a B-tree of
 * them read and wrote a page of its own for nearly every entitlement, once it was larger than what the database keeps in memory.
 */
export class CodesByHash extends Migration {
  override up(): void {
    // One statement: nobody finds the table without it. The last release looks codes up by this one just as well.
    this.addSql(
      `alter table fulfillment.entitlement drop constraint entitlement_activation_code,
         add constraint entitlement_activation_code exclude using hash (activation_code_hash with =)`,
    );
  }
}
