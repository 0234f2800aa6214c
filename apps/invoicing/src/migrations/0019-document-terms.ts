import { Migration } from '@mikro-orm/migrations';

/** I6: the format that an account wants its documents in, and what it takes. */
export class DocumentTerms extends Migration {
  override up(): void {
    this.addSql(`alter table "invoicing"."account" add "documents" jsonb null`);
  }
}
